// The kernels, written once for every vector width and included by one C file per instruction set.
//
// The including file defines
// * LANES: floats in a vector (4, 8 or 16);
// * BLOCK_VECTORS: vectors of sums that the byte product keeps in registers;
// * GRADIENT_VECTORS: the same for each of the two pixels of the byte gradient;
// * TILE_ROWS and TILE_TAIL_ROWS: rows of the register tiles of the dense product;
// * BYTE_LANES and vbytes: the width and type of a vector of bytes;
// * nonzero_bytes, interleave_low and interleave_high (the latter two within each 16 bytes).
//
// There is deliberately no include guard.

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vfloat __attribute__((ext_vector_type(LANES)));
typedef int32_t vint __attribute__((ext_vector_type(LANES)));
typedef float quad __attribute__((ext_vector_type(4)));

INLINE vfloat load(const float *from) { return *(const vfloat *)from; }
INLINE void store(float *to, vfloat x) { *(vfloat *)to = x; }
INLINE vfloat broadcast(float x) { return (vfloat)x; }
INLINE vfloat multiply_add(vfloat a, vfloat b, vfloat c) {
  return __builtin_elementwise_fma(a, b, c);
}
INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t vectors_in(size_t columns) { return (columns + 15) / 16 * (16 / LANES); }
INLINE uint64_t low_bits(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

/// A bit per byte whose term must be added.
INLINE uint64_t terms_in(const uint8_t *x, size_t count, bool skip_zeros) {
  return (skip_zeros ? nonzero_bytes(x, count) : ~0ull) & low_bits(count);
}

#include "VectorBytes.h"
#include "VectorElements.h"
#include "VectorFloats.h"
#include "VectorImages.h"
#include "VectorInt8.h"
#include "VectorSoftmax.h"

static const ck_kernels kernels = {
    .affine_bytes = affine_bytes,
    .product = product,
    .gradient_bytes = gradient_bytes,
    .column_sums = column_sums,
    .softmax = softmax,
    .transpose = transpose,
    .transpose_bytes = transpose_bytes,
    .relu = relu,
    .mask_inactive = mask_inactive,
    .is_finite = is_finite,
    .sgd = sgd,
    .momentum = momentum,
    .adam = adam,
    .average = average,
    .warp = warp,
    .change_pen = change_pen,
    .affine_int8 = AFFINE_INT8,
    .requantise = requantise,
    .dequantise = dequantise,
};
