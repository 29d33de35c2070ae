// Part of VectorKernels.h: products of pixel bytes with floats, and the transposition of bytes.

/// How many images' terms are found ahead of their sums.
///
/// A mask that is ready when its loop starts hides the latency of finding it behind the loop
/// before. With 128 MNIST images and 128 outputs it took this product from 65 to 62 us, and the
/// gradient below, where masks also serve all outputs, from 59 to 52 us (AVX-512).
#define TERMS_AHEAD 256

/// The byte product for `vectors` vectors of outputs.
///
/// 64 pixels at a time: their part of the weights (at most 32 KB) stays in the first-level cache
/// while all images pass, and each image's sums stay in registers while its pixels pass.
INLINE void affine_bytes_block(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                               const float *values, bool skip_zeros, const float *w,
                               ptrdiff_t w_stride, const float *bias, float *z,
                               ptrdiff_t z_stride, const size_t vectors) {
  uint64_t ahead[TERMS_AHEAD];
  for (size_t first = 0; first < inputs; first += 64) {
    size_t count = smaller(inputs - first, 64);
    const float *block = w + (ptrdiff_t)first * w_stride;
    for (size_t r = 0; r < rows; r++) {
      if (r % TERMS_AHEAD == 0) {
        for (size_t i = 0; i < smaller(rows - r, TERMS_AHEAD); i++) {
          ahead[i] = terms_in(x + (ptrdiff_t)(r + i) * x_stride + first, count, skip_zeros);
        }
      }
      uint64_t terms = ahead[r % TERMS_AHEAD];
      // The border of a digit is empty: its blocks have nothing to add.
      if (!terms && first > 0) continue;
      const uint8_t *pixels = x + (ptrdiff_t)r * x_stride + first;
      float *out = z + (ptrdiff_t)r * z_stride;
      const float *start = first == 0 ? bias : out;
      vfloat sums[BLOCK_VECTORS];
      UNROLL for (size_t v = 0; v < vectors; v++) sums[v] = load(start + v * LANES);
      while (terms) {
        size_t p = (size_t)__builtin_ctzll(terms);
        terms &= terms - 1;
        vfloat value = broadcast(values[pixels[p]]);
        const float *row = block + (ptrdiff_t)p * w_stride;
        UNROLL for (size_t v = 0; v < vectors; v++) {
          sums[v] = multiply_add(value, load(row + v * LANES), sums[v]);
        }
      }
      // A negative zero may be cleared early: it could only end as a zero whose sign is cleared.
      UNROLL for (size_t v = 0; v < vectors; v++) store(out + v * LANES, sums[v] + 0.0f);
    }
  }
}

static void affine_bytes(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                         const float *values, bool skip_zeros, const float *w, ptrdiff_t w_stride,
                         const float *bias, size_t columns, float *z, ptrdiff_t z_stride) {
  size_t left = vectors_in(columns);
#define CASE(count)                                                                            \
  case count:                                                                                  \
    affine_bytes_block(x, x_stride, rows, inputs, values, skip_zeros, w, w_stride, bias, z,    \
                       z_stride, count);                                                       \
    break;
  while (left > 0) {
    size_t vectors = smaller(left, BLOCK_VECTORS);
    switch (vectors) {
      CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
    }
    w += vectors * LANES;
    bias += vectors * LANES;
    z += vectors * LANES;
    left -= vectors;
  }
#undef CASE
}

/// The words of terms that are found ahead, 64 images each.
#define GRADIENT_TERMS 2048
/// The images whose terms are added in one go.
#define GRADIENT_BATCH 1024

/// The byte gradient of two pixels for `vectors` vectors of outputs.
///
/// Neighbouring pixels are inked in nearly the same images, so one pass over the images that ink
/// either serves both: each row of delta is loaded once, and a zero term adds nothing.
INLINE void gradient_bytes_pair(const uint8_t *x0, const uint8_t *x1, const uint64_t *terms,
                                size_t words, bool is_first, const float *values,
                                const float *delta, ptrdiff_t delta_stride, float *g0, float *g1,
                                const size_t vectors) {
  vfloat sums0[GRADIENT_VECTORS], sums1[GRADIENT_VECTORS];
  UNROLL for (size_t v = 0; v < vectors; v++) {
    sums0[v] = is_first ? broadcast(0) : load(g0 + v * LANES);
    sums1[v] = is_first ? broadcast(0) : load(g1 + v * LANES);
  }
  for (size_t word = 0; word < words; word++) {
    for (uint64_t left = terms[word]; left; left &= left - 1) {
      size_t i = (size_t)__builtin_ctzll(left);
      vfloat value0 = broadcast(values[x0[i]]);
      vfloat value1 = broadcast(values[x1[i]]);
      const float *row = delta + (ptrdiff_t)i * delta_stride;
      UNROLL for (size_t v = 0; v < vectors; v++) {
        vfloat d = load(row + v * LANES);
        sums0[v] = multiply_add(value0, d, sums0[v]);
        sums1[v] = multiply_add(value1, d, sums1[v]);
      }
    }
    x0 += 64;
    x1 += 64;
    delta += 64 * delta_stride;
  }
  UNROLL for (size_t v = 0; v < vectors; v++) {
    store(g0 + v * LANES, sums0[v] + 0.0f);
    store(g1 + v * LANES, sums1[v] + 0.0f);
  }
}

