// What the sets for arm64 have in common.

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

/// A bit per group of four bytes that is not all zero, for the `count` <= 16 groups at x.
static inline uint32_t nonzero_groups(const uint8_t *x, size_t count) {
  uint64_t bits = nonzero_bytes(x, 4 * count);
  bits |= bits >> 1;
  bits = (bits | bits >> 2) & 0x1111111111111111;
  // Gathers every fourth bit, in steps that halve the gaps.
  bits = (bits | bits >> 3) & 0x0303030303030303;
  bits = (bits | bits >> 6) & 0x000f000f000f000f;
  bits = (bits | bits >> 12) & 0x000000ff000000ff;
  return (uint32_t)(bits | bits >> 24) & 0xffff;
}
