// What is measured; each function prints one JSON object.

#ifndef MEASURE_H
#define MEASURE_H

#include "batches.h"

typedef enum { INLINE, FRESH, KEPT } memory_file;

/// What to send, where to, how, and for how long.
typedef struct {
  const char *path;
  batches batches;
  const uint8_t *labels;
  double seconds;
  size_t connections, depth;
  memory_file memory_file;
  bool is_unchecked;
} plan;

/// How many labels were looked at, and how many are not those that are expected.
typedef struct {
  size_t labels, different;
} verdict;

/// Compares an answer to a batch with the labels that are expected, and ends the program where it
/// is no answer to it.
void check(const plan *plan, const batch *batch, const answer *found, verdict *verdict);

void measure_latency(const plan *plan);
void measure_throughput(const plan *plan);
void measure_start(const plan *plan, char **command);

#endif
