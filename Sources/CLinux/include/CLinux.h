#ifndef MNISTKIT_CLINUX_H
#define MNISTKIT_CLINUX_H

/* What Swift's Glibc module lacks: Linux's own calls, and what the headers have as macros only.

   No header of the system's is included here. It would give types such as `timespec` a second
   module beside Glibc's, and Swift would not know which is meant. The values below are the
   kernel's, which never change; the C files have them compared with the system's headers.

   All functions that can fail keep the manner of system calls: -1 and errno. */

#include <stddef.h>
#include <stdint.h>

/* Sockets. A name is a path, or a zero byte and an abstract name: at most 107 bytes. */

/* The most descriptors that one message carries here; the kernel's own limit is 253. */
#define MNISTKIT_DESCRIPTOR_LIMIT 16

int mnistkit_bind(int socket, const void *name, size_t byte_count);
int mnistkit_connect(int socket, const void *name, size_t byte_count);

/* The connection never waits, and is closed when another program is executed. */
int mnistkit_accept(int listener);

/* Copies the path a Unix socket is bound to, without a terminator, into 108 bytes: its length, 0
   where it has none or has an abstract name. */
int mnistkit_bound_path(int socket, uint8_t *path);

int mnistkit_peer_credentials(int socket, int32_t *process, uint32_t *user, uint32_t *group);

/* Sends bytes and up to MNISTKIT_DESCRIPTOR_LIMIT descriptors, to a name unless it is NULL. It
   waits only where the socket does and `waits` is not 0, and it never raises SIGPIPE. */
ptrdiff_t mnistkit_send(
    int socket, const void *name, size_t name_byte_count, const void *bytes, size_t byte_count,
    const int *descriptors, size_t count, int waits);

/* Receives bytes and up to `capacity` descriptors, at most MNISTKIT_DESCRIPTOR_LIMIT, which are
   closed when another program is executed. `count` becomes their number, and `truncated` 1 where
   more were sent: the kernel has closed those that had no room. */
ptrdiff_t mnistkit_receive(
    int socket, void *bytes, size_t byte_count, int *descriptors, size_t capacity, size_t *count,
    int *truncated);

/* Events. */

enum : uint32_t {
  MNISTKIT_READABLE = 0x1,
  MNISTKIT_WRITABLE = 0x4,
  MNISTKIT_FAILED = 0x8,
  MNISTKIT_HUNG_UP = 0x10,
  MNISTKIT_PEER_CLOSED = 0x2000,
  MNISTKIT_EXCLUSIVE = 1u << 28,
  MNISTKIT_ONCE = 1u << 30,
  MNISTKIT_EDGE_TRIGGERED = 1u << 31,
};

enum : int32_t { MNISTKIT_ADD = 1, MNISTKIT_REMOVE = 2, MNISTKIT_MODIFY = 3 };

/* The kernel's `struct epoll_event`, which has no gap on x86-64. */
struct mnistkit_epoll_event {
  uint32_t events;
  uint64_t token;
}
#ifdef __x86_64__
__attribute__((packed))
#endif
;

int mnistkit_epoll(void);
int mnistkit_epoll_control(
    int epoll, int32_t operation, int descriptor, uint32_t events, uint64_t token);
int mnistkit_epoll_wait(
    int epoll, struct mnistkit_epoll_event *events, int capacity, int timeout_milliseconds);

int mnistkit_event_counter(void);

int mnistkit_timer(void);
/* Two zeros stop the timer; zeros as its interval let it expire once. */
int mnistkit_set_timer(
    int timer, int64_t seconds, int64_t nanoseconds, int64_t interval_seconds,
    int64_t interval_nanoseconds);

/* `signals` is a `sigset_t`. */
int mnistkit_signal_descriptor(const void *signals);
/* 1 and a signal with its sender, or -1. */
int mnistkit_take_signal(int descriptor, int32_t *signal, int32_t *process, uint32_t *user);

/* Memory. */

enum : int32_t {
  MNISTKIT_SEAL_SEAL = 1,
  MNISTKIT_SEAL_SHRINK = 2,
  MNISTKIT_SEAL_GROW = 4,
  MNISTKIT_SEAL_WRITE = 8,
};

/* A file in memory that can be sealed. */
int mnistkit_memory_file(const char *name);
int mnistkit_add_seals(int descriptor, int32_t seals);
/* The seals of a file; -1 and EINVAL where it is none that can be sealed, or lies in huge pages. */
int mnistkit_seals(int descriptor);

/* Threads. */

/* Names the thread that calls; at most 15 bytes. */
int mnistkit_name_thread(const char *name);
/* Ties threads made with the attributes, a `pthread_attr_t`, to one processor: 0 or an error
   number. */
int mnistkit_set_processor(void *attributes, size_t processor);

/* Environment. */

/* Texts NAME=VALUE of this process, then NULL. */
char *const *mnistkit_environment(void);

#endif
