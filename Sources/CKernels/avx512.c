// The kernels for AVX-512 (F, BW, DQ, VL): 16 floats a vector, 32 registers.

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,bmi,bmi2,avx512f,avx512bw,avx512dq,avx512vl"))), \
    apply_to = function)

#include "Avx512.h"

typedef struct { __m512i even, odd; } vgroup;

static inline vgroup spread(uint32_t bytes) {
  return (vgroup){_mm512_set1_epi32((int)(bytes & 0x00ff00ff)),
                  _mm512_set1_epi32((int)(bytes >> 8 & 0x00ff00ff))};
}

/// In 16 bits, where 255 x 127 x 2 would not fit, only factors stand; products and sums have 32.
static inline vsums add_products(vsums sums, const int8_t *w, vgroup group) {
  __m512i weights = _mm512_load_si512(w);
  __m512i even = _mm512_srai_epi16(_mm512_slli_epi16(weights, 8), 8);
  __m512i odd = _mm512_srai_epi16(weights, 8);
  __m512i pair = _mm512_add_epi32(_mm512_madd_epi16(even, group.even),
                                  _mm512_madd_epi16(odd, group.odd));
  return _mm512_add_epi32(sums, pair);
}

#include "VectorKernels.h"

#pragma clang attribute pop

const ck_kernels *ck_avx512(void) {
  __builtin_cpu_init();
  bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                   __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                   __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return supported ? &kernels : NULL;
}

#else

const ck_kernels *ck_avx512(void) { return NULL; }

#endif
