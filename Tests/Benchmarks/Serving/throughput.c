#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "measure.h"
#include "server.h"

enum { WARM_UP_PART = 10 };

/// A connection with requests under way.
typedef struct {
  connection connection;
  size_t next;         // the next batch to send, and how many bytes of it are gone
  size_t sent_bytes;
  size_t oldest;       // the batch that an answer without an id belongs to
  size_t open;         // requests without an answer
  bool is_blocked;
} lane;

static void watch(int set, lane *lane, int operation) {
  struct epoll_event event = {
      .events = EPOLLIN | (lane->is_blocked ? EPOLLOUT : 0u), .data = {.ptr = lane}};
  if (epoll_ctl(set, operation, lane->connection.stream, &event)) fail("epoll", strerror(errno));
}

/// Sends batches until `depth` are open or the kernel takes no more: those that lie one behind the
/// other in memory with one call.
static void fill(int set, lane *lane, const plan *plan) {
  const batches *all = &plan->batches;
  bool was_blocked = lane->is_blocked;
  lane->is_blocked = false;
  while (lane->open < plan->depth && !lane->is_blocked) {
    size_t run = plan->depth - lane->open;
    if (run > all->count - lane->next) run = all->count - lane->next;
    const batch *first = &all->list[lane->next], *last = first + run - 1;
    size_t start = first->start + lane->sent_bytes, end = last->start + last->byte_count;
    ssize_t sent = send(
        lane->connection.stream, all->bytes + start, end - start, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) fail("sending", strerror(errno));
    lane->is_blocked = sent < (ssize_t)(end - start);
    size_t bytes = lane->sent_bytes + (sent > 0 ? (size_t)sent : 0);
    while (bytes > 0 && bytes >= all->list[lane->next].byte_count) {
      bytes -= all->list[lane->next].byte_count;
      lane->next = (lane->next + 1) % all->count;
      lane->open++;
    }
    lane->sent_bytes = bytes;
  }
  if (lane->is_blocked != was_blocked) watch(set, lane, EPOLL_CTL_MOD);
}

/// Takes all answers that are there; returns their images.
static size_t take(lane *lane, const plan *plan, verdict *verdict) {
  static answer found;
  const batches *all = &plan->batches;
  size_t images = 0;
  if (!receive_some(&lane->connection, false)) return 0;
  while (take_answer(&lane->connection, all->protocol, &found)) {
    if (lane->open == 0) fail("answer", "to no request");
    size_t number = all->protocol == HTTP ? lane->oldest : (size_t)found.id;
    if (number >= all->count) fail("answer", "to no request");
    lane->oldest = (lane->oldest + 1) % all->count;
    check(plan, &all->list[number], &found, verdict);
    images += all->list[number].images;
    lane->open--;
  }
  return images;
}

void measure_throughput(const plan *plan) {
  int set = epoll_create1(EPOLL_CLOEXEC);
  lane *lanes = allocate(plan->connections * sizeof *lanes);
  size_t images = 0, counted = 0;
  verdict verdict = {0, 0};
  for (size_t i = 0; i < plan->connections; i++) {
    lanes[i].connection = connect_to(plan->path, plan->batches.protocol);
    lanes[i].next = lanes[i].oldest = i * plan->batches.count / plan->connections;
    watch(set, &lanes[i], EPOLL_CTL_ADD);
    fill(set, &lanes[i], plan);
  }
  uint64_t length = (uint64_t)(plan->seconds * 1e9), now = nanoseconds();
  uint64_t warm = now + length / WARM_UP_PART, end = warm + length, begin = 0;
  while (now < end || counted == 0) {
    struct epoll_event events[64];
    int count = epoll_wait(set, events, 64, 1000);
    for (int i = 0; i < count; i++) {
      lane *lane = events[i].data.ptr;
      if (events[i].events & ~(uint32_t)EPOLLOUT) images += take(lane, plan, &verdict);
      // In halves, so that one call sends many.
      if (lane->open <= plan->depth / 2 || lane->is_blocked) fill(set, lane, plan);
    }
    now = nanoseconds();
    if (begin == 0 && now >= warm) {
      begin = now;
      images = 0;
    }
    counted = begin ? images : 0;
  }
  double seconds = (double)(now - begin) / 1e9;
  printf(
      "{\"images\": %zu, \"seconds\": %.6f, \"imagesPerSecond\": %.0f, \"labels\": %zu, "
      "\"different\": %zu}\n",
      counted, seconds, (double)counted / seconds, verdict.labels, verdict.different);
}
