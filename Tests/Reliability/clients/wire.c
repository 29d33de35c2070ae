#define _GNU_SOURCE
#include "wire.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const uint8_t magic[4] = {0x89, 0x4d, 0x57, 0x50};
_Static_assert(sizeof(struct header) == headerBytes, "a header has no holes");

uint64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("error: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(4);
}

struct header headerOf(uint8_t code, uint64_t id, uint32_t length) {
  struct header header = {.version = 1, .code = code, .id = id, .length = length};
  memcpy(header.magic, magic, sizeof magic);
  return header;
}

size_t aligned(size_t byteCount) { return (byteCount + 7) & ~(size_t)7; }

size_t frameBytes(const struct header *header) { return headerBytes + aligned(header->length); }

bool isFromServer(const struct header *header, size_t limit, const char **reason) {
  *reason = NULL;
  if (memcmp(header->magic, magic, sizeof magic) != 0) *reason = "magic";
  else if (header->version != 1) *reason = "version";
  else if (header->code < opAnswer) *reason = "opcode of a client";
  else if (header->detail > greatestStatus) *reason = "unknown status";
  else if (frameBytes(header) > limit) *reason = "longer than the limit";
  else if (header->detail != statusOK && header->length > 1024) *reason = "text of a refusal";
  return *reason == NULL;
}

int connectTo(const char *path, int flags) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) die("%s: the path is too long for a socket", path);
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  int cause = errno;
  close(fd);
  errno = cause;
  return -1;
}

void writeHello(uint8_t *bytes) {
  struct header header = headerOf(opHello, 0, 14);
  /* Versions 1 to 1, minor 0, no features, and a name of four letters. */
  static const uint8_t payload[16] = {1, 1, 0, 0, 0, 0, 0, 0, 4, 0, 'l', 'o', 'a', 'd'};
  memcpy(bytes, &header, sizeof header);
  memcpy(bytes + headerBytes, payload, sizeof payload);
}

bool sendAll(int fd, const void *bytes, size_t count) {
  for (const char *next = bytes; count > 0;) {
    ssize_t sent = send(fd, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    next += sent;
    count -= (size_t)sent;
  }
  return true;
}

bool receiveAll(int fd, void *bytes, size_t count) {
  for (char *next = bytes; count > 0;) {
    ssize_t received = recv(fd, next, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    next += received;
    count -= (size_t)received;
  }
  return true;
}

bool receiveFrame(int fd, struct header *header, uint8_t **payload, size_t *room) {
  if (!receiveAll(fd, header, headerBytes)) return false;
  const char *reason;
  if (!isFromServer(header, 1u << 30, &reason)) die("the server's frame breaks the protocol: %s", reason);
  size_t count = aligned(header->length);
  if (count > *room) {
    *payload = realloc(*payload, count);
    *room = count;
  }
  return receiveAll(fd, *payload, count);
}
