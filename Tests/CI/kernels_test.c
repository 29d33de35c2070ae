// Compares every kernel table that this CPU offers with plain loops, bit for bit.
//
// The module tests do the same in Swift on the machine that runs them. This program is for CPUs that
// only an emulator offers: it needs a C compiler and the C kernels, no Swift runtime.

#pragma STDC FP_CONTRACT OFF

#define _DEFAULT_SOURCE  // for MAP_ANONYMOUS

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "CKernels.h"

enum { CAPACITY = 160 * 160 };

typedef struct {
  float values[CAPACITY] __attribute__((aligned(64)));
} floats;
typedef struct {
  uint8_t values[CAPACITY] __attribute__((aligned(64)));
} bytes;

static const char *table_name;
static int failures;
static long comparisons;

static uint64_t random_state = 1;
static uint32_t random_word(void) {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(random_state >> 32);
}

/// Values of many magnitudes and both signs, some of them zero.
static void fill(floats *x) {
  for (size_t i = 0; i < CAPACITY; i++) {
    uint32_t word = random_word();
    float value = (float)(int32_t)word * 0x1p-31f;
    x->values[i] = word % 7 == 0 ? 0.0f : word % 5 == 0 ? value * 0x1p-12f : value;
  }
}

/// Mostly zeros, as images are.
static void fill_bytes(bytes *x) {
  for (size_t i = 0; i < CAPACITY; i++) {
    uint32_t word = random_word();
    x->values[i] = word % 4 == 0 ? (uint8_t)(word >> 8) : 0;
  }
}

static void compare(const char *what, const float *expected, const float *found, size_t rows,
                    size_t columns, ptrdiff_t stride) {
  comparisons++;
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      const float *e = expected + (ptrdiff_t)i * stride + j, *f = found + (ptrdiff_t)i * stride + j;
      if (memcmp(e, f, sizeof(float)) == 0) continue;
      printf("%s %s [%zu, %zu] of %zu x %zu: expected %a, found %a\n", table_name, what, i, j, rows,
             columns, (double)*e, (double)*f);
      failures++;
      return;
    }
  }
}

static ptrdiff_t stride_of(size_t columns) { return (ptrdiff_t)((columns + 15) / 16 * 16); }

static floats a, b, c, start, expected, found;
static bytes x, found_x;

static void test_products(const ck_kernels *k, size_t rows, size_t terms, size_t columns) {
  ptrdiff_t stride = stride_of(columns), a_stride = stride_of(terms);
  for (int biased = 0; biased < 2; biased++) {
    for (size_t i = 0; i < rows; i++) {
      for (size_t j = 0; j < columns; j++) {
        float sum = biased ? start.values[j] : 0;
        for (size_t t = 0; t < terms; t++) {
          sum = fmaf(a.values[i * (size_t)a_stride + t], b.values[t * (size_t)stride + j], sum);
        }
        expected.values[i * (size_t)stride + j] = sum + 0.0f;
      }
    }
    k->product(a.values, a_stride, 1, rows, terms, b.values, stride,
               biased ? start.values : NULL, columns, found.values, stride);
    compare("product", expected.values, found.values, rows, columns, stride);
  }
}

static void test_bytes(const ck_kernels *k, size_t rows, size_t terms, size_t columns) {
  ptrdiff_t stride = stride_of(columns), x_stride = (ptrdiff_t)((terms + 63) / 64 * 64);
  for (int skip = 0; skip < 2; skip++) {
    float table[256];
    for (int p = 0; p < 256; p++) table[p] = ((float)p / 255 - (skip ? 0 : 0.25f)) * 1.5f;
    for (size_t i = 0; i < rows; i++) {
      for (size_t j = 0; j < columns; j++) {
        float forward = start.values[j], gradient = 0;
        for (size_t t = 0; t < terms; t++) {
          float value = table[x.values[i * (size_t)x_stride + t]];
          forward = fmaf(value, b.values[t * (size_t)stride + j], forward);
          gradient = fmaf(value, b.values[t * (size_t)stride + j], gradient);
        }
        expected.values[i * (size_t)stride + j] = forward + 0.0f;
        c.values[i * (size_t)stride + j] = gradient + 0.0f;
      }
    }
    k->affine_bytes(x.values, x_stride, rows, terms, table, skip, b.values, stride, start.values,
                    columns, found.values, stride);
    compare("affine_bytes", expected.values, found.values, rows, columns, stride);
    // The rows of x are now pixels, and its terms are images.
    k->gradient_bytes(x.values, x_stride, rows, terms, table, skip, b.values, stride, columns,
                      found.values, stride);
    compare("gradient_bytes", c.values, found.values, rows, columns, stride);
  }
}

