// What the load generator and the echo know of `formats/wire-protocol.md`; for little-endian CPUs.

#ifndef WIRE_H
#define WIRE_H

#include <stddef.h>
#include <stdint.h>

enum {
  HELLO = 0x01,
  CLASSIFY = 0x11,
  CLASSIFY_FD = 0x12,
  ANSWER = 0x80,
  DESCRIPTORS = 1,
  OK = 0,
  NOT_READY = 7,
  HEAD_BYTES = 8,
};

#define MAGIC 0x50574d89u

/// The 32 bytes that every frame begins with.
typedef struct {
  uint32_t magic;
  uint8_t version, code;
  uint16_t detail;
  uint64_t id;
  uint32_t model, items, payload_bytes, microseconds;
} frame_header;

_Static_assert(sizeof(frame_header) == 32, "section 3");

static inline size_t frame_bytes(size_t payload_bytes) {
  return sizeof(frame_header) + (payload_bytes + 7) / 8 * 8;
}

/// The bytes of the answer for so many images: their labels.
static inline size_t answer_bytes(size_t images) { return HEAD_BYTES + 2 * images; }

#endif