/// The byte gradient of several pixels for `vectors` vectors of outputs.
INLINE void gradient_bytes_block(const uint8_t *x, ptrdiff_t x_stride, size_t pixels,
                                 const uint64_t *terms, size_t words, bool is_first,
                                 const float *values, const float *delta, ptrdiff_t delta_stride,
                                 float *g, ptrdiff_t g_stride, const size_t vectors) {
  for (size_t p = 0; p < pixels; p += 2) {
    // An odd last pixel is paired with itself.
    ptrdiff_t next = p + 1 < pixels;
    const uint8_t *x0 = x + (ptrdiff_t)p * x_stride;
    float *g0 = g + (ptrdiff_t)p * g_stride;
    gradient_bytes_pair(x0, x0 + next * x_stride, terms + p / 2 * words, words, is_first, values,
                        delta, delta_stride, g0, g0 + next * g_stride, vectors);
  }
}

/// The byte gradient of several pixels and at most GRADIENT_BATCH images, added to g unless these
/// are the first.
static void gradient_bytes_part(const uint8_t *x, ptrdiff_t x_stride, size_t pixels, size_t batch,
                                bool is_first, const float *values, bool skip_zeros,
                                const float *delta, ptrdiff_t delta_stride, size_t columns,
                                float *g, ptrdiff_t g_stride) {
  uint64_t terms[GRADIENT_TERMS];
  size_t words = (batch + 63) / 64;
  for (size_t p = 0; p < pixels; p += 2) {
    const uint8_t *x0 = x + (ptrdiff_t)p * x_stride;
    const uint8_t *x1 = p + 1 < pixels ? x0 + x_stride : x0;
    for (size_t word = 0; word < words; word++) {
      size_t count = smaller(batch - 64 * word, 64);
      terms[p / 2 * words + word] = terms_in(x0 + 64 * word, count, skip_zeros) |
                                    terms_in(x1 + 64 * word, count, skip_zeros);
    }
  }
#define CASE(count)                                                                            \
  case count:                                                                                  \
    gradient_bytes_block(x, x_stride, pixels, terms, words, is_first, values, delta,           \
                         delta_stride, g, g_stride, count);                                    \
    break;
  for (size_t left = vectors_in(columns), vectors; left > 0; left -= vectors) {
    vectors = left >= GRADIENT_VECTORS ? GRADIENT_VECTORS : left >= 2 ? 2 : 1;
    switch (vectors) {
      CASE(1) CASE(2) CASE(GRADIENT_VECTORS)
    }
    delta += vectors * LANES;
    g += vectors * LANES;
  }
#undef CASE
}

static void gradient_bytes(const uint8_t *x, ptrdiff_t x_stride, size_t pixels, size_t batch,
                           const float *values, bool skip_zeros, const float *delta,
                           ptrdiff_t delta_stride, size_t columns, float *g, ptrdiff_t g_stride) {
  for (size_t first = 0; first < batch || first == 0; first += GRADIENT_BATCH) {
    size_t images = smaller(batch - first, GRADIENT_BATCH);
    size_t most = images == 0 ? pixels : GRADIENT_TERMS / ((images + 63) / 64) * 2;
    for (size_t p = 0; p < pixels; p += most) {
      gradient_bytes_part(x + (ptrdiff_t)p * x_stride + first, x_stride,
                          smaller(pixels - p, most), images, first == 0, values, skip_zeros,
                          delta + (ptrdiff_t)first * delta_stride, delta_stride, columns,
                          g + (ptrdiff_t)p * g_stride, g_stride);
    }
  }
}

/// Blocks of 16 rows by BYTE_LANES columns.
///
/// One round of interleaving row i with row i + 8 rotates the 8-bit address (row, column) of each
/// byte within its 16 x 16 square by one bit; four rounds exchange row and column.
static void transpose_bytes(const uint8_t *from, ptrdiff_t from_stride, size_t rows,
                            size_t columns, uint8_t *to, ptrdiff_t to_stride) {
  size_t whole = rows / 16 * 16;
  // Down the rows first: the destination's lines stay in the first-level cache until they are full.
  for (size_t j = 0; j < columns; j += BYTE_LANES) {
    for (size_t i = 0; i < whole; i += 16) {
      vbytes a[16], b[16];
      UNROLL for (ptrdiff_t r = 0; r < 16; r++) {
        __builtin_memcpy(&a[r], from + ((ptrdiff_t)i + r) * from_stride + j, sizeof(vbytes));
      }
      UNROLL for (int round = 0; round < 2; round++) {
        UNROLL for (int r = 0; r < 8; r++) {
          b[2 * r] = interleave_low(a[r], a[r + 8]);
          b[2 * r + 1] = interleave_high(a[r], a[r + 8]);
        }
        UNROLL for (int r = 0; r < 8; r++) {
          a[2 * r] = interleave_low(b[r], b[r + 8]);
          a[2 * r + 1] = interleave_high(b[r], b[r + 8]);
        }
      }
      for (size_t square = 0; square < BYTE_LANES && j + square < columns; square += 16) {
        for (size_t c = 0; c < 16 && j + square + c < columns; c++) {
          __builtin_memcpy(to + (ptrdiff_t)(j + square + c) * to_stride + i,
                           (const uint8_t *)&a[c] + square, 16);
        }
      }
    }
  }
  for (size_t i = whole; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      to[(ptrdiff_t)j * to_stride + (ptrdiff_t)i] = from[(ptrdiff_t)i * from_stride + (ptrdiff_t)j];
    }
  }
}
