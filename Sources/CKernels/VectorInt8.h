// Part of VectorKernels.h: products of bytes with 8-bit weights, and what becomes of their sums.
//
// The including file defines
// * vsums: a vector of LANES 32-bit sums;
// * vgroup and spread: the four bytes of a group in each lane, in the form that products need;
// * add_products: adds to each lane the products of a group with its four weights;
// * nonzero_groups: a bit per group that is not all zero, for at most 16 of them;
// * AFFINE_INT8, if the table gets another function than `affine_int8`.
//
// Sums of integers are exact, so they may be taken in any order.

/// The bytes of a group: an output's weights for them stand side by side.
#define GROUP 4
/// The groups whose weights stay in the first-level cache while all rows pass.
#define BLOCK_GROUPS 64
/// How many blocks' groups are found ahead of their sums, of how many rows at most.
#define BLOCKS_AHEAD 4
#define ROWS_AHEAD 64
/// From how many outputs on a row is computed alone, without its groups of zeros.
#define SPARSE_OUTPUTS 49

#ifndef AFFINE_INT8
#define AFFINE_INT8 affine_int8
#endif

INLINE uint32_t group_at(const uint8_t *x) {
  uint32_t group;
  __builtin_memcpy(&group, x, sizeof group);
  return group;
}

/// The last group of a row, with zeros for what is missing.
INLINE uint32_t partial_group(const uint8_t *x, size_t count) {
  uint32_t group = 0;
  for (size_t i = 0; i < count; i++) group |= (uint32_t)x[i] << 8 * i;
  return group;
}

/// A bit per group that is not all zero, for at most 64 of them.
INLINE uint64_t used_groups(const uint8_t *x, size_t count) {
  uint64_t used = 0;
  for (size_t first = 0; first < count; first += 16) {
    used |= (uint64_t)nonzero_groups(x + GROUP * first, smaller(count - first, 16)) << first;
  }
  return used;
}

/// The groups that are used of `rows` rows, at most `BLOCKS_AHEAD` blocks of each: row after row, so
/// that pixels that come from memory come in the order in which it is read fastest.
INLINE void find_groups(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                        uint64_t found[BLOCKS_AHEAD][ROWS_AHEAD]) {
  size_t groups = smaller(inputs / GROUP, BLOCKS_AHEAD * BLOCK_GROUPS);
  for (size_t r = 0; r < rows; r++) {
    const uint8_t *bytes = x + (ptrdiff_t)r * x_stride;
    for (size_t b = 0; b * BLOCK_GROUPS <= groups && b < BLOCKS_AHEAD; b++) {
      size_t first = b * BLOCK_GROUPS;
      found[b][r] = used_groups(bytes + GROUP * first, smaller(groups - first, BLOCK_GROUPS));
    }
  }
}

/// The products of rows, each without its groups of zeros, for `vectors` vectors of outputs.
///
/// 64 groups at a time, as in `affine_bytes_block`: their part of the weights stays in the cache
/// while all rows pass, and each row's sums stay in registers while its groups pass.
INLINE void affine_int8_block(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                              const int8_t *w, ptrdiff_t w_stride, const int32_t *bias,
                              int32_t *sums, ptrdiff_t sums_stride, const size_t vectors) {
  uint64_t ahead[BLOCKS_AHEAD][ROWS_AHEAD];
  size_t blocks = inputs / (GROUP * BLOCK_GROUPS) + (inputs % (GROUP * BLOCK_GROUPS) > 0);
  for (size_t b = 0; b < blocks; b++) {
    size_t first = b * GROUP * BLOCK_GROUPS;
    size_t count = smaller(inputs - first, GROUP * BLOCK_GROUPS), whole = count / GROUP;
    const int8_t *block = w + (ptrdiff_t)(first / GROUP) * w_stride;
    if (b % BLOCKS_AHEAD == 0) {
      find_groups(x + first, x_stride, rows, inputs - first, ahead);
    }
    const uint64_t *found = ahead[b % BLOCKS_AHEAD];
    for (size_t r = 0; r < rows; r++) {
      if (b > 0 && found[r] == 0 && count % GROUP == 0) continue;
      const uint8_t *bytes = x + (ptrdiff_t)r * x_stride + first;
      int32_t *out = sums + (ptrdiff_t)r * sums_stride;
      const int32_t *start = b == 0 ? bias : out;
      vsums row[BLOCK_VECTORS];
      UNROLL for (size_t v = 0; v < vectors; v++) row[v] = *(const vsums *)(start + v * LANES);
      for (uint64_t used = found[r]; used; used &= used - 1) {
        size_t g = (size_t)__builtin_ctzll(used);
        vgroup group = spread(group_at(bytes + GROUP * g));
        const int8_t *weights = block + (ptrdiff_t)g * w_stride;
        UNROLL for (size_t v = 0; v < vectors; v++) {
          row[v] = add_products(row[v], weights + v * LANES * GROUP, group);
        }
      }
      if (count % GROUP) {
        vgroup group = spread(partial_group(bytes + GROUP * whole, count % GROUP));
        const int8_t *weights = block + (ptrdiff_t)whole * w_stride;
        UNROLL for (size_t v = 0; v < vectors; v++) {
          row[v] = add_products(row[v], weights + v * LANES * GROUP, group);
        }
      }
      UNROLL for (size_t v = 0; v < vectors; v++) *(vsums *)(out + v * LANES) = row[v];
    }
  }
}

