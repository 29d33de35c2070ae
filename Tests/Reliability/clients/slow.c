/* Clients that send a byte a second, or never read: slow drip|deaf SOCKET CONNECTIONS SECONDS.

   `drip`: each connection says HELLO and then sends a valid request, a byte a second; whatever is
   closed connects again. `deaf`: each one says HELLO, sends requests until the socket is full, and
   reads nothing any more. Prints what the server did about them as JSON. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

enum { second = 1000000000, images = 64, inputs = 784 };
enum { requestBytes = headerBytes + 8 + images * inputs };

struct client {
  int fd;
  uint64_t begun, next; /* when the first byte of a request was sent; when the next byte is */
  size_t offset;
  bool isTold; /* it has heard a GOAWAY */
  uint16_t status; /* that it was told, if it was */
};

static struct {
  uint64_t connects, failedConnects, closed, told, byStatus[greatestStatus + 1];
  uint64_t soonest, latest; /* from the first byte to the end */
  uint32_t open, mostOpen;
} found = {.soonest = UINT64_MAX};

static uint8_t request[requestBytes];
static volatile sig_atomic_t isStopped;
static void stop(int signal) { (void)signal, isStopped = 1; }

/* Asks for all that can be asked for: probabilities, logits and the ten best. */
static void writeRequest(void) {
  struct header header = headerOf(opClassify, 1, 8 + images * inputs);
  header.items = images;
  header.detail = 7;
  uint32_t head[2] = {inputs, 10};
  memcpy(request, &header, sizeof header);
  memcpy(request + headerBytes, head, sizeof head);
}

static void open_(struct client *client, const char *path, int poll, uint32_t index) {
  client->fd = connectTo(path, SOCK_NONBLOCK);
  if (client->fd < 0) {
    found.failedConnects++;
    client->next = nanoseconds() + second / 10;
    return;
  }
  uint8_t hello[helloFrameBytes];
  writeHello(hello);
  if (send(client->fd, hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello) {
    found.failedConnects++;
    close(client->fd);
    client->fd = -1;
    client->next = nanoseconds() + second / 10;
    return;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.u32 = index};
  epoll_ctl(poll, EPOLL_CTL_ADD, client->fd, &event);
  found.connects++;
  if (++found.open > found.mostOpen) found.mostOpen = found.open;
  /* Spread over the second, so that they do not all come at once. */
  client->next = nanoseconds() + (uint64_t)(index % 1000) * (second / 1000);
  client->begun = 0;
  client->offset = 0;
  client->isTold = false;
}

static void end(struct client *client) {
  if (client->begun > 0) {
    uint64_t duration = nanoseconds() - client->begun;
    if (duration < found.soonest) found.soonest = duration;
    if (duration > found.latest) found.latest = duration;
  }
  found.closed++;
  /* Together, so that one who was told and is still open counts in neither. */
  found.told += client->isTold;
  if (client->isTold) found.byStatus[client->status]++;
  found.open--;
  close(client->fd);
  client->fd = -1;
  client->next = nanoseconds();
}

static void hear(struct client *client) {
  uint8_t bytes[8192];
  for (;;) {
    ssize_t count = recv(client->fd, bytes, sizeof bytes, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return end(client);
    /* Frames are small and come whole: HELLO's answer, and at the end GOAWAY. */
    struct header header;
    for (ssize_t at = 0; at + headerBytes <= count; at += (ssize_t)frameBytes(&header)) {
      memcpy(&header, bytes + at, sizeof header);
      if (header.code != (opGoaway | opAnswer)) continue;
      client->isTold = true;
      client->status = header.detail <= greatestStatus ? header.detail : greatestStatus;
    }
  }
}

static void drip(struct client *client) {
  if (send(client->fd, request + client->offset % requestBytes, 1, MSG_NOSIGNAL) == 1) {
    if (client->begun == 0) client->begun = nanoseconds();
    client->offset++;
  }
  client->next += second;
}

/* Sends whole requests for as long as the socket takes them. */
static void shout(struct client *client) {
  for (;;) {
    size_t at = client->offset % requestBytes;
    ssize_t sent = send(client->fd, request + at, requestBytes - at, MSG_NOSIGNAL);
    if (sent <= 0) break;
    if (client->begun == 0) client->begun = nanoseconds();
    client->offset += (size_t)sent;
  }
  client->next += second / 10;
}

int main(int count, char **words) {
  if (count != 5) die("usage: slow drip|deaf SOCKET CONNECTIONS SECONDS");
  bool isDeaf = strcmp(words[1], "deaf") == 0;
  uint32_t connections = (uint32_t)atoi(words[3]);
  struct rlimit limit = {connections + 64, connections + 64}, present;
  getrlimit(RLIMIT_NOFILE, &present);
  if (present.rlim_cur < limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &limit) != 0) {
    die("%u descriptors cannot be had", connections + 64);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, stop);
  writeRequest();
  int poll = epoll_create1(EPOLL_CLOEXEC);
  struct client *clients = calloc(connections, sizeof *clients);
  for (uint32_t index = 0; index < connections; index++) clients[index].fd = -1;
  uint64_t until = nanoseconds() + (uint64_t)(atof(words[4]) * second);
  while (!isStopped && nanoseconds() < until) {
    uint64_t now = nanoseconds(), next = now + second / 100;
    for (uint32_t index = 0; index < connections; index++) {
      struct client *client = clients + index;
      if (client->next <= now) {
        if (client->fd < 0) {
          /* Who does not read is not there again, so that what is left of them can be seen. */
          if (!isDeaf || client->begun == 0) open_(client, words[2], poll, index);
        } else if (isDeaf) shout(client);
        else drip(client);
      }
      if (client->next > now && client->next < next) next = client->next;
    }
    now = nanoseconds();
    struct timespec timeout = {0, (long)(next > now ? next - now : 0)};
    struct epoll_event events[512];
    int ready = epoll_pwait2(poll, events, 512, &timeout, NULL);
    for (int index = 0; index < ready; index++) {
      struct client *client = clients + events[index].data.u32;
      if (client->fd < 0) continue;
      if (!isDeaf) hear(client);
      else if (events[index].events & (EPOLLHUP | EPOLLRDHUP | EPOLLERR)) end(client);
      else {
        /* Answers wait; to be told of them again and again would be of no use. */
        struct epoll_event event = {.events = EPOLLRDHUP, .data.u32 = events[index].data.u32};
        epoll_ctl(poll, EPOLL_CTL_MOD, client->fd, &event);
      }
    }
  }
  printf(
      "{\"connects\": %llu, \"failedConnects\": %llu, \"closed\": %llu, \"told\": %llu, "
      "\"mostOpen\": %u, \"open\": %u, \"soonest\": %.3f, \"latest\": %.3f, \"byStatus\": {",
      (unsigned long long)found.connects, (unsigned long long)found.failedConnects,
      (unsigned long long)found.closed, (unsigned long long)found.told, found.mostOpen, found.open,
      found.closed ? (double)found.soonest / second : 0, (double)found.latest / second);
  const char *comma = "";
  for (int status = 0; status <= greatestStatus; status++) {
    if (found.byStatus[status] == 0) continue;
    printf("%s\"%d\": %llu", comma, status, (unsigned long long)found.byStatus[status]);
    comma = ", ";
  }
  printf("}}\n");
  return 0;
}
