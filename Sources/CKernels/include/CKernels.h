// The hot loops of mnistkit, one table of functions per instruction set.
//
// Every function computes exactly what `ScalarKernels` of the module LinearAlgebra defines, bit
// for bit: sums start from the bias or +0, take their terms in ascending order with one fused
// multiply-add each, and are stored with `+ 0.0f`, so that no negative zero ever appears.
//
// What every caller guarantees:
// * float rows start on 64-byte boundaries, and their stride is a multiple of 16 elements;
// * `columns` is the logical width; the lanes from there to the next multiple of 16 exist, may be
//   read and written, and take part in no sum;
// * of a tile of bytes, 64 bytes may be read from any place on;
// * sources and destinations do not overlap, unless one matrix is updated in place.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// The settings of one Adam or AdamW step, already in the form in which the kernels use them.
typedef struct {
  float scale;            ///< factor of the gradient
  float decay;            ///< L2 decay, added to the gradient
  float negative_shrink;  ///< -(rate * decoupled decay)
  float beta1;
  float one_minus_beta1;
  float beta2;
  float one_minus_beta2;
  float inverse_correction2;  ///< 1 / (1 - beta2^t)
  float epsilon;
  float negative_rate;  ///< -(rate / (1 - beta1^t))
} ck_adam;

/// The settings of one step of SGD with momentum.
typedef struct {
  float scale;
  float decay;
  float momentum;
  float negative_rate;
  bool nesterov;
} ck_momentum;

/// The control points along each side of the grid that bends an image.
#define CK_CONTROL_POINTS 7

