// The kernels for arm64: 4 floats a vector, 32 registers. NEON is part of every arm64 CPU.

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "Neon.h"

typedef int32x4_t vsums;
typedef struct { int16x8_t even, odd; } vgroup;

static inline vgroup spread(uint32_t bytes) {
  return (vgroup){vreinterpretq_s16_u32(vdupq_n_u32(bytes & 0x00ff00ff)),
                  vreinterpretq_s16_u32(vdupq_n_u32(bytes >> 8 & 0x00ff00ff))};
}

/// Only factors stand in 16 bits; products and sums have 32.
static inline vsums add_products(vsums sums, const int8_t *w, vgroup group) {
  int16x8_t weights = vreinterpretq_s16_s8(vld1q_s8(w));
  int16x8_t even = vshrq_n_s16(vshlq_n_s16(weights, 8), 8);
  int16x8_t odd = vshrq_n_s16(weights, 8);
  int32x4_t low = vmull_s16(vget_low_s16(even), vget_low_s16(group.even));
  int32x4_t high = vmull_high_s16(even, group.even);
  low = vmlal_s16(low, vget_low_s16(odd), vget_low_s16(group.odd));
  high = vmlal_high_s16(high, odd, group.odd);
  return vaddq_s32(sums, vpaddq_s32(low, high));
}

#include "VectorKernels.h"

const ck_kernels *ck_neon(void) { return &kernels; }

#else

const ck_kernels *ck_neon(void) { return NULL; }

#endif
