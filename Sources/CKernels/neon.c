// The kernels for arm64: 4 floats a vector, 32 registers. NEON is part of every arm64 CPU.

#pragma STDC FP_CONTRACT OFF

#include "CKernels.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#define LANES 4
#define BLOCK_VECTORS 8
#define GRADIENT_VECTORS 8
#define TILE_ROWS 12
#define TILE_TAIL_ROWS 4
#define BYTE_LANES 16

/// A bit per nonzero byte of the `count` <= 64 bytes at x.
static inline uint64_t nonzero_bytes(const uint8_t *x, size_t count) {
  static const uint8_t bit_of_lane[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8_t copy[64] = {0};
  if (count < 64) {
    __builtin_memcpy(copy, x, count);
    x = copy;
  }
  uint8x16_t bits = vld1q_u8(bit_of_lane);
  uint8x16_t part[4];
  for (int i = 0; i < 4; i++) {
    uint8x16_t bytes = vld1q_u8(x + 16 * i);
    part[i] = vandq_u8(vtstq_u8(bytes, bytes), bits);
  }
  // Each pairwise addition joins neighbouring bits; after three, a byte holds eight lanes.
  uint8x16_t sums = vpaddq_u8(vpaddq_u8(part[0], part[1]), vpaddq_u8(part[2], part[3]));
  sums = vpaddq_u8(sums, sums);
  return vgetq_lane_u64(vreinterpretq_u64_u8(sums), 0);
}

typedef uint8x16_t vbytes;

static inline vbytes interleave_low(vbytes a, vbytes b) { return vzip1q_u8(a, b); }
static inline vbytes interleave_high(vbytes a, vbytes b) { return vzip2q_u8(a, b); }

#include "VectorKernels.h"

const ck_kernels *ck_neon(void) { return &kernels; }

#else

const ck_kernels *ck_neon(void) { return NULL; }

#endif
