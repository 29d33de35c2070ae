// The kernels for AVX-512 whose products of bytes use VNNI, and AMX where rows fill its tiles.

#pragma STDC FP_CONTRACT OFF

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE  // for syscall
#endif

#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,bmi,bmi2,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni," \
                          "amx-tile,amx-int8"))), \
    apply_to = function)

static void affine_int8_tiles(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                              const int8_t *w, ptrdiff_t w_stride, const int32_t *bias,
                              size_t columns, int32_t *sums, ptrdiff_t sums_stride);
#define AFFINE_INT8 affine_int8_tiles

#include "Avx512.h"
#include "Vnni.h"
#include "VectorKernels.h"

/// The rows of a tile, and the outputs of one of sums.
#define TILE_SIDE 16
/// The inputs of a tile of bytes.
#define TILE_INPUTS 64

// Sums for two tiles of rows by two of outputs, then bytes and weights of whole tiles, then those of
// the inputs left over, whose tiles are narrower, so that nothing beyond a row is read.
enum { SUMS_00, SUMS_01, SUMS_10, SUMS_11, BYTES, WEIGHTS, LAST_BYTES, LAST_WEIGHTS };

/// What LDTILECFG reads.
typedef struct {
  uint8_t palette;
  uint8_t start_row;
  uint8_t reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} tile_configuration;

INLINE void shape_tile(tile_configuration *configuration, int tile, size_t rows,
                       size_t row_bytes) {
  configuration->rows[tile] = (uint8_t)rows;
  configuration->row_bytes[tile] = (uint16_t)row_bytes;
}

/// Shapes the tiles for rows of which `last` bytes, a multiple of 4, fill no whole tile.
INLINE void configure_tiles(size_t last) {
  tile_configuration configuration = {.palette = 1};
  for (int tile = SUMS_00; tile <= SUMS_11; tile++) {
    shape_tile(&configuration, tile, TILE_SIDE, TILE_SIDE * sizeof(int32_t));
  }
  shape_tile(&configuration, BYTES, TILE_SIDE, TILE_INPUTS);
  shape_tile(&configuration, WEIGHTS, TILE_INPUTS / GROUP, TILE_SIDE * GROUP);
  if (last > 0) {
    shape_tile(&configuration, LAST_BYTES, TILE_SIDE, last);
    shape_tile(&configuration, LAST_WEIGHTS, last / GROUP, TILE_SIDE * GROUP);
  }
  _tile_loadconfig(&configuration);
}

/// Adds the products of some inputs to the sums: two tiles of rows, or one, by two tiles of outputs,
/// or one. The weights change more often than a second pair of tiles would need, because the last
/// inputs have tiles of their own.
#define ADD_TILES(bytes, weights, x, x_stride, w, w_stride, two_rows, two_outputs)   \
  do {                                                                               \
    _tile_loadd(bytes, x, x_stride);                                                 \
    _tile_loadd(weights, w, w_stride);                                               \
    _tile_dpbusd(SUMS_00, bytes, weights);                                           \
    if (two_outputs) {                                                               \
      _tile_loadd(weights, (w) + TILE_SIDE * GROUP, w_stride);                       \
      _tile_dpbusd(SUMS_01, bytes, weights);                                         \
    }                                                                                \
    if (two_rows) {                                                                  \
      _tile_loadd(bytes, (x) + TILE_SIDE * (x_stride), x_stride);                    \
      if (two_outputs) {                                                             \
        _tile_dpbusd(SUMS_11, bytes, weights);                                       \
        _tile_loadd(weights, w, w_stride);                                           \
      }                                                                              \
      _tile_dpbusd(SUMS_10, bytes, weights);                                         \
    }                                                                                \
  } while (0)

/// The bytes of the last inputs, where they may be read: in place, or in a copy if the last group
/// is not whole.
typedef struct {
  const uint8_t *bytes;
  ptrdiff_t stride;
} last_inputs;

