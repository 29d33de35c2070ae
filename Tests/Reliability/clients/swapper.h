/* A thread that publishes models one after the other and lets the server load each. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "answers.h"

enum { greatestModels = 16 };

struct swapper {
  const char *control;              /* path of the control socket */
  const char *target;               /* the model file that is replaced */
  const char *files[greatestModels]; /* what replaces it, in turn */
  uint32_t fileCount;
  uint32_t goal;                    /* how many swaps, 0 for as many as there is time for */
  uint64_t interval;                /* nanoseconds from the start of a swap to that of the next */
  uint64_t start, window;           /* swaps are made in every second window; 0 for at any time */
  int pid;                          /* of the server, to look at its memory; 0 for not */

  pthread_t thread;
  atomic_bool mustEnd, hasEnded;
  _Atomic uint32_t done;
  /* A swap that was ordered and not answered, because the server ended. */
  uint32_t unanswered;
  uint32_t wrongOutcomes;
  uint64_t longest;
  /* Resident memory and open descriptors after `settled` swaps, and at the end; -1 for unknown. */
  long settledKiB, finalKiB, settledDescriptors, finalDescriptors;
  /* Which model each LOAD was told to have loaded. */
  struct outcome {
    struct boot *boot;
    uint32_t generation, model;
  } *outcomes;
  uint32_t outcomeCount, outcomeRoom;
};

/* After so many swaps memory may not grow any more. */
enum { settledSwaps = 100 };

void startSwapper(struct swapper *swapper);
/* Ends the thread, and compares what it was told with what answers said.
   Returns how many generations were another model than was loaded. */
uint32_t endSwapper(struct swapper *swapper);
