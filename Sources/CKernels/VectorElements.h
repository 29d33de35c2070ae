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

/// Whether all lanes are +0 or -0: the sum of `0 * x` over finite x.
INLINE bool is_zero(vfloat x) {
  bool result = true;
  for (int i = 0; i < LANES; i++) result &= x[i] == 0;
  return result;
}

static bool is_finite(const float *x, size_t count) {
  vfloat check = broadcast(0);
  for (size_t i = 0; i < count; i += LANES) check = multiply_add(load(x + i), broadcast(0), check);
  return is_zero(check);
}

/// The gradient as every optimiser uses it: scaled, then with L2 decay added.
INLINE vfloat decayed(vfloat g, vfloat w, float scale, float decay) {
  return multiply_add(broadcast(decay), w, g * scale);
}

static bool sgd(float *w, const float *g, size_t count, float scale, float decay,
                float negative_rate) {
  vfloat check = broadcast(0);
  for (size_t i = 0; i < count; i += LANES) {
    vfloat weight = load(w + i);
    vfloat gradient = decayed(load(g + i), weight, scale, decay);
    weight = multiply_add(broadcast(negative_rate), gradient, weight) + 0.0f;
    check = multiply_add(gradient, broadcast(0), check);
    check = multiply_add(weight, broadcast(0), check);
    store(w + i, weight);
  }
  return is_zero(check);
}

static bool momentum(float *w, float *v, const float *g, size_t count,
                     const ck_momentum *settings) {
  const ck_momentum s = *settings;
  vfloat check = broadcast(0);
  for (size_t i = 0; i < count; i += LANES) {
    vfloat weight = load(w + i);
    vfloat gradient = decayed(load(g + i), weight, s.scale, s.decay);
    vfloat velocity = multiply_add(broadcast(s.momentum), load(v + i), gradient) + 0.0f;
    vfloat direction =
        s.nesterov ? multiply_add(broadcast(s.momentum), velocity, gradient) : velocity;
    weight = multiply_add(broadcast(s.negative_rate), direction, weight) + 0.0f;
    check = multiply_add(gradient, broadcast(0), check);
    check = multiply_add(velocity, broadcast(0), check);
    check = multiply_add(weight, broadcast(0), check);
    store(v + i, velocity);
    store(w + i, weight);
  }
  return is_zero(check);
}

static bool adam(float *w, float *m, float *v, const float *g, size_t count,
                 const ck_adam *settings) {
  const ck_adam s = *settings;
  vfloat check = broadcast(0);
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
    check = multiply_add(gradient, broadcast(0), check);
    check = multiply_add(mean, broadcast(0), check);
    check = multiply_add(square, broadcast(0), check);
    check = multiply_add(weight, broadcast(0), check);
    store(m + i, mean);
    store(v + i, square);
    store(w + i, weight);
  }
  return is_zero(check);
}