/// The products of 32 rows, or 16, with 32 outputs, or 16.
INLINE void tile_block(const uint8_t *x, ptrdiff_t x_stride, last_inputs last, size_t inputs,
                       const int8_t *w, ptrdiff_t w_stride, const int32_t *bias, int32_t *sums,
                       ptrdiff_t sums_stride, const bool two_rows, const bool two_outputs) {
  // A stride of zero gives every row the bias.
  _tile_loadd(SUMS_00, bias, 0);
  if (two_outputs) _tile_loadd(SUMS_01, bias + TILE_SIDE, 0);
  if (two_rows) _tile_loadd(SUMS_10, bias, 0);
  if (two_rows && two_outputs) _tile_loadd(SUMS_11, bias + TILE_SIDE, 0);
  size_t first = 0;
  for (; first + TILE_INPUTS <= inputs; first += TILE_INPUTS) {
    ADD_TILES(BYTES, WEIGHTS, x + first, x_stride, w, w_stride, two_rows, two_outputs);
    w += TILE_INPUTS / GROUP * w_stride;
  }
  if (first < inputs) {
    ADD_TILES(LAST_BYTES, LAST_WEIGHTS, last.bytes, last.stride, w, w_stride, two_rows,
              two_outputs);
  }
  ptrdiff_t stride = sums_stride * (ptrdiff_t)sizeof(int32_t);
  _tile_stored(SUMS_00, sums, stride);
  if (two_outputs) _tile_stored(SUMS_01, sums + TILE_SIDE, stride);
  if (two_rows) _tile_stored(SUMS_10, sums + TILE_SIDE * sums_stride, stride);
  if (two_rows && two_outputs) {
    _tile_stored(SUMS_11, sums + TILE_SIDE * sums_stride + TILE_SIDE, stride);
  }
}

/// All outputs of 32 rows, or 16.
INLINE void tile_rows(const uint8_t *x, ptrdiff_t x_stride, size_t inputs, const int8_t *w,
                      ptrdiff_t w_stride, const int32_t *bias, size_t columns, int32_t *sums,
                      ptrdiff_t sums_stride, const bool two_rows) {
  uint8_t copy[2 * TILE_SIDE][TILE_INPUTS];
  size_t whole = inputs / TILE_INPUTS * TILE_INPUTS;
  last_inputs last = {x + whole, x_stride};
  if (inputs % GROUP) {
    for (size_t r = 0; r < (two_rows ? 2 : 1) * TILE_SIDE; r++) {
      __builtin_memset(copy[r], 0, TILE_INPUTS);
      __builtin_memcpy(copy[r], x + (ptrdiff_t)r * x_stride + whole, inputs - whole);
    }
    last = (last_inputs){copy[0], TILE_INPUTS};
  }
  size_t tiles = (columns + TILE_SIDE - 1) / TILE_SIDE, t = 0;
  for (; t + 2 <= tiles; t += 2) {
    tile_block(x, x_stride, last, inputs, w + t * TILE_SIDE * GROUP, w_stride,
               bias + t * TILE_SIDE, sums + t * TILE_SIDE, sums_stride, two_rows, true);
  }
  if (t < tiles) {
    tile_block(x, x_stride, last, inputs, w + t * TILE_SIDE * GROUP, w_stride,
               bias + t * TILE_SIDE, sums + t * TILE_SIDE, sums_stride, two_rows, false);
  }
}

static void affine_int8_tiles(const uint8_t *x, ptrdiff_t x_stride, size_t rows, size_t inputs,
                              const int8_t *w, ptrdiff_t w_stride, const int32_t *bias,
                              size_t columns, int32_t *sums, ptrdiff_t sums_stride) {
  size_t r = 0;
  if (rows >= TILE_SIDE) {
    configure_tiles((inputs % TILE_INPUTS + GROUP - 1) / GROUP * GROUP);
    for (; r + 2 * TILE_SIDE <= rows; r += 2 * TILE_SIDE) {
      tile_rows(x + (ptrdiff_t)r * x_stride, x_stride, inputs, w, w_stride, bias, columns,
                sums + (ptrdiff_t)r * sums_stride, sums_stride, true);
    }
    if (r + TILE_SIDE <= rows) {
      tile_rows(x + (ptrdiff_t)r * x_stride, x_stride, inputs, w, w_stride, bias, columns,
                sums + (ptrdiff_t)r * sums_stride, sums_stride, false);
      r += TILE_SIDE;
    }
    // Tiles in use would be saved and restored at every change of threads.
    _tile_release();
  }
  affine_int8(x + (ptrdiff_t)r * x_stride, x_stride, rows - r, inputs, w, w_stride, bias, columns,
              sums + (ptrdiff_t)r * sums_stride, sums_stride);
}

#pragma clang attribute pop

/// Whether the CPU has tiles of 8-bit integers, and Linux lets this process use them.
static bool tiles_are_allowed(void) {
  // Leaf 7 of CPUID: bits 24 and 25 of EDX. Linux asks to be asked once (arch/x86/xstate in its
  // documentation), because the tiles take 8 KB of every thread's saved state.
  enum { AMX_TILE = 1 << 24, AMX_INT8 = 1 << 25, REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
  unsigned eax, ebx, ecx, edx;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (edx & AMX_TILE) &&
         (edx & AMX_INT8) && syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

const ck_kernels *ck_amx(void) { return ck_vnni() && tiles_are_allowed() ? &kernels : NULL; }

#else

const ck_kernels *ck_amx(void) { return NULL; }

#endif
