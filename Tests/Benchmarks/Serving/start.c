#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "server.h"
#include "wire.h"

enum { PAUSE_MICROSECONDS = 100, MOST_SECONDS = 60 };

static pid_t start(char **command) {
  pid_t process = fork();
  if (process < 0) fail("fork", strerror(errno));
  if (process == 0) {
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  return process;
}

/// A client that tries again until it is answered, as one does that meets a server that starts.
void measure_start(const plan *plan, char **command) {
  static answer found;
  const batches *all = &plan->batches;
  const batch *batch = &all->list[0];
  unlink(plan->path);
  uint64_t begin = nanoseconds();
  pid_t server = start(command);
  connection connection;
  while (!try_to_connect(&connection, plan->path, all->protocol)) {
    if (waitpid(server, NULL, WNOHANG) == server) fail(command[0], "ended before it answered");
    if (nanoseconds() - begin > MOST_SECONDS * 1000000000ull) fail(command[0], "never listened");
    usleep(PAUSE_MICROSECONDS);
  }
  uint64_t connected = nanoseconds();
  for (;;) {
    send_all(&connection, all->bytes + batch->start, batch->byte_count, -1);
    await_answer(&connection, all->protocol, &found);
    if (found.status != NOT_READY) break;
    usleep(PAUSE_MICROSECONDS);
  }
  uint64_t answered = nanoseconds();
  verdict verdict = {0, 0};
  check(plan, batch, &found, &verdict);
  disconnect(&connection);
  kill(server, SIGTERM);
  waitpid(server, NULL, 0);
  printf(
      "{\"milliseconds\": %.3f, \"connected\": %.3f, \"labels\": %zu, \"different\": %zu}\n",
      (double)(answered - begin) / 1e6, (double)(connected - begin) / 1e6, verdict.labels,
      verdict.different);
}
