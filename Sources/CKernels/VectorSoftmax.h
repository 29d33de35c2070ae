// Part of VectorKernels.h: softmax and its exponential function.

/// exp(x) for x <= 88; see `Exponential` in LinearAlgebra for the derivation.
INLINE vfloat exponential(vfloat x) {
  const float shift = 0x1.8p23f;
  vfloat shifted = multiply_add(x, broadcast(0x1.715476p+0f), broadcast(shift));
  vfloat n = shifted - shift;
  vfloat r = multiply_add(n, broadcast(-0x1.62e4p-1f), x);
  r = multiply_add(n, broadcast(-0x1.7f7d1cp-20f), r);
  vfloat sum = broadcast(0x1.a01a02p-13f);
  sum = multiply_add(sum, r, broadcast(0x1.6c16c2p-10f));
  sum = multiply_add(sum, r, broadcast(0x1.111112p-7f));
  sum = multiply_add(sum, r, broadcast(0x1.555556p-5f));
  sum = multiply_add(sum, r, broadcast(0x1.555556p-3f));
  sum = multiply_add(sum, r, broadcast(0.5f));
  sum = multiply_add(sum, r, broadcast(1));
  sum = multiply_add(sum, r, broadcast(1));
  union { vfloat value; vint bits; } power = {.value = shifted};
  power.bits = (power.bits + 127) << 23;
  return x < -87.0f ? broadcast(0) : sum * power.value;
}

static void softmax(const float *z, ptrdiff_t z_stride, size_t rows, size_t columns, float *p,
                    ptrdiff_t p_stride, float *maxima, float *sums) {
  size_t vectors = (columns + LANES - 1) / LANES;
  vint lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  vint is_last = lane < (int32_t)(columns - (vectors - 1) * LANES);
  for (size_t r = 0; r < rows; r++) {
    const float *in = z + (ptrdiff_t)r * z_stride;
    float *out = p + (ptrdiff_t)r * p_stride;
    vfloat last = load(in + (vectors - 1) * LANES);
    vfloat largest = is_last ? last : broadcast(-__builtin_inff());
    for (size_t v = 0; v + 1 < vectors; v++) {
      vfloat x = load(in + v * LANES);
      largest = x > largest ? x : largest;
    }
    float maximum = largest[0];
    for (int i = 1; i < LANES; i++) maximum = largest[i] > maximum ? largest[i] : maximum;
    for (size_t v = 0; v + 1 < vectors; v++) {
      store(out + v * LANES, exponential(load(in + v * LANES) - maximum));
    }
    vfloat tail = exponential(last - maximum);
    store(out + (vectors - 1) * LANES, is_last ? tail : broadcast(0));
    float sum = 0;
    for (size_t j = 0; j < columns; j++) sum += out[j];
    for (size_t v = 0; v < vectors; v++) store(out + v * LANES, load(out + v * LANES) / sum);
    maxima[r] = maximum;
    sums[r] = sum;
  }
}
