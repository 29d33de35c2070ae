/* Durations in buckets of at most 1/32 width: formats/wire-protocol.md, section 5.8. */
#pragma once

#include <stdint.h>

enum { histogramBuckets = 1920 };

struct histogram {
  uint64_t total, longest;
  uint32_t counts[histogramBuckets];
};

static inline unsigned histogramBucket(uint64_t duration) {
  if (duration < 64) return (unsigned)duration;
  unsigned highest = 63u - (unsigned)__builtin_clzll(duration);
  return 32 * (highest - 5) + (unsigned)(duration >> (highest - 5));
}

static inline void histogramRecord(struct histogram *histogram, uint64_t duration) {
  histogram->total++;
  histogram->counts[histogramBucket(duration)]++;
  if (duration > histogram->longest) histogram->longest = duration;
}

static inline void histogramMerge(struct histogram *into, const struct histogram *from) {
  into->total += from->total;
  if (from->longest > into->longest) into->longest = from->longest;
  for (int bucket = 0; bucket < histogramBuckets; bucket++) {
    into->counts[bucket] += from->counts[bucket];
  }
}

/* The upper bound of the bucket at which the share of counts is reached; 0 where there are none. */
static inline uint64_t histogramQuantile(const struct histogram *histogram, double share) {
  uint64_t sum = 0;
  for (unsigned bucket = 0; bucket < histogramBuckets; bucket++) {
    sum += histogram->counts[bucket];
    if (sum == 0 || (double)sum < share * (double)histogram->total) continue;
    unsigned shift = bucket < 64 ? 0 : bucket / 32 - 1;
    uint64_t low = (uint64_t)(bucket < 64 ? bucket : bucket % 32 + 32) << shift;
    uint64_t high = low + ((uint64_t)1 << shift) - 1;
    return high < histogram->longest ? high : histogram->longest;
  }
  return histogram->longest;
}