static void test_shapes(const ck_kernels *k, size_t rows, size_t columns) {
  ptrdiff_t stride = stride_of(columns), other = stride_of(rows);
  for (size_t j = 0; j < columns; j++) {
    float sum = 0;
    for (size_t i = 0; i < rows; i++) {
      float value = a.values[i * (size_t)stride + j];
      sum += value;
      expected.values[j * (size_t)other + i] = value;
    }
    c.values[j] = sum + 0.0f;
  }
  k->transpose(a.values, stride, rows, columns, found.values, other);
  compare("transpose", expected.values, found.values, columns, rows, other);
  k->column_sums(a.values, stride, rows, columns, found.values);
  compare("column_sums", c.values, found.values, 1, columns, stride);

  ptrdiff_t from = (ptrdiff_t)((columns + 63) / 64 * 64), to = (ptrdiff_t)((rows + 63) / 64 * 64);
  k->transpose_bytes(x.values, from, rows, columns, found_x.values, to);
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      if (found_x.values[j * (size_t)to + i] == x.values[i * (size_t)from + j]) continue;
      printf("%s transpose_bytes [%zu, %zu] of %zu x %zu\n", table_name, i, j, rows, columns);
      failures++;
      return;
    }
  }
}

/// exp(x) for x <= 88, in the operations that `Exponential` of LinearAlgebra defines.
static float exponential(float value) {
  if (value < -87) return 0;
  static const float coefficients[] = {0x1.6c16c2p-10f, 0x1.111112p-7f, 0x1.555556p-5f,
                                       0x1.555556p-3f,  0.5f,           1,
                                       1};
  float shifted = fmaf(value, 0x1.715476p+0f, 0x1.8p23f);
  float n = shifted - 0x1.8p23f;
  float r = fmaf(n, -0x1.7f7d1cp-20f, fmaf(n, -0x1.62e4p-1f, value));
  float sum = 0x1.a01a02p-13f;
  for (size_t i = 0; i < sizeof coefficients / sizeof *coefficients; i++) {
    sum = fmaf(sum, r, coefficients[i]);
  }
  return sum * ldexpf(1, (int)n);
}

static void test_softmax(const ck_kernels *k, size_t rows, size_t columns) {
  ptrdiff_t stride = stride_of(columns);
  float maxima[64], sums[64];
  for (size_t i = 0; i < rows * (size_t)stride; i++) c.values[i] = a.values[i] * 60;
  k->softmax(c.values, stride, rows, columns, found.values, stride, maxima, sums);
  for (size_t i = 0; i < rows; i++) {
    const float *z = c.values + (ptrdiff_t)i * stride;
    float *p = expected.values + (ptrdiff_t)i * stride, maximum = z[0], sum = 0;
    for (size_t j = 1; j < columns; j++) maximum = z[j] > maximum ? z[j] : maximum;
    for (size_t j = 0; j < columns; j++) sum += p[j] = exponential(z[j] - maximum);
    for (size_t j = 0; j < columns; j++) p[j] /= sum;
    compare("softmax, maximum", &maximum, &maxima[i], 1, 1, 0);
    compare("softmax, sum", &sum, &sums[i], 1, 1, 0);
  }
  compare("softmax", expected.values, found.values, rows, columns, stride);
}

/// The gradient as every optimiser uses it: scaled, then with decay added.
static float decayed(float g, float w) { return fmaf(0.01f, w, g * 0.5f); }

