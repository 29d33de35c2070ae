// The checksum of a vector kernel's exponential over the arguments of `exponential_sweep.swift`:
//
//     exponential_kernels STRIDE        prints `exp COUNT CHECKSUM`
//
// Compiled with -DKERNELS='"avx2.c"' and the like: the function is private to that file.

#include KERNELS

#include <stdio.h>
#include <stdlib.h>

typedef union {
  float value;
  uint32_t bits;
} word;

static uint64_t count, checksum;

static void sweep(float first, float last, uint32_t stride) {
  word from = {.value = first}, to = {.value = last};
  for (uint64_t bits = from.bits; bits <= to.bits; bits += (uint64_t)stride * LANES) {
    vfloat x = broadcast(0);
    word lane;
    for (uint32_t i = 0; i < LANES; i++) {
      lane.bits = (uint32_t)(bits + (uint64_t)stride * i);
      if (bits + (uint64_t)stride * i <= to.bits) x[i] = lane.value;
    }
    vfloat y = exponential(x);
    for (uint32_t i = 0; i < LANES && bits + (uint64_t)stride * i <= to.bits; i++) {
      lane.value = y[i];
      checksum += lane.bits * (2 * (bits + (uint64_t)stride * i) + 1);
      count++;
    }
  }
}

int main(int argc, char **argv) {
  long stride = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
  if (stride < 1 || stride > 1 << 20) return 2;
  sweep(0x1p-26f, 88, (uint32_t)stride);
  sweep(-0x1p-26f, -87, (uint32_t)stride);
  printf("exp %llu %llu\n", (unsigned long long)count, (unsigned long long)checksum);
  return 0;
}
