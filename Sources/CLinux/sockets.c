#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "CLinux.h"

/* The size of the address, or 0 where the name is too long for one. */
static socklen_t make_address(struct sockaddr_un *address, const void *name, size_t byte_count) {
  if (byte_count >= sizeof address->sun_path) return 0;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, name, byte_count);
  /* A path counts with its terminator; the length of an abstract name is part of it. */
  size_t terminator = address->sun_path[0] != 0;
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + byte_count + terminator);
}

int mnistkit_bind(int socket, const void *name, size_t byte_count) {
  struct sockaddr_un address;
  socklen_t size = make_address(&address, name, byte_count);
  return bind(socket, (struct sockaddr *)&address, size);
}

int mnistkit_connect(int socket, const void *name, size_t byte_count) {
  struct sockaddr_un address;
  socklen_t size = make_address(&address, name, byte_count);
  return connect(socket, (struct sockaddr *)&address, size);
}

int mnistkit_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

int mnistkit_bound_path(int socket, uint8_t *path) {
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  socklen_t size = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &size) == -1) return -1;
  if (address.sun_family != AF_UNIX) return 0;
  memcpy(path, address.sun_path, sizeof address.sun_path);
  return (int)strnlen(address.sun_path, sizeof address.sun_path);
}

int mnistkit_peer_credentials(int socket, int32_t *process, uint32_t *user, uint32_t *group) {
  struct ucred credentials;
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == -1) return -1;
  *process = credentials.pid;
  *user = credentials.uid;
  *group = credentials.gid;
  return 0;
}

/* Memory for one control message, aligned as its header wants it. */
union control {
  struct cmsghdr alignment;
  char bytes[CMSG_SPACE(MNISTKIT_DESCRIPTOR_LIMIT * sizeof(int))];
};

ptrdiff_t mnistkit_send(
    int socket, const void *name, size_t name_byte_count, const void *bytes, size_t byte_count,
    const int *descriptors, size_t count, int waits) {
  struct iovec part = {(void *)bytes, byte_count};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  struct sockaddr_un address;
  union control control;
  if (count > MNISTKIT_DESCRIPTOR_LIMIT) {
    errno = EINVAL;
    return -1;
  }
  if (name != NULL) {
    message.msg_namelen = make_address(&address, name, name_byte_count);
    message.msg_name = &address;
  }
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
}

ptrdiff_t mnistkit_receive(
    int socket, void *bytes, size_t byte_count, int *descriptors, size_t capacity, size_t *count,
    int *truncated) {
  struct iovec part = {bytes, byte_count};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  union control control;
  *count = 0;
  *truncated = 0;
  if (capacity > MNISTKIT_DESCRIPTOR_LIMIT) {
    errno = EINVAL;
    return -1;
  }
  if (capacity > 0) {
    message.msg_control = control.bytes;
    /* Not CMSG_SPACE, in whose padding the kernel would put one descriptor more. */
    message.msg_controllen = CMSG_LEN(capacity * sizeof(int));
  }
  ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (received == -1) return -1;
  *truncated = (message.msg_flags & MSG_CTRUNC) != 0;
  /* The kernel gives all descriptors in one control message, and no other was asked for. */
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
    *count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(descriptors, CMSG_DATA(header), *count * sizeof(int));
  }
  return received;
}
