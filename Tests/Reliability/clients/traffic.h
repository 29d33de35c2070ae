/* Connections that classify: schedule, sending, judging, and sending again. */
#pragma once

#include "answers.h"
#include "histogram.h"

struct traffic {
  /* What to do. */
  const char *socket;
  const struct expectations *expected;
  uint32_t connections;
  uint32_t window;   /* requests of a connection without an answer, at most */
  uint32_t batch;    /* images of a request */
  double rate;       /* requests a second by schedule; 0: each answer makes the next request */
  uint32_t deadline; /* microseconds that requests carry; 0 for none */
  uint64_t giveUp;   /* nanoseconds after which an unsent request is not sent any more, and after
                        twice which an answer is of no use; 0 for never */
  bool isGreedy;     /* keeps to the window alone, not to the credits that the server announces */
  bool returns;      /* connects again and sends again, where the protocol allows it */
  uint64_t start, slice; /* figures are kept for each slice of the schedule; 0 for one */
  uint32_t dropEvery;    /* a client with a fault, for proving that it is noticed: 0 for none */

  /* What came of it. A request counts once, however often it is sent. */
  uint64_t due, sent, answered, resent, givenUp, late, refused[greatestStatus + 1];
  uint64_t goaways[greatestStatus + 1], connects;
  uint64_t mixed, wrongGeneration, malformed, unexpected, stale, pastDeadline, slowRefusals;
  uint32_t sliceCount;
  struct histogram *slices;
  char fault[160]; /* the first one */

  int poll;
  bool isClosing; /* nothing new is scheduled */
  struct connection *all;
};

void openTraffic(struct traffic *traffic);
/* Schedules, sends and receives for a moment; `until` is when something else is to be done. */
void moveTraffic(struct traffic *traffic, uint64_t until);
/* How many requests wait for being sent or answered. */
uint64_t openRequests(const struct traffic *traffic);
