// What a core can do at most: the yardstick of the kernels.
//
// Each function is compiled for every vector width, and the widest that this CPU has is used.

#ifndef CPEAK_H
#define CPEAK_H

#include <stddef.h>

#pragma clang assume_nonnull begin

/// Runs `rounds` times a block of independent fused multiply-adds in registers.
///
/// Returns the number of floating-point operations that were done, two for each multiply-add.
double peak_multiply_adds(size_t rounds);

/// Reads `count` floats, a multiple of 128, into registers.
void peak_read(const float *from, size_t count);

/// Reads `count` floats, a multiple of 128, and writes them, scaled, to another place.
void peak_copy(float *to, const float *from, size_t count);

/// Reads `reads` arrays of `count` floats, a multiple of 128, and writes the first `writes` of them
/// in place; (1, 1), (2, 1), (3, 2) and (4, 3) are what kernels do.
void peak_update(float *_Nonnull const *_Nonnull arrays, int reads, int writes, size_t count);

/// The width of the vectors in use, in floats.
int peak_lanes(void);

#pragma clang assume_nonnull end

#endif
