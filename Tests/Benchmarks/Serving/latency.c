#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "measure.h"
#include "server.h"
#include "wire.h"

enum { WARM_UP_PART = 10, MOST_SAMPLES = 1 << 22 };

void check(const plan *plan, const batch *batch, const answer *found, verdict *verdict) {
  if (found->status != OK) {
    char text[256];
    snprintf(
        text, sizeof text, "status %u: %.*s", found->status, (int)found->text_bytes, found->text);
    fail("answer", text);
  }
  if (found->images != batch->images) fail("answer", "not as many labels as images");
  verdict->labels += found->images;
  if (plan->is_unchecked) return;
  for (uint32_t image = 0; image < batch->images; image++) {
    verdict->different += found->labels[image] != plan->labels[batch->first_image + image];
  }
}

/// The pixels of a batch in a sealed memory file.
static int make_memory_file(const batches *all, const batch *batch) {
  int file = memfd_create("pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  size_t count = (size_t)batch->images * all->inputs;
  const uint8_t *pixels = all->pixels + (size_t)batch->first_image * all->inputs;
  if (file < 0 || write(file, pixels, count) != (ssize_t)count ||
      fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)) {
    fail("memory file", strerror(errno));
  }
  return file;
}

static void send_batch(
    connection *connection, const plan *plan, const batch *batch, const int *kept) {
  const uint8_t *bytes = plan->batches.bytes + batch->start;
  if (plan->memory_file == INLINE) {
    send_all(connection, bytes, batch->byte_count, -1);
    return;
  }
  struct {
    frame_header header;
    uint8_t head[HEAD_BYTES];
  } request;
  memcpy(&request, bytes, sizeof request);
  request.header.code = CLASSIFY_FD;
  request.header.payload_bytes = HEAD_BYTES;
  int file = kept ? *kept : make_memory_file(&plan->batches, batch);
  send_all(connection, (const uint8_t *)&request, sizeof request, file);
  if (!kept) close(file);
}

static int ascending(const void *a, const void *b) {
  uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
  return (first > second) - (first < second);
}

void measure_latency(const plan *plan) {
  static answer found;
  const batches *all = &plan->batches;
  connection connection = connect_to(plan->path, all->protocol);
  int *kept = NULL;
  if (plan->memory_file == KEPT) {
    kept = allocate(all->count * sizeof *kept);
    for (size_t i = 0; i < all->count; i++) kept[i] = make_memory_file(all, &all->list[i]);
  }
  uint64_t *samples = allocate(MOST_SAMPLES * sizeof *samples);
  size_t count = 0, next = 0;
  verdict verdict = {0, 0};
  uint64_t begin = nanoseconds(), length = (uint64_t)(plan->seconds * 1e9);
  uint64_t warm = begin + length / WARM_UP_PART, end = warm + length, sent = begin;
  while (count == 0 || (sent < end && count < MOST_SAMPLES)) {
    const batch *batch = &all->list[next];
    sent = nanoseconds();
    send_batch(&connection, plan, batch, kept ? &kept[next] : NULL);
    await_answer(&connection, all->protocol, &found);
    uint64_t answered = nanoseconds();
    if (sent >= warm) samples[count++] = answered - sent;
    check(plan, batch, &found, &verdict);
    next = (next + 1) % all->count;
  }
  qsort(samples, count, sizeof *samples, ascending);
  uint64_t sum = 0;
  for (size_t i = 0; i < count; i++) sum += samples[i];
  printf(
      "{\"requests\": %zu, \"mean\": %.3f, \"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f, "
      "\"max\": %.3f, \"labels\": %zu, \"different\": %zu}\n",
      count, (double)sum / (double)count / 1e3, (double)samples[count / 2] / 1e3,
      (double)samples[count * 99 / 100] / 1e3, (double)samples[count * 999 / 1000] / 1e3,
      (double)samples[count - 1] / 1e3, verdict.labels, verdict.different);
}
