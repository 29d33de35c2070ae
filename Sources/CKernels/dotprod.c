// The kernels for arm64 whose products of bytes use the dot product of Armv8.4 (optional before).

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <sys/auxv.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#include "Neon.h"

typedef int32x4_t vsums;
/// The bytes themselves, and 128 times their sum.
typedef struct { uint8x16_t bytes; uint32x4_t excess; } vgroup;

static inline vgroup spread(uint32_t bytes) {
  uint8x16_t all = vreinterpretq_u8_u32(vdupq_n_u32(bytes));
  uint32x4_t excess = vdotq_u32(vdupq_n_u32(0), all, vdupq_n_u8(128));
  return (vgroup){all, excess};
}

/// There is a dot product of two unsigned vectors, and none of bytes with weights that every such
/// CPU has. Weights plus 128 are unsigned, and add 128 times the bytes' sum; both steps may wrap.
static inline vsums add_products(vsums sums, const int8_t *w, vgroup group) {
  uint8x16_t weights = veorq_u8(vreinterpretq_u8_s8(vld1q_s8(w)), vdupq_n_u8(128));
  uint32x4_t start = vsubq_u32(vreinterpretq_u32_s32(sums), group.excess);
  return vreinterpretq_s32_u32(vdotq_u32(start, weights, group.bytes));
}

#include "VectorKernels.h"

#pragma clang attribute pop

const ck_kernels *ck_dotprod(void) {
  // The bit `HWCAP_ASIMDDP` of the kernel's `asm/hwcap.h`.
  bool supported = getauxval(AT_HWCAP) & 1ul << 20;
  return supported ? &kernels : NULL;
}

#else

const ck_kernels *ck_dotprod(void) { return NULL; }

#endif
