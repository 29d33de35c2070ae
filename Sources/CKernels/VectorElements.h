// Part of VectorKernels.h: what is done element by element: activations, checks and optimisers.

static void relu(float *x, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    vfloat value = load(x + i);
    store(x + i, value > 0 ? value : broadcast(0));
  }
}

static void mask_inactive(float *delta, const float *a, size_t count) {
  for (size_t i = 0; i < count; i += LANES) {
    store(delta + i, load(a + i) > 0 ? load(delta + i) : broadcast(0));
  }
}

/// The largest bits of absolute values so far: from those of infinity on, one was not finite.
INLINE vint larger_magnitude(vint magnitude, vfloat x) {
  union { vfloat value; vint bits; } any = {.value = x};
  return __builtin_elementwise_max(magnitude, any.bits & 0x7fffffff);
}

INLINE bool finite_magnitude(vint magnitude) {
  return __builtin_reduce_max(magnitude) < 0x7f800000;
}

static bool is_finite(const float *x, size_t count) {
  vint magnitude = 0;
  for (size_t i = 0; i < count; i += LANES) magnitude = larger_magnitude(magnitude, load(x + i));
  return finite_magnitude(magnitude);
}

/// The gradient as every optimiser uses it: scaled, then with L2 decay added.
INLINE vfloat decayed(vfloat g, vfloat w, float scale, float decay) {
  return multiply_add(broadcast(decay), w, g * scale);
}

static bool sgd(float *w, const float *g, size_t count, float scale, float decay,
                float negative_rate) {
  vint magnitude = 0;
  for (size_t i = 0; i < count; i += LANES) {
    vfloat weight = load(w + i);
    vfloat gradient = decayed(load(g + i), weight, scale, decay);
    weight = multiply_add(broadcast(negative_rate), gradient, weight) + 0.0f;
    magnitude = larger_magnitude(magnitude, gradient);
    magnitude = larger_magnitude(magnitude, weight);
    store(w + i, weight);
  }
  return finite_magnitude(magnitude);
}

static bool momentum(float *w, float *v, const float *g, size_t count,
                     const ck_momentum *settings) {
  const ck_momentum s = *settings;
  vint magnitude = 0;
  for (size_t i = 0; i < count; i += LANES) {
    vfloat weight = load(w + i);
    vfloat gradient = decayed(load(g + i), weight, s.scale, s.decay);
    vfloat velocity = multiply_add(broadcast(s.momentum), load(v + i), gradient) + 0.0f;
    vfloat direction =
        s.nesterov ? multiply_add(broadcast(s.momentum), velocity, gradient) : velocity;
    weight = multiply_add(broadcast(s.negative_rate), direction, weight) + 0.0f;
    magnitude = larger_magnitude(magnitude, gradient);
    magnitude = larger_magnitude(magnitude, velocity);
    magnitude = larger_magnitude(magnitude, weight);
    store(v + i, velocity);
    store(w + i, weight);
  }
  return finite_magnitude(magnitude);
}

static bool adam(float *w, float *m, float *v, const float *g, size_t count,
                 const ck_adam *settings) {
  const ck_adam s = *settings;
  vint magnitude = 0;
  for (size_t i = 0; i < count; i += LANES) {
    vfloat weight = load(w + i);
    vfloat gradient = decayed(load(g + i), weight, s.scale, s.decay);
    weight = multiply_add(broadcast(s.negative_shrink), weight, weight);
    vfloat mean =
        multiply_add(broadcast(s.beta1), load(m + i), gradient * s.one_minus_beta1) + 0.0f;
    vfloat square =
        multiply_add(broadcast(s.beta2), load(v + i), gradient * gradient * s.one_minus_beta2) +
        0.0f;
    vfloat root = __builtin_elementwise_sqrt(square * s.inverse_correction2) + s.epsilon;
    weight = multiply_add(broadcast(s.negative_rate), mean / root, weight) + 0.0f;
    magnitude = larger_magnitude(magnitude, gradient);
    magnitude = larger_magnitude(magnitude, mean);
    magnitude = larger_magnitude(magnitude, square);
    magnitude = larger_magnitude(magnitude, weight);
    store(m + i, mean);
    store(v + i, square);
    store(w + i, weight);
  }
  return finite_magnitude(magnitude);
}

static void average(float *average, const float *x, size_t count, float rate) {
  for (size_t i = 0; i < count; i += LANES) {
    vfloat before = load(average + i);
    store(average + i, multiply_add(broadcast(rate), load(x + i) - before, before) + 0.0f);
  }
}
