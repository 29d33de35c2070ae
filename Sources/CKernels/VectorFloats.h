// Part of VectorKernels.h: products, sums and the transposition of floats.

/// One register tile of the product: `tile_rows` rows by `vectors` vectors.
INLINE void product_tile(const float *a, ptrdiff_t a_row, ptrdiff_t a_term, size_t terms,
                         const float *b, ptrdiff_t b_stride, const float *start, float *z,
                         ptrdiff_t z_stride, const size_t tile_rows, const size_t vectors) {
  vfloat sums[TILE_ROWS][8];
  UNROLL for (size_t r = 0; r < tile_rows; r++) {
    UNROLL for (size_t v = 0; v < vectors; v++) {
      sums[r][v] = start ? load(start + v * LANES) : broadcast(0);
    }
  }
  // A pointer for every third row: the two after it are within reach of an address's scaled index,
  // and no row waits for the address of the one before.
  const float *third[(TILE_ROWS + 2) / 3];
  UNROLL for (size_t r = 0; r < tile_rows; r += 3) third[r / 3] = a + (ptrdiff_t)r * a_row;
  for (size_t k = 0; k < terms; k++) {
    vfloat row[8];
    UNROLL for (size_t v = 0; v < vectors; v++) row[v] = load(b + v * LANES);
    UNROLL for (size_t r = 0; r < tile_rows; r++) {
      vfloat value = broadcast(third[r / 3][(ptrdiff_t)(r % 3) * a_row]);
      UNROLL for (size_t v = 0; v < vectors; v++) {
        sums[r][v] = multiply_add(value, row[v], sums[r][v]);
      }
    }
    UNROLL for (size_t r = 0; r < tile_rows; r += 3) third[r / 3] += a_term;
    b += b_stride;
  }
  UNROLL for (size_t r = 0; r < tile_rows; r++) {
    UNROLL for (size_t v = 0; v < vectors; v++) {
      store(z + (ptrdiff_t)r * z_stride + v * LANES, sums[r][v] + 0.0f);
    }
  }
}

/// All rows of the product for `vectors` vectors, in tiles of one height; the rows it covered.
INLINE size_t product_rows(const float *a, ptrdiff_t a_row, ptrdiff_t a_term, size_t rows,
                           size_t terms, const float *b, ptrdiff_t b_stride, const float *start,
                           float *z, ptrdiff_t z_stride, const size_t tile_rows,
                           const size_t vectors) {
  size_t r = 0;
  for (; r + tile_rows <= rows; r += tile_rows) {
    product_tile(a + (ptrdiff_t)r * a_row, a_row, a_term, terms, b, b_stride, start,
                 z + (ptrdiff_t)r * z_stride, z_stride, tile_rows, vectors);
  }
  return r;
}

/// Tall tiles, then low ones; rows that fill neither are left to `product`.
INLINE size_t product_tall(const float *a, ptrdiff_t a_row, ptrdiff_t a_term, size_t rows,
                           size_t terms, const float *b, ptrdiff_t b_stride, const float *start,
                           float *z, ptrdiff_t z_stride, const size_t vectors) {
  size_t r = product_rows(a, a_row, a_term, rows, terms, b, b_stride, start, z, z_stride,
                          TILE_ROWS, vectors);
  return r + product_rows(a + (ptrdiff_t)r * a_row, a_row, a_term, rows - r, terms, b, b_stride,
                          start, z + (ptrdiff_t)r * z_stride, z_stride, TILE_TAIL_ROWS, vectors);
}

static void product(const float *a, ptrdiff_t a_row, ptrdiff_t a_term, size_t rows, size_t terms,
                    const float *b, ptrdiff_t b_stride, const float *start,
                    size_t columns, float *z, ptrdiff_t z_stride) {
  size_t vectors = vectors_in(columns);
  size_t done = 0;
  for (size_t v = 0; rows >= TILE_TAIL_ROWS && v < vectors; v += 2) {
    const float *from = start ? start + v * LANES : NULL;
    if (v + 2 <= vectors) {
      done = product_tall(a, a_row, a_term, rows, terms, b + v * LANES, b_stride, from,
                          z + v * LANES, z_stride, 2);
    } else {
      done = product_tall(a, a_row, a_term, rows, terms, b + v * LANES, b_stride, from,
                          z + v * LANES, z_stride, 1);
    }
  }
  // The few rows left need many vectors in flight to hide the latency of their sums.
  a += (ptrdiff_t)done * a_row;
  z += (ptrdiff_t)done * z_stride;
  rows -= done;
#define CASE(count)                                                                            \
  case count:                                                                                  \
    product_rows(a, a_row, a_term, rows, terms, b + v * LANES, b_stride, from, z + v * LANES,  \
                 z_stride, 1, count);                                                          \
    break;
  for (size_t v = 0, width; rows > 0 && v < vectors; v += width) {
    const float *from = start ? start + v * LANES : NULL;
    size_t left = vectors - v;
    width = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    switch (width) {
      CASE(1) CASE(2) CASE(4) CASE(8)
    }
  }
#undef CASE
}

static void column_sums(const float *a, ptrdiff_t a_stride, size_t rows, size_t columns,
                        float *sums) {
  for (size_t v = 0; v < vectors_in(columns); v++) {
    vfloat sum = broadcast(0);
    for (size_t i = 0; i < rows; i++) sum += load(a + (ptrdiff_t)i * a_stride + v * LANES);
    store(sums + v * LANES, sum + 0.0f);
  }
}

/// At most 4 rows by 16 columns of a transposition, in squares of 4.
INLINE void transpose_band(const float *from, ptrdiff_t from_stride, size_t rows, size_t columns,
                           float *to, ptrdiff_t to_stride) {
  for (size_t j = 0; j < columns; j += 4) {
    const float *in = from + j;
    float *out = to + (ptrdiff_t)j * to_stride;
    if (rows < 4 || j + 4 > columns) {
      for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < smaller(columns - j, 4); c++) {
          out[(ptrdiff_t)c * to_stride + (ptrdiff_t)r] =
              in[(ptrdiff_t)r * from_stride + (ptrdiff_t)c];
        }
      }
      continue;
    }
    quad row[4];
    UNROLL for (ptrdiff_t r = 0; r < 4; r++) {
      __builtin_memcpy(&row[r], in + r * from_stride, sizeof(quad));
    }
    quad low01 = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
    quad high01 = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
    quad low23 = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
    quad high23 = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
    row[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
    row[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
    row[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
    row[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
    UNROLL for (ptrdiff_t c = 0; c < 4; c++) {
      __builtin_memcpy(out + c * to_stride, &row[c], sizeof(quad));
    }
  }
}

/// Columns in bands of 16: a cache line of the source is read whole, and a row of the destination
/// is written from end to end before the next band.
static void transpose(const float *from, ptrdiff_t from_stride, size_t rows, size_t columns,
                      float *to, ptrdiff_t to_stride) {
  for (size_t band = 0; band < columns; band += 16) {
    for (size_t i = 0; i < rows; i += 4) {
      transpose_band(from + (ptrdiff_t)i * from_stride + band, from_stride, smaller(rows - i, 4),
                     smaller(columns - band, 16), to + (ptrdiff_t)band * to_stride + i, to_stride);
    }
  }
}
