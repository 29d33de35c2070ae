// Products of bytes with VNNI, for the sets that have it beside AVX-512.

typedef __m512i vgroup;

static inline vgroup spread(uint32_t bytes) { return _mm512_set1_epi32((int)bytes); }

static inline vsums add_products(vsums sums, const int8_t *w, vgroup group) {
  return _mm512_dpbusd_epi32(sums, group, _mm512_load_si512(w));
}