static void test_elements(const ck_kernels *k, size_t count) {
  for (size_t i = 0; i < count; i++) expected.values[i] = a.values[i] > 0 ? a.values[i] : 0;
  found = a;
  k->relu(found.values, count);
  compare("relu", expected.values, found.values, 1, count, 0);

  for (size_t i = 0; i < count; i++) expected.values[i] = a.values[i] > 0 ? b.values[i] : 0;
  found = b;
  k->mask_inactive(found.values, a.values, count);
  compare("mask_inactive", expected.values, found.values, 1, count, 0);

  for (size_t i = 0; i < count; i++) {
    expected.values[i] = fmaf(-0.1f, decayed(b.values[i], a.values[i]), a.values[i]) + 0.0f;
  }
  found = a;
  bool finite = k->sgd(found.values, b.values, count, 0.5f, 0.01f, -0.1f);
  compare("sgd", expected.values, found.values, 1, count, 0);
  found.values[count - 1] = INFINITY;
  if (!finite || k->is_finite(found.values, count) || !k->is_finite(a.values, count)) {
    printf("%s is_finite of %zu\n", table_name, count);
    failures++;
  }

  for (int nesterov = 0; nesterov < 2; nesterov++) {
    const ck_momentum settings = {0.5f, 0.01f, 0.9f, -0.1f, nesterov};
    floats velocity = start;
    for (size_t i = 0; i < count; i++) {
      float g = decayed(b.values[i], a.values[i]);
      float v = fmaf(0.9f, start.values[i], g) + 0.0f;
      expected.values[i] = fmaf(-0.1f, nesterov ? fmaf(0.9f, v, g) : v, a.values[i]) + 0.0f;
      c.values[i] = v;
    }
    found = a;
    k->momentum(found.values, velocity.values, b.values, count, &settings);
    compare("momentum", expected.values, found.values, 1, count, 0);
    compare("momentum, velocity", c.values, velocity.values, 1, count, 0);
  }
}

static void test_adam(const ck_kernels *k, size_t count) {
  const ck_adam s = {0.5f, 0.01f, -0.002f, 0.9f, 0.1f, 0.999f, 0.001f, 20.0f, 1e-8f, -0.003f};
  static floats mean, square, square_before;
  mean = start;
  for (size_t i = 0; i < count; i++) square_before.values[i] = fabsf(start.values[i]);
  square = square_before;
  for (size_t i = 0; i < count; i++) {
    float g = decayed(b.values[i], a.values[i]);
    float w = fmaf(s.negative_shrink, a.values[i], a.values[i]);
    float m = fmaf(s.beta1, start.values[i], g * s.one_minus_beta1) + 0.0f;
    float v = fmaf(s.beta2, square_before.values[i], g * g * s.one_minus_beta2) + 0.0f;
    float root = sqrtf(v * s.inverse_correction2) + s.epsilon;
    expected.values[i] = fmaf(s.negative_rate, m / root, w) + 0.0f;
    c.values[i] = m;
  }
  found = a;
  k->adam(found.values, mean.values, square.values, b.values, count, &s);
  compare("adam", expected.values, found.values, 1, count, 0);
  compare("adam, mean", c.values, mean.values, 1, count, 0);
}

static void test_average(const ck_kernels *k, size_t count) {
  for (size_t i = 0; i < count; i++) {
    expected.values[i] = fmaf(0.3f, b.values[i] - a.values[i], a.values[i]) + 0.0f;
  }
  found = a;
  k->average(found.values, b.values, count, 0.3f);
  compare("average", expected.values, found.values, 1, count, 0);
}

static int32_t fixed_point(float place, size_t limit) {
  place = place > 0 ? place : 0;
  place = place < (float)limit ? place : (float)limit;
  return (int32_t)(place * 256.0f + 0.5f);
}

