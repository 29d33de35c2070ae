// What the sets with AVX-512 have in common; the including file enables F, BW, DQ and VL.

#define LANES 16
#define BLOCK_VECTORS 8
#define GRADIENT_VECTORS 4
#define TILE_ROWS 12
#define TILE_TAIL_ROWS 4
#define BYTE_LANES 64

/// A bit per nonzero byte of the `count` <= 64 bytes at x.
static inline uint64_t nonzero_bytes(const uint8_t *x, size_t count) {
  __m512i bytes = _mm512_maskz_loadu_epi8(_bzhi_u64(~0ull, (unsigned)count), x);
  return _mm512_test_epi8_mask(bytes, bytes);
}

typedef __m512i vbytes;

static inline vbytes interleave_low(vbytes a, vbytes b) { return _mm512_unpacklo_epi8(a, b); }
static inline vbytes interleave_high(vbytes a, vbytes b) { return _mm512_unpackhi_epi8(a, b); }

typedef __m512i vsums;

/// A bit per group of four bytes that is not all zero, for the `count` <= 16 groups at x.
static inline uint32_t nonzero_groups(const uint8_t *x, size_t count) {
  __mmask16 exist = (__mmask16)_bzhi_u32(0xffff, (unsigned)count);
  __m512i groups = _mm512_maskz_loadu_epi32(exist, x);
  return _mm512_test_epi32_mask(groups, groups);
}
