// The loops, included once for each vector width: LANES floats a vector, and NAME(x) for the
// function x of this width. There is deliberately no include guard.

typedef float NAME(vector) __attribute__((ext_vector_type(LANES)));

/// As many sums as keep two units of four cycles' latency busy, with some to spare.
#define CHAINS 12

static double NAME(multiply_adds)(size_t rounds) {
  // The compiler must not know the factors: it would compute the sums itself.
  volatile float unknown = 0.5f;
  NAME(vector) factor = (NAME(vector))unknown, term = (NAME(vector))(unknown + 0.25f);
  NAME(vector) sums[CHAINS];
  UNROLL for (int k = 0; k < CHAINS; k++) sums[k] = (NAME(vector))(float)k;
  for (size_t i = 0; i < rounds; i++) {
    UNROLL for (int repeat = 0; repeat < 8; repeat++) {
      UNROLL for (int k = 0; k < CHAINS; k++) {
        sums[k] = __builtin_elementwise_fma(sums[k], factor, term);
      }
    }
  }
  NAME(vector) total = sums[0];
  UNROLL for (int k = 1; k < CHAINS; k++) total += sums[k];
  sink = total[0];
  return 2.0 * 8 * CHAINS * LANES * (double)rounds;
}

static void NAME(read)(const float *from, size_t count) {
  NAME(vector) most[8];
  UNROLL for (int k = 0; k < 8; k++) most[k] = (NAME(vector))0.0f;
  for (size_t i = 0; i < count; i += 8 * LANES) {
    UNROLL for (int k = 0; k < 8; k++) {
      most[k] += *(const NAME(vector) *)(from + i + (size_t)k * LANES);
    }
  }
  NAME(vector) total = most[0];
  UNROLL for (int k = 1; k < 8; k++) total += most[k];
  sink = total[0];
}

static void NAME(copy)(float *to, const float *from, size_t count) {
  // Scaled, so that it stays a loop and is no call of memcpy.
  volatile float unknown = 1.0f;
  NAME(vector) factor = (NAME(vector))unknown;
  for (size_t i = 0; i < count; i += 8 * LANES) {
    UNROLL for (int k = 0; k < 8; k++) {
      size_t at = i + (size_t)k * LANES;
      *(NAME(vector) *)(to + at) = *(const NAME(vector) *)(from + at) * factor;
    }
  }
}

static inline __attribute__((always_inline)) void NAME(update_arrays)(
    float *const *arrays, const int reads, const int writes, size_t count) {
  // Maxima stay what they are, however often this is called: no overflow, no slow tiny numbers.
  volatile float unknown = 1.0f;
  NAME(vector) factor = (NAME(vector))unknown;
  for (size_t i = 0; i < count; i += LANES) {
    NAME(vector) most = *(const NAME(vector) *)(arrays[0] + i) * factor;
    UNROLL for (int k = 1; k < reads; k++) {
      most = __builtin_elementwise_max(most, *(const NAME(vector) *)(arrays[k] + i));
    }
    UNROLL for (int k = 0; k < writes; k++) *(NAME(vector) *)(arrays[k] + i) = most;
  }
}

static void NAME(update)(float *const *arrays, int reads, int writes, size_t count) {
  float *const kept[4] = {arrays[0], arrays[reads > 1], arrays[reads > 2 ? 2 : 0],
                          arrays[reads > 3 ? 3 : 0]};
  if (reads == 1 && writes == 1) NAME(update_arrays)(kept, 1, 1, count);
  if (reads == 2 && writes == 1) NAME(update_arrays)(kept, 2, 1, count);
  if (reads == 3 && writes == 2) NAME(update_arrays)(kept, 3, 2, count);
  if (reads == 4 && writes == 3) NAME(update_arrays)(kept, 4, 3, count);
}

#undef CHAINS
