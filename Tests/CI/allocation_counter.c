// Counts what a process asks of the allocator, by any thread, into a file that another process
// reads and sets back: LD_PRELOAD=allocation_counter.so ALLOCATION_COUNTS=FILE program.
//
// The file begins with two u64: how often memory was asked for, and given back.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// The allocator's own names for what is replaced here.
void *__libc_malloc(size_t count);
void *__libc_calloc(size_t elements, size_t size);
void *__libc_realloc(void *memory, size_t count);
void *__libc_memalign(size_t alignment, size_t count);
void __libc_free(void *memory);

typedef struct {
  _Atomic uint64_t taken, given_back;
} counts;

static counts unread;
static counts *shared = &unread;

__attribute__((constructor)) static void share(void) {
  const char *path = getenv("ALLOCATION_COUNTS");
  int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *memory = mmap(NULL, sizeof(counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) shared = memory;
  close(file);
}

static void count_taken(void) { atomic_fetch_add_explicit(&shared->taken, 1, memory_order_relaxed); }

void *malloc(size_t count) {
  count_taken();
  return __libc_malloc(count);
}

void *calloc(size_t elements, size_t size) {
  count_taken();
  return __libc_calloc(elements, size);
}

void *realloc(void *memory, size_t count) {
  count_taken();
  return __libc_realloc(memory, count);
}

void *memalign(size_t alignment, size_t count) {
  count_taken();
  return __libc_memalign(alignment, count);
}

void *aligned_alloc(size_t alignment, size_t count) { return memalign(alignment, count); }

int posix_memalign(void **memory, size_t alignment, size_t count) {
  void *found = memalign(alignment, count);
  if (!found) return ENOMEM;
  *memory = found;
  return 0;
}

void free(void *memory) {
  if (memory) atomic_fetch_add_explicit(&shared->given_back, 1, memory_order_relaxed);
  __libc_free(memory);
}
