#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/statfs.h>

#include "CLinux.h"

_Static_assert(MNISTKIT_SEAL_SEAL == F_SEAL_SEAL, "the kernel's value");
_Static_assert(MNISTKIT_SEAL_SHRINK == F_SEAL_SHRINK, "the kernel's value");
_Static_assert(MNISTKIT_SEAL_GROW == F_SEAL_GROW, "the kernel's value");
_Static_assert(MNISTKIT_SEAL_WRITE == F_SEAL_WRITE, "the kernel's value");

int mnistkit_memory_file(const char *name) {
  return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int mnistkit_add_seals(int descriptor, int32_t seals) {
  return fcntl(descriptor, F_ADD_SEALS, seals);
}

int mnistkit_seals(int descriptor) {
  struct statfs system;
  if (fstatfs(descriptor, &system) == -1) return -1;
  if (system.f_type != TMPFS_MAGIC) {
    errno = EINVAL;
    return -1;
  }
  return fcntl(descriptor, F_GET_SEALS);
}
