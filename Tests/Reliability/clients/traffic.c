#define _GNU_SOURCE
#include "traffic.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { firstPause = 1000000, longestPause = 50000000, outGoal = 128 * 1024, inRoom = 256 * 1024 };
enum { creditsLimit = 3 };

enum slotState { slotFree, slotSent, slotAgain };

struct slot {
  uint64_t id, due;
  uint32_t image, floor;
  enum slotState state;
  bool isCounted;
};

struct connection {
  int fd; /* -1 while there is none */
  bool isUp, isLeaving, isWatchedForRoom;
  struct boot *boot;
  uint64_t nextTry, pause, credits;
  uint64_t againFrom; /* when refused requests may be sent again */
  uint8_t *in, *out;
  size_t inCount, outStart, outCount, outRoom;
  struct slot *slots;
  uint32_t *free, freeCount, againCount;
  /* When the requests that were not sent yet were due, oldest first. */
  uint64_t *waiting;
  size_t waitingStart, waitingCount, waitingRoom;
};

static void blame(struct traffic *traffic, const char *what, const struct header *header) {
  if (traffic->fault[0]) return;
  snprintf(
      traffic->fault, sizeof traffic->fault,
      "%s: code %02x, status %u, id %llx, generation %u, items %u, length %u", what, header->code,
      header->detail, (unsigned long long)header->id, header->model, header->items, header->length);
}

/* Connecting. */

static void connectAgain(struct traffic *traffic, struct connection *connection, uint64_t now) {
  connection->fd = connectTo(traffic->socket, SOCK_NONBLOCK);
  if (connection->fd < 0) {
    connection->nextTry = now + connection->pause;
    connection->pause = 2 * connection->pause < longestPause ? 2 * connection->pause : longestPause;
    return;
  }
  traffic->connects++;
  connection->isUp = connection->isLeaving = connection->isWatchedForRoom = false;
  connection->inCount = connection->outStart = 0;
  connection->outCount = helloFrameBytes;
  writeHello(connection->out);
  struct epoll_event event = {
      .events = EPOLLIN, .data.u32 = (uint32_t)(connection - traffic->all)};
  if (epoll_ctl(traffic->poll, EPOLL_CTL_ADD, connection->fd, &event) != 0) die("epoll_ctl");
}

static void disconnect(struct traffic *traffic, struct connection *connection) {
  close(connection->fd);
  connection->fd = -1;
  connection->nextTry = nanoseconds() + connection->pause;
  connection->pause = 2 * connection->pause < longestPause ? 2 * connection->pause : longestPause;
  if (!traffic->returns) return;
  for (uint32_t index = 0; index < traffic->window; index++) {
    if (connection->slots[index].state != slotSent) continue;
    connection->slots[index].state = slotAgain;
    connection->againCount++;
  }
}

static void greeted(
    struct traffic *traffic, struct connection *connection, const struct header *header,
    const uint8_t *payload) {
  if (header->detail != statusOK || header->length < 24 + 16 * header->items) {
    blame(traffic, "HELLO", header);
    traffic->malformed++;
    return;
  }
  connection->boot = bootOf(payload + 8);
  for (uint32_t index = 0; index < header->items; index++) {
    uint32_t number;
    memcpy(&number, payload + 24 + 16 * index, sizeof number);
    if (number == creditsLimit) memcpy(&connection->credits, payload + 32 + 16 * index, 8);
  }
  connection->isUp = true;
  connection->pause = firstPause;
}

/* Sending. */

static void push(struct connection *connection, uint64_t due) {
  if (connection->waitingCount == connection->waitingRoom) {
    size_t room = 2 * connection->waitingRoom + 256;
    uint64_t *waiting = malloc(room * sizeof *waiting);
    for (size_t index = 0; index < connection->waitingCount; index++) {
      waiting[index] =
          connection->waiting[(connection->waitingStart + index) % connection->waitingRoom];
    }
    free(connection->waiting);
    connection->waiting = waiting;
    connection->waitingRoom = room;
    connection->waitingStart = 0;
  }
  size_t place = (connection->waitingStart + connection->waitingCount++) % connection->waitingRoom;
  connection->waiting[place] = due;
}