/// Rows with few outputs: `tile_rows` rows together for one vector of outputs, or one row with its
/// groups dealt out to `parts` sums, so that no sum waits for the one before.
INLINE void dense_tile(const uint8_t *x, ptrdiff_t x_stride, size_t inputs, const int8_t *w,
                       ptrdiff_t w_stride, const int32_t *bias, int32_t *sums,
                       ptrdiff_t sums_stride, const size_t tile_rows, const size_t parts) {
  vsums tile[8][4];
  UNROLL for (size_t r = 0; r < tile_rows; r++) {
    UNROLL for (size_t p = 0; p < parts; p++) {
      tile[r][p] = p == 0 ? *(const vsums *)bias : (vsums){0};
    }
  }
  size_t whole = inputs / GROUP, g = 0;
  for (; g + parts <= whole; g += parts) {
    UNROLL for (size_t p = 0; p < parts; p++) {
      UNROLL for (size_t r = 0; r < tile_rows; r++) {
        vgroup group = spread(group_at(x + (ptrdiff_t)r * x_stride + GROUP * (g + p)));
        tile[r][p] = add_products(tile[r][p], w + (ptrdiff_t)p * w_stride, group);
      }
    }
    w += (ptrdiff_t)parts * w_stride;
  }
  for (; g * GROUP < inputs; g++) {
    UNROLL for (size_t r = 0; r < tile_rows; r++) {
      const uint8_t *last = x + (ptrdiff_t)r * x_stride + GROUP * g;
      vgroup group = spread(partial_group(last, smaller(inputs - GROUP * g, GROUP)));
      tile[r][0] = add_products(tile[r][0], w, group);
    }
    w += w_stride;
  }
  UNROLL for (size_t r = 0; r < tile_rows; r++) {
    UNROLL for (size_t p = 1; p < parts; p++) {
      tile[r][0] = (vsums)((vint)tile[r][0] + (vint)tile[r][p]);
    }
    *(vsums *)(sums + (ptrdiff_t)r * sums_stride) = tile[r][0];
  }
}

static void affine_int8_dense(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                              const int8_t *w, ptrdiff_t w_stride, const int32_t *bias,
                              size_t columns, int32_t *sums, ptrdiff_t sums_stride) {
  for (size_t v = 0; v < vectors_in(columns); v++) {
    size_t r = 0;
    for (; r + 8 <= rows; r += 8) {
      dense_tile(x + (ptrdiff_t)r * x_stride, x_stride, inputs, w, w_stride, bias,
                 sums + (ptrdiff_t)r * sums_stride, sums_stride, 8, 1);
    }
    for (; r < rows; r++) {
      dense_tile(x + (ptrdiff_t)r * x_stride, x_stride, inputs, w, w_stride, bias,
                 sums + (ptrdiff_t)r * sums_stride, sums_stride, 1, 4);
    }
    w += LANES * GROUP;
    bias += LANES;
    sums += LANES;
  }
}

static void affine_int8_sparse(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                               const int8_t *w, ptrdiff_t w_stride, const int32_t *bias,
                               size_t columns, int32_t *sums, ptrdiff_t sums_stride) {
#define CASE(count)                                                                         \
  case count:                                                                               \
    affine_int8_block(x, x_stride, some, inputs, w + place * GROUP, w_stride, bias + place, \
                      sums + place, sums_stride, count);                                    \
    break;
  while (rows > 0) {
    size_t some = smaller(rows, ROWS_AHEAD), vectors;
    for (size_t place = 0, left = vectors_in(columns); left > 0; left -= vectors) {
      vectors = smaller(left, BLOCK_VECTORS);
      switch (vectors) {
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
      }
      place += vectors * LANES;
    }
    x += (ptrdiff_t)some * x_stride;
    sums += (ptrdiff_t)some * sums_stride;
    rows -= some;
  }
#undef CASE
}

static void affine_int8(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                        const int8_t *w, ptrdiff_t w_stride, const int32_t *bias, size_t columns,
                        int32_t *sums, ptrdiff_t sums_stride) {
  if (columns < SPARSE_OUTPUTS) {
    affine_int8_dense(x, x_stride, rows, inputs, w, w_stride, bias, columns, sums, sums_stride);
  } else {
    affine_int8_sparse(x, x_stride, rows, inputs, w, w_stride, bias, columns, sums, sums_stride);
  }
}

typedef uint8_t narrow __attribute__((ext_vector_type(LANES)));

static void requantise(const int32_t *sums, ptrdiff_t sums_stride, size_t rows, size_t columns,
                       const float *multipliers, uint8_t *u, ptrdiff_t u_stride) {
  // Adding it leaves a number of 0...255, rounded half to even, in the lowest bits.
  const float shift = 0x1.8p23f;
  for (size_t r = 0; r < rows; r++) {
    for (size_t v = 0; v < vectors_in(columns); v++) {
      vint sum = *(const vint *)(sums + (ptrdiff_t)r * sums_stride + v * LANES);
      vfloat x = __builtin_convertvector(sum, vfloat) * load(multipliers + v * LANES);
      x = x > 0 ? x : broadcast(0);
      x = x < 255 ? x : broadcast(255);
      union { vfloat value; vint bits; } shifted = {.value = x + shift};
      narrow bytes = __builtin_convertvector(shifted.bits & 255, narrow);
      __builtin_memcpy(u + (ptrdiff_t)r * u_stride + v * LANES, &bytes, LANES);
    }
  }
}

static void dequantise(const int32_t *sums, ptrdiff_t sums_stride, size_t rows, size_t columns,
                       const float *multipliers, float *z, ptrdiff_t z_stride) {
  for (size_t r = 0; r < rows; r++) {
    for (size_t v = 0; v < vectors_in(columns); v++) {
      vint sum = *(const vint *)(sums + (ptrdiff_t)r * sums_stride + v * LANES);
      vfloat x = __builtin_convertvector(sum, vfloat) * load(multipliers + v * LANES);
      store(z + (ptrdiff_t)r * z_stride + v * LANES, x + 0.0f);
    }
  }
}
