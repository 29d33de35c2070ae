#include "CPeak.h"

#define UNROLL _Pragma("clang loop unroll(full)")

/// Where results go that nobody needs.
static volatile float sink;

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define LANES 16
#define NAME(x) wide_##x
#include "PeakLoops.h"
#undef LANES
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define NAME(x) middle_##x
#include "PeakLoops.h"
#undef LANES
#undef NAME
#pragma clang attribute pop

#endif

#define LANES 4
#define NAME(x) narrow_##x
#include "PeakLoops.h"
#undef LANES
#undef NAME

int peak_lanes(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return 16;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return 8;
#endif
  return 4;
}

#if defined(__x86_64__)
#define CHOOSE(call)                      \
  switch (peak_lanes()) {                 \
    case 16: return wide_##call;          \
    case 8: return middle_##call;         \
    default: return narrow_##call;        \
  }
#else
#define CHOOSE(call) return narrow_##call;
#endif

double peak_multiply_adds(size_t rounds) { CHOOSE(multiply_adds(rounds)) }
void peak_read(const float *from, size_t count) { CHOOSE(read(from, count)) }
void peak_copy(float *to, const float *from, size_t count) { CHOOSE(copy(to, from, count)) }
void peak_update(float *const *arrays, int reads, int writes, size_t count) {
  CHOOSE(update(arrays, reads, writes, count))
}
