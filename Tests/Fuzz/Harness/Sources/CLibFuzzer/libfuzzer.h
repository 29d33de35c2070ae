// The two functions of libFuzzer that a target calls. Its own header, FuzzerInterface.h, declares
// the functions that a target defines.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Runs the fuzzer as its own main function does.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*test)(const uint8_t *, size_t));

/// Mutates `count` bytes in place, up to `limit` bytes, in one of the ways that libFuzzer knows.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t limit);