static uint64_t shift(struct connection *connection) {
  uint64_t due = connection->waiting[connection->waitingStart];
  connection->waitingStart = (connection->waitingStart + 1) % connection->waitingRoom;
  connection->waitingCount--;
  return due;
}

static void writeRequest(struct traffic *traffic, struct connection *connection, struct slot *slot) {
  const struct expectations *expected = traffic->expected;
  size_t pixelBytes = (size_t)traffic->batch * expected->inputs;
  struct header header = headerOf(opClassify, slot->id, (uint32_t)(8 + pixelBytes));
  header.detail = flagLogits;
  header.items = traffic->batch;
  header.microseconds = traffic->deadline;
  size_t bytes = frameBytes(&header), end = connection->outStart + connection->outCount;
  if (end + bytes > connection->outRoom) {
    memmove(connection->out, connection->out + connection->outStart, connection->outCount);
    connection->outStart = 0;
    end = connection->outCount;
  }
  uint8_t *out = connection->out + end;
  uint32_t head[2] = {expected->inputs, 0};
  memcpy(out, &header, sizeof header);
  memcpy(out + headerBytes, head, sizeof head);
  memcpy(
      out + headerBytes + 8, expected->pixels + (size_t)slot->image * expected->inputs, pixelBytes);
  memset(out + headerBytes + 8 + pixelBytes, 0, bytes - headerBytes - 8 - pixelBytes);
  connection->outCount += bytes;
  slot->state = slotSent;
  slot->floor = connection->boot->floor;
}

static void fill(struct traffic *traffic, struct connection *connection) {
  while (connection->outCount < outGoal) {
    if (connection->againCount > 0 && nanoseconds() >= connection->againFrom) {
      uint32_t index = 0;
      while (connection->slots[index].state != slotAgain) index++;
      connection->againCount--;
      traffic->resent++;
      writeRequest(traffic, connection, connection->slots + index);
      continue;
    }
    uint32_t inFlight = traffic->window - connection->freeCount;
    if (connection->waitingCount == 0 || connection->freeCount == 0
        || (inFlight >= connection->credits && !traffic->isGreedy)) {
      return;
    }
    uint64_t due = shift(connection);
    if (traffic->giveUp > 0 && nanoseconds() > due + traffic->giveUp) {
      traffic->givenUp++;
      continue;
    }
    uint32_t index = connection->free[--connection->freeCount];
    struct slot *slot = connection->slots + index;
    slot->due = due;
    slot->id = traffic->sent << 16 | index;
    slot->image = (uint32_t)(traffic->sent % traffic->expected->images);
    traffic->sent++;
    writeRequest(traffic, connection, slot);
  }
}

static void flush(struct traffic *traffic, struct connection *connection) {
  for (;;) {
    if (connection->isUp && !connection->isLeaving) fill(traffic, connection);
    if (connection->outCount == 0) break;
    ssize_t sent = send(
        connection->fd, connection->out + connection->outStart, connection->outCount, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) {
      /* What the server said before it closed can still be read. */
      connection->isLeaving = true;
      connection->outCount = 0;
      return;
    }
    if (sent < 0) break;
    connection->outStart += (size_t)sent;
    connection->outCount -= (size_t)sent;
    if (connection->outCount == 0) connection->outStart = 0;
  }
  bool needsRoom = connection->outCount > 0;
  if (needsRoom == connection->isWatchedForRoom) return;
  struct epoll_event event = {
      .events = needsRoom ? EPOLLIN | EPOLLOUT : EPOLLIN,
      .data.u32 = (uint32_t)(connection - traffic->all)};
  epoll_ctl(traffic->poll, EPOLL_CTL_MOD, connection->fd, &event);
  connection->isWatchedForRoom = needsRoom;
}

