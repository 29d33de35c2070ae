// The kernels for AVX2 with FMA: 8 floats a vector, 16 registers.

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)

#define LANES 8
#define BLOCK_VECTORS 8
#define GRADIENT_VECTORS 4
#define TILE_ROWS 6
#define TILE_TAIL_ROWS 3
#define BYTE_LANES 32

/// A bit per nonzero byte of the `count` <= 64 bytes at x.
static inline uint64_t nonzero_bytes(const uint8_t *x, size_t count) {
  uint8_t copy[64] = {0};
  if (count < 64) {
    __builtin_memcpy(copy, x, count);
    x = copy;
  }
  __m256i low = _mm256_loadu_si256((const __m256i *)x);
  __m256i high = _mm256_loadu_si256((const __m256i *)(x + 32));
  __m256i zero = _mm256_setzero_si256();
  uint64_t zeros = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, zero)) |
                   (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, zero)) << 32;
  return ~zeros;
}

typedef __m256i vbytes;

static inline vbytes interleave_low(vbytes a, vbytes b) { return _mm256_unpacklo_epi8(a, b); }
static inline vbytes interleave_high(vbytes a, vbytes b) { return _mm256_unpackhi_epi8(a, b); }

typedef __m256i vsums;

/// A bit per group of four bytes that is not all zero, for the `count` <= 16 groups at x.
static inline uint32_t nonzero_groups(const uint8_t *x, size_t count) {
  uint8_t copy[64] = {0};
  if (count < 16) {
    __builtin_memcpy(copy, x, 4 * count);
    x = copy;
  }
  uint32_t zeros = 0;
  for (int i = 0; i < 2; i++) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(x + 32 * i));
    __m256i are_zero = _mm256_cmpeq_epi32(low, _mm256_setzero_si256());
    zeros |= (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(are_zero)) << 8 * i;
  }
  return zeros ^ 0xffff;
}

typedef struct { __m256i even, odd; } vgroup;

static inline vgroup spread(uint32_t bytes) {
  return (vgroup){_mm256_set1_epi32((int)(bytes & 0x00ff00ff)),
                  _mm256_set1_epi32((int)(bytes >> 8 & 0x00ff00ff))};
}

/// Only factors stand in 16 bits; products and sums have 32. `vpmaddubsw` would be shorter and
/// saturates at 255 x 127 x 2.
static inline vsums add_products(vsums sums, const int8_t *w, vgroup group) {
  __m256i weights = _mm256_load_si256((const __m256i *)w);
  __m256i even = _mm256_srai_epi16(_mm256_slli_epi16(weights, 8), 8);
  __m256i odd = _mm256_srai_epi16(weights, 8);
  __m256i pair = _mm256_add_epi32(_mm256_madd_epi16(even, group.even),
                                  _mm256_madd_epi16(odd, group.odd));
  return _mm256_add_epi32(sums, pair);
}

#include "VectorKernels.h"

#pragma clang attribute pop

const ck_kernels *ck_avx2(void) {
  __builtin_cpu_init();
  bool supported = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                   __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  return supported ? &kernels : NULL;
}

#else

const ck_kernels *ck_avx2(void) { return NULL; }

#endif