/// A bent image and one with another pen, of bytes that are seldom zero.
static void test_images(const ck_kernels *k, size_t rows, size_t columns) {
  enum { STRIDE = 64, POINTS = CK_CONTROL_POINTS };
  static uint8_t plane[STRIDE * 64], image[STRIDE * 64], pen[STRIDE * 64];
  memset(plane, 0, sizeof plane), memset(image, 99, sizeof image);
  for (size_t r = 0; r < rows; r++) {
    for (size_t i = 0; i < columns; i++) plane[(r + 1) * STRIDE + i + 1] = (uint8_t)random_word();
  }
  const float *vertical = a.values, *horizontal = b.values;
  static floats points[2];
  for (int i = 0; i < 16 * POINTS; i++) {
    points[0].values[i] = 20 * start.values[i];
    points[1].values[i] = 20 * start.values[i + 16 * POINTS];
  }
  k->warp(plane, STRIDE, rows, columns, vertical, horizontal, 80, points[0].values,
          points[1].values, image);
  for (size_t r = 0; r < rows; r++) {
    for (size_t i = 0; i < columns; i++) {
      float place[2] = {0, 0};
      for (int p = 0; p < POINTS; p++) {
        for (int axis = 0; axis < 2; axis++) {
          float sum = 0;
          for (int q = 0; q < POINTS; q++) {
            sum = fmaf(vertical[16 * r + q], points[axis].values[16 * q + p], sum);
          }
          place[axis] = fmaf(sum, horizontal[80 * p + i], place[axis]);
        }
      }
      int32_t column = fixed_point(place[0], columns + 1), row = fixed_point(place[1], rows + 1);
      const uint8_t *from = plane + (row >> 8) * STRIDE + (column >> 8);
      int32_t upper = from[0] * 256 + (from[1] - from[0]) * (column & 255);
      int32_t lower = from[STRIDE] * 256 + (from[STRIDE + 1] - from[STRIDE]) * (column & 255);
      expected.values[r * columns + i] = (upper * 256 + (lower - upper) * (row & 255) + 32768) >> 16;
      found.values[r * columns + i] = image[r * columns + i];
    }
  }
  expected.values[rows * columns] = 99, found.values[rows * columns] = image[rows * columns];
  compare("warp", expected.values, found.values, 1, rows * columns + 1, 0);
  for (int32_t amount = -256; amount <= 256; amount += 73) {
    k->change_pen(plane + STRIDE + 1, STRIDE, rows, columns, amount, pen + STRIDE + 1);
    for (size_t r = 0; r < rows; r++) {
      for (size_t i = 0; i < columns; i++) {
        const uint8_t *p = plane + (r + 1) * STRIDE + i + 1;
        const int32_t beside[] = {p[0], p[-1], p[1], p[-STRIDE], p[STRIDE]};
        int32_t most = 0, least = 255;
        for (int n = 0; n < 5; n++) {
          most = beside[n] > most ? beside[n] : most;
          least = beside[n] < least ? beside[n] : least;
        }
        int32_t difference = amount > 0 ? most - p[0] : p[0] - least;
        expected.values[r * columns + i] = p[0] + ((difference * amount + 128) >> 8);
        found.values[r * columns + i] = pen[(r + 1) * STRIDE + i + 1];
      }
    }
    compare("pen", expected.values, found.values, 1, rows * columns, 0);
  }
}

static int8_t weights[CAPACITY] __attribute__((aligned(64)));
static int32_t integers[CAPACITY] __attribute__((aligned(64)));
static int32_t integer_sums[CAPACITY] __attribute__((aligned(64)));

/// A page that nobody may read, behind CAPACITY bytes.
static uint8_t *guard_page;

static void make_guard_page(void) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), size = (CAPACITY + page - 1) / page * page;
  uint8_t *memory =
      mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory + size, page, PROT_NONE) != 0) {
    perror("a guard page");
    exit(EXIT_FAILURE);
  }
  guard_page = memory + size;
}

static void fail_int8(const char *what, size_t rows, size_t terms, size_t columns) {
  printf("%s %s of %zu x %zu x %zu\n", table_name, what, rows, terms, columns);
  failures++;
}