/* Receiving. */

static bool isWorthRepeating(uint16_t status) {
  return status == statusNotReady || status == statusBusy || status == statusDraining
      || status == statusTimeout;
}

static void release(struct connection *connection, struct slot *slot) {
  slot->state = slotFree;
  connection->free[connection->freeCount++] = (uint32_t)(slot - connection->slots);
}

static void takeAnswer(
    struct traffic *traffic, struct connection *connection, const struct header *header,
    const uint8_t *payload, uint64_t now) {
  struct slot *slot = connection->slots + (header->id & 0xffff);
  if (header->code != (opClassify | opAnswer) || (header->id & 0xffff) >= traffic->window
      || slot->state != slotSent || slot->id != header->id) {
    traffic->unexpected++;
    return blame(traffic, "an answer to nothing that is open", header);
  }
  if (header->detail != statusOK) {
    if (traffic->returns && isWorthRepeating(header->detail)) {
      uint64_t pause = header->items > 0 ? 1000ull * header->items : firstPause;
      slot->state = slotAgain;
      connection->againCount++;
      connection->againFrom = now + pause;
      return;
    }
    traffic->refused[header->detail]++;
    /* What is refused for a deadline is as old as that. */
    if (header->detail != statusDeadline && header->microseconds > 1000) traffic->slowRefusals++;
    return release(connection, slot);
  }
  if (traffic->dropEvery > 0 && traffic->answered % traffic->dropEvery == traffic->dropEvery - 1) {
    traffic->dropEvery = 0;
    return;
  }
  switch (judge(
      traffic->expected, connection->boot, header, payload, slot->image, traffic->batch)) {
    case verdictRight: break;
    case verdictMixed: traffic->mixed++; blame(traffic, "mixed", header); break;
    case verdictWrongGeneration:
      traffic->wrongGeneration++;
      blame(traffic, "another model than the generation's", header);
      break;
    case verdictMalformed: traffic->malformed++; blame(traffic, "malformed", header); break;
  }
  if (header->model < slot->floor) {
    traffic->stale++;
    blame(traffic, "a generation before one that was known when it was sent", header);
  }
  raiseFloor(connection->boot, header->model);
  /* A tile that was begun in time is finished. */
  if (traffic->deadline > 0 && header->microseconds > traffic->deadline + 1000) {
    traffic->pastDeadline++;
  }
  uint64_t slice = traffic->slice ? (slot->due - traffic->start) / traffic->slice : 0;
  if (slice >= traffic->sliceCount) slice = traffic->sliceCount - 1;
  histogramRecord(traffic->slices + slice, now - slot->due);
  if (traffic->giveUp > 0 && now - slot->due > 2 * traffic->giveUp) traffic->late++;
  traffic->answered++;
  release(connection, slot);
  if (traffic->rate == 0 && !traffic->isClosing) {
    traffic->due++;
    push(connection, now);
  }
}

static void takeFrames(struct traffic *traffic, struct connection *connection, uint64_t now) {
  size_t offset = 0;
  while (connection->inCount - offset >= headerBytes) {
    struct header header;
    const char *reason;
    memcpy(&header, connection->in + offset, sizeof header);
    if (!isFromServer(&header, inRoom, &reason)) {
      blame(traffic, reason, &header);
      traffic->malformed++;
      return disconnect(traffic, connection);
    }
    if (connection->inCount - offset < frameBytes(&header)) break;
    const uint8_t *payload = connection->in + offset + headerBytes;
    if (header.code == (opHello | opAnswer)) greeted(traffic, connection, &header, payload);
    else if (header.code == (opGoaway | opAnswer)) {
      traffic->goaways[header.detail]++;
      connection->isLeaving = true;
    } else takeAnswer(traffic, connection, &header, payload, now);
    offset += frameBytes(&header);
  }
  memmove(connection->in, connection->in + offset, connection->inCount - offset);
  connection->inCount -= offset;
}

