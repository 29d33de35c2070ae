// The AMX instructions in plain C, as Intel's manual defines them (volume 2, TILELOADD and others).
//
// With `-include tile_model.h` the kernels for AMX run on a CPU that has no tiles: every instruction
// is replaced, and the CPU and Linux seem to allow them. What the instructions forbid ends the
// program.

#define _DEFAULT_SOURCE  // for syscall

#include <cpuid.h>
#include <immintrin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
  bool is_configured;
  size_t rows[8], row_bytes[8];
  uint8_t bytes[8][16][64];
} modelled_tiles;

static void model_expect(bool holds, const char *what) {
  if (holds) return;
  printf("tile model: %s\n", what);
  exit(EXIT_FAILURE);
}

/// LDTILECFG: checks the shapes and clears all tiles.
static void model_configure(const void *configuration) {
  const uint8_t *bytes = configuration;
  model_expect(bytes[0] == 1 && bytes[1] == 0, "palette 1 from row 0 is wanted");
  for (int i = 2; i < 16; i++) model_expect(bytes[i] == 0, "a reserved byte is not zero");
  memset(&modelled_tiles, 0, sizeof modelled_tiles);
  modelled_tiles.is_configured = true;
  for (int tile = 0; tile < 16; tile++) {
    size_t row_bytes = bytes[16 + 2 * tile] | (size_t)bytes[17 + 2 * tile] << 8;
    size_t rows = bytes[48 + tile];
    model_expect(tile < 8 || (rows == 0 && row_bytes == 0), "there are 8 tiles");
    model_expect(rows <= 16 && row_bytes <= 64, "a tile is too large");
    model_expect((rows == 0) == (row_bytes == 0), "a tile has rows or bytes, and not both");
    if (tile < 8) {
      modelled_tiles.rows[tile] = rows;
      modelled_tiles.row_bytes[tile] = row_bytes;
    }
  }
}

static void model_expect_tile(int tile) {
  model_expect(modelled_tiles.is_configured && modelled_tiles.rows[tile] > 0,
               "a tile is used that has no shape");
}

/// TILELOADD: reads the configured bytes of each row and clears the rest.
static void model_load(int tile, const void *from, ptrdiff_t stride) {
  model_expect_tile(tile);
  memset(modelled_tiles.bytes[tile], 0, sizeof modelled_tiles.bytes[tile]);
  for (size_t r = 0; r < modelled_tiles.rows[tile]; r++) {
    memcpy(modelled_tiles.bytes[tile][r], (const uint8_t *)from + (ptrdiff_t)r * stride,
           modelled_tiles.row_bytes[tile]);
  }
}

/// TILESTORED: writes the configured bytes of each row.
static void model_store(int tile, void *to, ptrdiff_t stride) {
  model_expect_tile(tile);
  for (size_t r = 0; r < modelled_tiles.rows[tile]; r++) {
    memcpy((uint8_t *)to + (ptrdiff_t)r * stride, modelled_tiles.bytes[tile][r],
           modelled_tiles.row_bytes[tile]);
  }
}

/// TDPBUSD: adds to each 32-bit sum the products of four unsigned with four signed bytes, for each
/// group of four.
static void model_multiply(int sums, int a, int b) {
  model_expect_tile(sums), model_expect_tile(a), model_expect_tile(b);
  model_expect(sums != a && sums != b && a != b, "a tile is used twice");
  size_t groups = modelled_tiles.row_bytes[a] / 4, outputs = modelled_tiles.row_bytes[sums] / 4;
  model_expect(modelled_tiles.row_bytes[a] % 4 == 0 && modelled_tiles.row_bytes[b] % 4 == 0 &&
                   modelled_tiles.row_bytes[sums] % 4 == 0 &&
                   modelled_tiles.rows[sums] == modelled_tiles.rows[a] &&
                   modelled_tiles.row_bytes[sums] == modelled_tiles.row_bytes[b] &&
                   modelled_tiles.rows[b] == groups,
               "the shapes of three tiles do not fit");
  for (size_t r = 0; r < modelled_tiles.rows[sums]; r++) {
    for (size_t o = 0; o < outputs; o++) {
      uint32_t sum;
      memcpy(&sum, &modelled_tiles.bytes[sums][r][4 * o], 4);
      for (size_t k = 0; k < 4 * groups; k++) {
        int8_t weight = (int8_t)modelled_tiles.bytes[b][k / 4][4 * o + k % 4];
        sum += (uint32_t)((int32_t)modelled_tiles.bytes[a][r][k] * weight);
      }
      memcpy(&modelled_tiles.bytes[sums][r][4 * o], &sum, 4);
    }
  }
}

static void model_release(void) { modelled_tiles.is_configured = false; }

/// CPUID with tiles and their products of 8-bit integers.
static int model_cpuid(unsigned leaf, unsigned subleaf, unsigned *eax, unsigned *ebx,
                       unsigned *ecx, unsigned *edx) {
  int result = __get_cpuid_count(leaf, subleaf, eax, ebx, ecx, edx);
  *edx |= 3u << 24;
  return result;
}

/// The one system call of the kernels, which asks for the tiles' state.
static long model_request(long number, long option, long feature) {
  return number == SYS_arch_prctl && option == 0x1023 && feature == 18 ? 0 : -1;
}

#undef _tile_loadconfig
#undef _tile_loadd
#undef _tile_stored
#undef _tile_dpbusd
#undef _tile_release
#define _tile_loadconfig model_configure
#define _tile_loadd model_load
#define _tile_stored model_store
#define _tile_dpbusd model_multiply
#define _tile_release model_release
#define __get_cpuid_count model_cpuid
#define syscall model_request
