#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>

#include "CLinux.h"

int mnistkit_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

int mnistkit_set_processor(void *attributes, size_t processor) {
  cpu_set_t set;
  if (processor >= CPU_SETSIZE) return EINVAL;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  return pthread_attr_setaffinity_np((pthread_attr_t *)attributes, sizeof set, &set);
}