static void receive(struct traffic *traffic, struct connection *connection) {
  for (;;) {
    ssize_t received =
        recv(connection->fd, connection->in + connection->inCount, inRoom - connection->inCount, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return disconnect(traffic, connection);
    connection->inCount += (size_t)received;
    takeFrames(traffic, connection, nanoseconds());
    if (connection->fd < 0 || connection->inCount > 0 || received < 16384) return;
  }
}

/* The whole. */

void openTraffic(struct traffic *traffic) {
  traffic->poll = epoll_create1(EPOLL_CLOEXEC);
  traffic->all = calloc(traffic->connections, sizeof *traffic->all);
  size_t frame = headerBytes + aligned(8 + (size_t)traffic->batch * traffic->expected->inputs);
  for (uint32_t index = 0; index < traffic->connections; index++) {
    struct connection *connection = traffic->all + index;
    connection->in = malloc(inRoom);
    connection->outRoom = outGoal + 2 * frame;
    connection->out = malloc(connection->outRoom);
    connection->slots = calloc(traffic->window, sizeof *connection->slots);
    connection->free = malloc(traffic->window * sizeof *connection->free);
    while (connection->freeCount < traffic->window) {
      connection->free[connection->freeCount] = connection->freeCount;
      connection->freeCount++;
    }
    connection->pause = firstPause;
    connectAgain(traffic, connection, nanoseconds());
    if (traffic->rate > 0) continue;
    for (uint32_t request = 0; request < traffic->window; request++) {
      push(connection, traffic->start);
      traffic->due++;
    }
  }
}

/* Hands requests that are due to the connections in turn; returns when the next one is due. */
static uint64_t schedule(struct traffic *traffic, uint64_t now) {
  if (traffic->rate == 0 || traffic->isClosing) return UINT64_MAX;
  double interval = 1e9 / traffic->rate;
  uint64_t due = traffic->start + (uint64_t)((double)traffic->due * interval);
  while (due <= now) {
    push(traffic->all + traffic->due % traffic->connections, due);
    traffic->due++;
    due = traffic->start + (uint64_t)((double)traffic->due * interval);
  }
  return due;
}

void moveTraffic(struct traffic *traffic, uint64_t until) {
  uint64_t now = nanoseconds(), next = schedule(traffic, now);
  if (until < next) next = until;
  for (uint32_t index = 0; index < traffic->connections; index++) {
    struct connection *connection = traffic->all + index;
    if (connection->fd < 0) {
      bool mayTry = traffic->returns || connection->boot == NULL;
      if (mayTry && now >= connection->nextTry) connectAgain(traffic, connection, now);
      if (connection->fd < 0) {
        if (mayTry && connection->nextTry < next) next = connection->nextTry;
        continue;
      }
    }
    if (!connection->isWatchedForRoom) flush(traffic, connection);
    if (connection->againCount > 0 && connection->againFrom < next) next = connection->againFrom;
  }
  now = nanoseconds();
  uint64_t rest = next > now ? next - now : 0;
  struct timespec timeout = {(time_t)(rest / 1000000000u), (long)(rest % 1000000000u)};
  struct epoll_event events[256];
  int count = epoll_pwait2(traffic->poll, events, 256, &timeout, NULL);
  for (int index = 0; index < count; index++) {
    struct connection *connection = traffic->all + events[index].data.u32;
    if (connection->fd < 0) continue;
    if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(traffic, connection);
    if (connection->fd >= 0 && events[index].events & EPOLLOUT) flush(traffic, connection);
  }
}

uint64_t openRequests(const struct traffic *traffic) {
  uint64_t open = 0;
  for (uint32_t index = 0; index < traffic->connections; index++) {
    const struct connection *connection = traffic->all + index;
    open += connection->waitingCount + traffic->window - connection->freeCount;
  }
  return open;
}
