// Part of VectorKernels.h: random changes to training images.

typedef float octet __attribute__((ext_vector_type(8)));
typedef uint8_t vpixels __attribute__((ext_vector_type(LANES)));

/// A row of control points blended along the columns: sum over k of weights[k] * points[k, :].
INLINE octet blend(const float *weights, const float *points) {
  octet sum = 0;
  UNROLL for (int k = 0; k < CK_CONTROL_POINTS; k++) {
    octet row = *(const octet *)(points + 16 * k);
    sum = __builtin_elementwise_fma((octet)weights[k], row, sum);
  }
  return sum;
}

/// A coordinate within 0...limit in units of 1/256, halves up.
INLINE vint fixed_point(vfloat x, float limit) {
  x = x > 0 ? x : broadcast(0);
  x = x < limit ? x : broadcast(limit);
  return __builtin_convertvector(x * 256.0f + 0.5f, vint);
}

/// Two neighbours of a row in one word: the left one in the low byte.
INLINE vint neighbours(const uint8_t *plane, vint places) {
  vint pairs;
  UNROLL for (int i = 0; i < LANES; i++) {
    uint16_t pair;
    __builtin_memcpy(&pair, plane + places[i], sizeof pair);
    pairs[i] = pair;
  }
  return pairs;
}

/// left * (256 - fraction) + right * fraction.
INLINE vint between(vint pair, vint fraction) {
  vint left = pair & 255;
  return left * 256 + ((pair >> 8) - left) * fraction;
}

static void warp(const uint8_t *plane, ptrdiff_t plane_stride, size_t rows, size_t columns,
                 const float *vertical, const float *horizontal, ptrdiff_t horizontal_stride,
                 const float *x_points, const float *y_points, uint8_t *to) {
  for (size_t r = 0; r < rows; r++) {
    octet x_row = blend(vertical + 16 * r, x_points);
    octet y_row = blend(vertical + 16 * r, y_points);
    for (size_t c = 0; c < columns; c += LANES) {
      vfloat x = 0, y = 0;
      UNROLL for (int k = 0; k < CK_CONTROL_POINTS; k++) {
        vfloat weights = load(horizontal + k * horizontal_stride + c);
        x = multiply_add(broadcast(x_row[k]), weights, x);
        y = multiply_add(broadcast(y_row[k]), weights, y);
      }
      vint column = fixed_point(x, columns + 1), row = fixed_point(y, rows + 1);
      vint places = (row >> 8) * (int32_t)plane_stride + (column >> 8);
      vint upper = between(neighbours(plane, places), column & 255);
      vint lower = between(neighbours(plane + plane_stride, places), column & 255);
      vint value = (upper * 256 + (lower - upper) * (row & 255) + 32768) >> 16;
      vpixels pixels = __builtin_convertvector(value, vpixels);
      __builtin_memcpy(to + r * columns + c, &pixels, smaller(LANES, columns - c));
    }
  }
}

static void change_pen(const uint8_t *from, ptrdiff_t stride, size_t rows, size_t columns,
                       int32_t amount, uint8_t *to) {
  for (size_t r = 0; r < rows; r++) {
    const uint8_t *row = from + r * stride;
    uint8_t *result = to + r * stride;
    for (size_t c = 0; c < columns; c++) {
      const uint8_t *p = row + c;
      int32_t darkest = p[0], lightest = p[0];
      const uint8_t beside[4] = {p[-1], p[1], p[-stride], p[stride]};
      UNROLL for (int i = 0; i < 4; i++) {
        darkest = beside[i] > darkest ? beside[i] : darkest;
        lightest = beside[i] < lightest ? beside[i] : lightest;
      }
      int32_t difference = amount > 0 ? darkest - p[0] : p[0] - lightest;
      result[c] = (uint8_t)(p[0] + ((difference * amount + 128) >> 8));
    }
  }
}