/// One 8-bit layer and what becomes of its sums; `extreme` fills it with 255 x 127 or 255 x -127.
static void test_int8(const ck_kernels *k, size_t rows, size_t terms, size_t columns,
                      int extreme) {
  size_t stride = (size_t)stride_of(columns), x_stride = terms;
  uint8_t *bytes = guard_page - rows * x_stride;
  for (size_t i = 0; i < rows * x_stride; i++) {
    bytes[i] = extreme ? 255 : x.values[random_word() % CAPACITY];
  }
  memset(weights, 0, sizeof weights);
  for (size_t t = 0; t < terms; t++) {
    for (size_t j = 0; j < columns; j++) {
      weights[t / 4 * 4 * stride + 4 * j + t % 4] =
          (int8_t)(extreme ? 127 * extreme : (int)(random_word() % 255) - 127);
    }
  }
  for (size_t j = 0; j < columns; j++) {
    integers[j] = extreme ? extreme * (1 << 24) : (int32_t)(random_word() >> 7) - (1 << 24);
  }
  int32_t *sums = integer_sums;
  comparisons++;
  k->affine_int8(bytes, (ptrdiff_t)x_stride, rows, terms, weights, (ptrdiff_t)(4 * stride),
                 integers, columns, sums, (ptrdiff_t)stride);
  for (size_t j = 0; j < columns; j++) {
    start.values[j] = (float)(1 + random_word() % 1000) * 0x1p-22f;
  }
  k->requantise(sums, (ptrdiff_t)stride, rows, columns, start.values, x.values,
                (ptrdiff_t)((columns + 63) / 64 * 64));
  k->dequantise(sums, (ptrdiff_t)stride, rows, columns, start.values, found.values,
                (ptrdiff_t)stride);
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j++) {
      int64_t sum = integers[j];
      for (size_t t = 0; t < terms; t++) {
        sum += (int64_t)bytes[i * x_stride + t] * weights[t / 4 * 4 * stride + 4 * j + t % 4];
      }
      if (sums[i * stride + j] != sum) return fail_int8("affine_int8", rows, terms, columns);
      float product = (float)sum * start.values[j];
      float clamped = product > 255 ? 255 : product > 0 ? product : 0;
      if (x.values[i * ((columns + 63) / 64 * 64) + j] != (uint8_t)rintf(clamped)) {
        return fail_int8("requantise", rows, terms, columns);
      }
      expected.values[i * stride + j] = product + 0.0f;
    }
  }
  compare("dequantise", expected.values, found.values, rows, columns, (ptrdiff_t)stride);
  fill_bytes(&x);
}

static void test_all_int8(const ck_kernels *k) {
  for (size_t terms = 1; terms <= 140; terms++) {
    test_int8(k, 1 + random_word() % 40, terms, 1 + random_word() % 40, 0);
  }
  for (size_t columns = 1; columns <= 130; columns++) {
    test_int8(k, 1 + random_word() % 70, 1 + random_word() % 100, columns, 0);
  }
  for (size_t rows = 1; rows <= 70; rows++) test_int8(k, rows, 1 + random_word() % 200, 9, 0);
  for (int extreme = -1; extreme <= 1; extreme++) {
    test_int8(k, 32, 784, 10, extreme);
    test_int8(k, 17, 259, 65, extreme);
    test_int8(k, 1, 130, 128, extreme);
  }
}

static void test(const ck_kernels *k) {
  test_all_int8(k);
  for (int round = 0; round < 2; round++) {
    fill(&a), fill(&b), fill(&start), fill_bytes(&x);
    for (size_t columns = 1; columns <= 40; columns++) {
      size_t rows = 1 + random_word() % 32, terms = 1 + random_word() % 128;
      test_products(k, rows, terms, columns);
      test_bytes(k, rows, terms, columns);
      test_shapes(k, rows, columns);
      test_softmax(k, rows, columns);
      test_elements(k, 16 * columns);
      test_adam(k, 16 * columns);
      test_average(k, 16 * columns);
      test_images(k, rows, columns);
    }
    for (size_t rows = 1; rows <= 20; rows++) {
      test_products(k, rows, 128, 128 + rows);
      test_bytes(k, rows, 128, 128 + rows);
    }
  }
}

int main(void) {
  const struct {
    const char *name;
    const ck_kernels *table;
  } sets[] = {{"neon", ck_neon()},     {"dotprod", ck_dotprod()}, {"avx2", ck_avx2()},
              {"avx512", ck_avx512()}, {"vnni", ck_vnni()},       {"amx", ck_amx()}};
  int tested = 0;
  make_guard_page();
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
    if (!sets[i].table) continue;
    table_name = sets[i].name;
    comparisons = 0;
    test(sets[i].table);
    tested++;
    printf("%s: %ld comparisons, %d failures so far\n", table_name, comparisons, failures);
  }
  if (tested == 0) printf("no kernel table is available\n");
  return tested > 0 && failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
