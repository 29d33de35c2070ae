/* Holds one thread of a process, as a debugger would, until this program or that process ends:
   hold_thread TID. Prints a line when the thread stands still. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "wire.h"

int main(int count, char **words) {
  if (count != 2) die("usage: hold_thread TID");
  pid_t thread = (pid_t)atoi(words[1]);
  int status;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0 || ptrace(PTRACE_INTERRUPT, thread, NULL, NULL) != 0) {
    die("thread %d cannot be held: %s", thread, strerror(errno));
  }
  if (waitpid(thread, &status, __WALL) != thread || !WIFSTOPPED(status)) {
    die("thread %d does not stop", thread);
  }
  puts("held");
  fflush(stdout);
  while (waitpid(thread, &status, __WALL) == thread && !WIFEXITED(status) && !WIFSIGNALED(status)) {
  }
  return 0;
}
