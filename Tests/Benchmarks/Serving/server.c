#define _GNU_SOURCE
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

uint64_t nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void say_hello(connection *connection) {
  struct {
    frame_header header;
    uint8_t lowest, highest;
    uint16_t minor;
    uint32_t features;
    uint16_t name_bytes;
    char name[6];
  } hello = {
      .header = {.magic = MAGIC, .version = 1, .code = HELLO, .payload_bytes = 14},
      .lowest = 1,
      .highest = 1,
      .features = DESCRIPTORS,
      .name_bytes = 4,
      .name = "load",
  };
  static answer found;
  send_all(connection, (const uint8_t *)&hello, sizeof hello, -1);
  await_answer(connection, MNISTD, &found);
  if (found.status != OK) fail("HELLO", "refused");
}

bool try_to_connect(connection *connection, const char *path, protocol protocol) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) fail(path, "too long for a socket");
  strcpy(address.sun_path, path);
  connection->stream = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection->stream, (struct sockaddr *)&address, sizeof address)) {
    int code = errno;
    close(connection->stream);
    if (code == ENOENT || code == ECONNREFUSED) return false;
    fail(path, strerror(code));
  }
  connection->received = allocate(RECEIVE_BYTES);
  connection->begin = connection->end = 0;
  if (protocol == MNISTD) say_hello(connection);
  return true;
}

connection connect_to(const char *path, protocol protocol) {
  connection connection;
  if (!try_to_connect(&connection, path, protocol)) fail(path, "nobody listens");
  return connection;
}

void disconnect(connection *connection) {
  close(connection->stream);
  free(connection->received);
}

void send_all(connection *connection, const uint8_t *bytes, size_t count, int descriptor) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor >= 0) {
    control.header = (struct cmsghdr){
        .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
  }
  while (part.iov_len > 0) {
    ssize_t sent = sendmsg(connection->stream, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) fail("sending", strerror(errno));
    if (sent < 0) continue;
    part.iov_base = (uint8_t *)part.iov_base + sent;
    part.iov_len -= (size_t)sent;
    message.msg_control = NULL;
    message.msg_controllen = 0;
  }
}

bool receive_some(connection *connection, bool waits) {
  if (connection->begin > 0) {
    size_t held = connection->end - connection->begin;
    memmove(connection->received, connection->received + connection->begin, held);
    connection->begin = 0;
    connection->end = held;
  }
  size_t room = RECEIVE_BYTES - connection->end;
  if (room == 0) fail("answer", "longer than expected");
  for (;;) {
    ssize_t count = recv(
        connection->stream, connection->received + connection->end, room,
        waits ? 0 : MSG_DONTWAIT);
    if (count > 0) {
      connection->end += (size_t)count;
      return true;
    }
    if (count == 0) fail("receiving", "the server closed the connection");
    if (errno == EAGAIN) return false;
    if (errno != EINTR) fail("receiving", strerror(errno));
  }
}

bool take_answer(connection *connection, protocol protocol, answer *found) {
  size_t used = read_answer(
      protocol, connection->received + connection->begin, connection->end - connection->begin,
      found);
  connection->begin += used;
  return used > 0;
}

void await_answer(connection *connection, protocol protocol, answer *found) {
  while (!take_answer(connection, protocol, found)) receive_some(connection, true);
}
