#define _GNU_SOURCE
#include "batches.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

void fail(const char *what, const char *why) {
  fprintf(stderr, "load: %s: %s\n", what, why);
  exit(1);
}

void *allocate(size_t bytes) {
  void *memory = calloc(1, bytes ? bytes : 1);
  if (!memory) fail("memory", strerror(ENOMEM));
  return memory;
}

static size_t write_frame(uint8_t *bytes, const batches *all, size_t number, const batch *batch) {
  size_t pixels = (size_t)batch->images * all->inputs, payload = HEAD_BYTES + pixels;
  frame_header header = {
      .magic = MAGIC,
      .version = 1,
      .code = CLASSIFY,
      .id = number,
      .items = batch->images,
      .payload_bytes = (uint32_t)payload,
  };
  if (bytes) {
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + sizeof header, &all->inputs, sizeof all->inputs);
    const uint8_t *first = all->pixels + (size_t)batch->first_image * all->inputs;
    memcpy(bytes + sizeof header + HEAD_BYTES, first, pixels);
  }
  return frame_bytes(payload);
}

static size_t write_post(uint8_t *bytes, const batches *all, const batch *batch) {
  size_t pixels = (size_t)batch->images * all->inputs;
  char head[256];
  int length = snprintf(
      head, sizeof head,
      "POST /classify HTTP/1.1\r\nHost: mnist\r\nContent-Type: application/octet-stream\r\n"
      "Content-Length: %zu\r\n\r\n",
      pixels);
  if (bytes) {
    memcpy(bytes, head, (size_t)length);
    memcpy(bytes + length, all->pixels + (size_t)batch->first_image * all->inputs, pixels);
  }
  return (size_t)length + pixels;
}

static size_t write_request(uint8_t *bytes, const batches *all, size_t number) {
  const batch *batch = &all->list[number];
  return all->protocol == HTTP ? write_post(bytes, all, batch)
                               : write_frame(bytes, all, number, batch);
}

batches make_batches(
    protocol protocol, const uint8_t *pixels, uint32_t images, uint32_t inputs, uint32_t size) {
  batches all = {
      .protocol = protocol, .pixels = pixels, .inputs = inputs, .count = images / size};
  if (all.count == 0) fail("batch", "more images than there are");
  all.list = allocate(all.count * sizeof(batch));
  for (size_t number = 0; number < all.count; number++) {
    batch *batch = &all.list[number];
    batch->first_image = (uint32_t)number * size;
    batch->images = size;
    batch->start = all.byte_count;
    batch->byte_count = write_request(NULL, &all, number);
    all.byte_count += batch->byte_count;
  }
  all.bytes = allocate(all.byte_count);
  for (size_t number = 0; number < all.count; number++) {
    write_request(all.bytes + all.list[number].start, &all, number);
  }
  return all;
}

static size_t read_frame(const uint8_t *bytes, size_t count, answer *found) {
  frame_header header;
  if (count < sizeof header) return 0;
  memcpy(&header, bytes, sizeof header);
  if (header.magic != MAGIC || !(header.code & ANSWER)) fail("answer", "not a frame of a server");
  size_t length = frame_bytes(header.payload_bytes);
  if (count < length) return 0;
  const uint8_t *payload = bytes + sizeof header;
  found->id = header.id;
  found->status = header.detail;
  found->images = 0;
  found->text = payload;
  found->text_bytes = header.payload_bytes;
  bool has_labels = header.code == (CLASSIFY | ANSWER) || header.code == (CLASSIFY_FD | ANSWER);
  if (header.detail == OK && has_labels) {
    if (header.items > 65536 || header.payload_bytes != answer_bytes(header.items)) {
      fail("answer", "not the labels of its images");
    }
    found->images = header.items;
    memcpy(found->labels, payload + HEAD_BYTES, 2 * (size_t)header.items);
  }
  return length;
}

static size_t read_response(const uint8_t *bytes, size_t count, answer *found) {
  const uint8_t *body = memmem(bytes, count, "\r\n\r\n", 4);
  if (!body) return 0;
  body += 4;
  const char *name = "content-length:";
  size_t body_bytes = 0;
  for (const uint8_t *place = bytes; place < body; place++) {
    if (!strncasecmp((const char *)place, name, strlen(name))) {
      body_bytes = strtoul((const char *)place + strlen(name), NULL, 10);
    }
  }
  size_t length = (size_t)(body - bytes) + body_bytes;
  if (count < length) return 0;
  if (memcmp(bytes, "HTTP/1.1 200", 12)) fail("answer", "expected the status 200");
  // {"labels":[7,2,...]}
  const uint8_t *end = body + body_bytes, *place = memchr(body, '[', body_bytes);
  *found = (answer){.status = OK};
  while (place && place < end && *place != ']' && found->images < 65536) {
    char *next;
    found->labels[found->images++] = (uint16_t)strtoul((const char *)place + 1, &next, 10);
    place = (const uint8_t *)next;
  }
  return length;
}

size_t read_answer(protocol protocol, const uint8_t *bytes, size_t count, answer *found) {
  return protocol == HTTP ? read_response(bytes, count, found) : read_frame(bytes, count, found);
}
