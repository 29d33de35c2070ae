// The kernels for AVX-512 (F, BW, DQ, VL): 16 floats a vector, 32 registers.

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,bmi,bmi2,avx512f,avx512bw,avx512dq,avx512vl"))), \
    apply_to = function)

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