/// The functions of one instruction set.
typedef struct {
  /// z[r, :] = bias + sum over p of values[x[r, p]] * w[p, :].
  ///
  /// Zero bytes are skipped if `skip_zeros`. Row r of x holds `inputs` bytes and nothing more may
  /// be read.
  void (*affine_bytes)(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                       const float *values, bool skip_zeros, const float *w, ptrdiff_t w_stride,
                       const float *bias, size_t columns, float *z, ptrdiff_t z_stride);

  /// z[r, :] = start + sum over k of a[r * a_row + k * a_term] * b[k, :].
  ///
  /// `start` is one row, or null for +0. `a_row` and `a_term` let a matrix be read transposed.
  void (*product)(const float *a, ptrdiff_t a_row, ptrdiff_t a_term, size_t rows, size_t terms,
                  const float *b, ptrdiff_t b_stride, const float *_Nullable start, size_t columns,
                  float *z, ptrdiff_t z_stride);

  /// g[p, :] = sum over i of values[x[p, i]] * delta[i, :], where x is a tile [pixels, batch].
  void (*gradient_bytes)(const uint8_t *x, ptrdiff_t x_stride, size_t pixels, size_t batch,
                         const float *values, bool skip_zeros, const float *delta,
                         ptrdiff_t delta_stride, size_t columns, float *g, ptrdiff_t g_stride);

  /// sums[:] = sum over i of a[i, :].
  void (*column_sums)(const float *a, ptrdiff_t a_stride, size_t rows, size_t columns,
                      float *sums);

  /// p[r, :] = exp(z[r, :] - maximum) / sum; maxima[r] and sums[r] get the two.
  void (*softmax)(const float *z, ptrdiff_t z_stride, size_t rows, size_t columns, float *p,
                  ptrdiff_t p_stride, float *maxima, float *sums);

  /// to[j, i] = from[i, j] for floats [rows, columns].
  void (*transpose)(const float *from, ptrdiff_t from_stride, size_t rows, size_t columns,
                    float *to, ptrdiff_t to_stride);

  /// to[j, i] = from[i, j] for a tile of bytes [rows, columns].
  void (*transpose_bytes)(const uint8_t *from, ptrdiff_t from_stride, size_t rows, size_t columns,
                          uint8_t *to, ptrdiff_t to_stride);

  // The rest works on `count` consecutive elements, a multiple of 16.

  /// x = x > 0 ? x : +0.
  void (*relu)(float *x, size_t count);
  /// delta = a > 0 ? delta : +0.
  void (*mask_inactive)(float *delta, const float *a, size_t count);
  /// Whether no element is infinite or not a number.
  bool (*is_finite)(const float *x, size_t count);
  /// One step of plain SGD; whether gradient and weights are finite.
  bool (*sgd)(float *w, const float *g, size_t count, float scale, float decay,
              float negative_rate);
  /// One step of SGD with momentum; whether gradient, velocity and weights are finite.
  bool (*momentum)(float *w, float *v, const float *g, size_t count,
                   const ck_momentum *settings);
  /// One step of Adam; whether gradient, moments and weights are finite.
  bool (*adam)(float *w, float *m, float *v, const float *g, size_t count,
               const ck_adam *settings);

  /// One step of a moving average: average = fma(rate, x - average, average) + 0.
  void (*average)(float *average, const float *x, size_t count, float rate);

  // The next two change images of one byte a pixel, all in integers once the places are known.

  /// to[r, c] = the pixel at the place of [r, c], blended from its four neighbours.
  ///
  /// The place is x = sum over k of (sum over j of vertical[r, j] * x_points[j, k]) *
  /// horizontal[k, c], and y likewise: sums from +0 by ascending index, one fma a term. Places are
  /// clamped to 0...columns + 1 and 0...rows + 1 and rounded to 1/256, halves up; the value is
  /// rounded once, halves up.
  ///
  /// `plane` is the image within zeros, one before it and two behind it in either direction.
  /// `vertical` and the points have 16 elements a row. `to` holds rows * columns bytes and nothing
  /// more is written.
  void (*warp)(const uint8_t *plane, ptrdiff_t plane_stride, size_t rows, size_t columns,
               const float *vertical, const float *horizontal, ptrdiff_t horizontal_stride,
               const float *x_points, const float *y_points, uint8_t *to);
  /// to = from + (d * amount + 128) / 256, rounded down, where d is how much more ink the darkest of
  /// a pixel and its four neighbours has (amount > 0) or how much less the lightest (amount <= 0).
  ///
  /// -256 <= amount <= 256. Bytes around the image exist and may be read.
  void (*change_pen)(const uint8_t *from, ptrdiff_t stride, size_t rows, size_t columns,
                     int32_t amount, uint8_t *to);

  // The rest serves 8-bit networks. Integer sums are exact and below 2^31 in magnitude.

  /// sums[r, :] = bias + sum over k of x[r, k] * w[k, :].
  ///
  /// The weights of four inputs stand side by side: weight [k, o] is w[(k / 4) * w_stride + 4 * o +
  /// k % 4]. `w_stride` is a multiple of 64; weights beyond `inputs` and `columns` are zero. Row r of
  /// x holds `inputs` bytes and nothing more may be read.
  void (*affine_int8)(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                      const int8_t *w, ptrdiff_t w_stride, const int32_t *bias, size_t columns,
                      int32_t *sums, ptrdiff_t sums_stride);
  /// u[r, :] = min(max(float(sums[r, :]) * multipliers, 0), 255), rounded half to even.
  void (*requantise)(const int32_t *sums, ptrdiff_t sums_stride, size_t rows, size_t columns,
                     const float *multipliers, uint8_t *u, ptrdiff_t u_stride);
  /// z[r, :] = float(sums[r, :]) * multipliers + 0.
  void (*dequantise)(const int32_t *sums, ptrdiff_t sums_stride, size_t rows, size_t columns,
                     const float *multipliers, float *z, ptrdiff_t z_stride);
} ck_kernels;

/// The AVX2 functions, or null where this CPU or build lacks them.
const ck_kernels *_Nullable ck_avx2(void);
/// The AVX-512 functions, or null where this CPU or build lacks them.
const ck_kernels *_Nullable ck_avx512(void);
/// The AVX-512 functions with VNNI for bytes, or null where this CPU or build lacks them.
const ck_kernels *_Nullable ck_vnni(void);
/// The AVX-512 functions with AMX for bytes, or null where this CPU, kernel or build lacks them.
const ck_kernels *_Nullable ck_amx(void);
/// The NEON functions, or null where this build lacks them.
const ck_kernels *_Nullable ck_neon(void);
/// The NEON functions with the dot product for bytes, or null where this CPU or build lacks them.
const ck_kernels *_Nullable ck_dotprod(void);

/// Tells the CPU that the caller spins.
static inline void ck_spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#pragma clang assume_nonnull end

#endif
