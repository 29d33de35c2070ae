#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "CLinux.h"

_Static_assert(MNISTKIT_READABLE == EPOLLIN, "the kernel's value");
_Static_assert(MNISTKIT_WRITABLE == EPOLLOUT, "the kernel's value");
_Static_assert(MNISTKIT_FAILED == EPOLLERR, "the kernel's value");
_Static_assert(MNISTKIT_HUNG_UP == EPOLLHUP, "the kernel's value");
_Static_assert(MNISTKIT_PEER_CLOSED == EPOLLRDHUP, "the kernel's value");
_Static_assert(MNISTKIT_EXCLUSIVE == (uint32_t)EPOLLEXCLUSIVE, "the kernel's value");
_Static_assert(MNISTKIT_ONCE == (uint32_t)EPOLLONESHOT, "the kernel's value");
_Static_assert(MNISTKIT_EDGE_TRIGGERED == (uint32_t)EPOLLET, "the kernel's value");
_Static_assert(MNISTKIT_ADD == EPOLL_CTL_ADD, "the kernel's value");
_Static_assert(MNISTKIT_REMOVE == EPOLL_CTL_DEL, "the kernel's value");
_Static_assert(MNISTKIT_MODIFY == EPOLL_CTL_MOD, "the kernel's value");
_Static_assert(
    sizeof(struct mnistkit_epoll_event) == sizeof(struct epoll_event), "the kernel's layout");
_Static_assert(
    offsetof(struct mnistkit_epoll_event, token) == offsetof(struct epoll_event, data),
    "the kernel's layout");

int mnistkit_epoll(void) { return epoll_create1(EPOLL_CLOEXEC); }

int mnistkit_epoll_control(
    int epoll, int32_t operation, int descriptor, uint32_t events, uint64_t token) {
  struct epoll_event event = {.events = events, .data = {.u64 = token}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

int mnistkit_epoll_wait(
    int epoll, struct mnistkit_epoll_event *events, int capacity, int timeout_milliseconds) {
  return epoll_wait(epoll, (struct epoll_event *)events, capacity, timeout_milliseconds);
}

int mnistkit_event_counter(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int mnistkit_timer(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

int mnistkit_set_timer(
    int timer, int64_t seconds, int64_t nanoseconds, int64_t interval_seconds,
    int64_t interval_nanoseconds) {
  struct itimerspec times = {
      .it_interval = {.tv_sec = interval_seconds, .tv_nsec = interval_nanoseconds},
      .it_value = {.tv_sec = seconds, .tv_nsec = nanoseconds},
  };
  return timerfd_settime(timer, 0, &times, NULL);
}

int mnistkit_signal_descriptor(const void *signals) {
  return signalfd(-1, (const sigset_t *)signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

int mnistkit_take_signal(int descriptor, int32_t *signal, int32_t *process, uint32_t *user) {
  struct signalfd_siginfo information;
  ssize_t received = read(descriptor, &information, sizeof information);
  if (received == -1) return -1;
  *signal = (int32_t)information.ssi_signo;
  *process = (int32_t)information.ssi_pid;
  *user = information.ssi_uid;
  return 1;
}
