// The batches that are sent, as bytes of the protocol that the server speaks, and its answers.

#ifndef BATCHES_H
#define BATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a server is spoken to.
typedef enum {
  MNISTD,  // HELLO, then frames
  BARE,    // frames alone: the echo and the server in Python
  HTTP,    // POST with the pixels as its body, answered with JSON
} protocol;

/// A batch of images: where its request lies, and which images are in it.
typedef struct {
  size_t start, byte_count;
  uint32_t first_image, images;
} batch;

/// All batches, one behind the other as they are sent.
typedef struct {
  protocol protocol;
  uint8_t *bytes;
  size_t byte_count;
  batch *list;
  size_t count;
  const uint8_t *pixels;
  uint32_t inputs;
} batches;

/// What a server said of one batch.
typedef struct {
  uint64_t id;  // 0 where the protocol has none
  uint32_t status, images;
  const uint8_t *text;  // of a refusal
  size_t text_bytes;
  uint16_t labels[65536];
} answer;

/// Prints why the program cannot go on, and ends it.
_Noreturn void fail(const char *what, const char *why);

void *allocate(size_t bytes);

/// Cuts `images` images into batches of `size`; what does not fill a batch is left out. The id of a
/// batch is its number.
batches make_batches(
    protocol protocol, const uint8_t *pixels, uint32_t images, uint32_t inputs, uint32_t size);

/// Reads the answer at the start of some bytes; returns its length, 0 where it is not all there.
size_t read_answer(protocol protocol, const uint8_t *bytes, size_t count, answer *found);

#endif
