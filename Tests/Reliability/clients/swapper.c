#define _GNU_SOURCE
#include "swapper.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

/* Longer than any load; a server that is silent for so long has failed. */
enum { patienceSeconds = 10 };

static void pauseUntil(uint64_t moment) {
  struct timespec until = {(time_t)(moment / 1000000000u), (long)(moment % 1000000000u)};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static long residentKiB(int pid) {
  char path[64], line[256];
  long found = -1;
  snprintf(path, sizeof path, "/proc/%d/status", pid);
  FILE *file = fopen(path, "r");
  if (!file) return -1;
  while (fgets(line, sizeof line, file)) sscanf(line, "VmRSS: %ld", &found);
  fclose(file);
  return found;
}

static long openDescriptors(int pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", pid);
  DIR *directory = opendir(path);
  if (!directory) return -1;
  long count = 0;
  for (struct dirent *entry; (entry = readdir(directory));) count += entry->d_name[0] != '.';
  closedir(directory);
  return count;
}

/* What the server holds once a moment has passed for what it frees and closes later. */
static void sample(int pid, long *kibibytes, long *descriptors) {
  *descriptors = -1;
  for (int attempt = 0; attempt < 3; attempt++) {
    pauseUntil(nanoseconds() + 100000000u);
    long found = openDescriptors(pid);
    if (*descriptors < 0 || found < *descriptors) *descriptors = found;
  }
  *kibibytes = residentKiB(pid);
}

static void publish(const char *file, const char *target) {
  char sibling[4096];
  const char *slash = strrchr(target, '/');
  int folder = slash ? (int)(slash + 1 - target) : 0;
  snprintf(sibling, sizeof sibling, "%.*s.%s.next", folder, target, target + folder);
  unlink(sibling);
  if (link(file, sibling) != 0 || rename(sibling, target) != 0) {
    die("%s: cannot be published as %s: %s", file, target, strerror(errno));
  }
}

static int greet(const struct swapper *swapper, struct boot **boot) {
  int fd = connectTo(swapper->control, 0);
  if (fd < 0) return -1;
  struct timeval patience = {.tv_sec = patienceSeconds};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  uint8_t hello[helloFrameBytes], *payload = NULL;
  size_t room = 0;
  struct header header;
  writeHello(hello);
  if (sendAll(fd, hello, sizeof hello) && receiveFrame(fd, &header, &payload, &room)
      && header.code == (opHello | opAnswer) && header.detail == statusOK && header.length >= 24) {
    *boot = bootOf(payload + 8);
    free(payload);
    return fd;
  }
  free(payload);
  close(fd);
  return -1;
}

/* The generation of the only record, where its model serves; else 0. */
static uint32_t servingGeneration(const struct header *header, const uint8_t *payload) {
  uint32_t generation;
  if (header->detail != statusOK || header->items != 1 || header->length < 72 || payload[8] != 1) {
    return 0;
  }
  memcpy(&generation, payload + 4, sizeof generation);
  return generation;
}

static void note(struct swapper *swapper, struct boot *boot, uint32_t generation, uint32_t model) {
  if (swapper->outcomeCount == swapper->outcomeRoom) {
    swapper->outcomeRoom = 2 * swapper->outcomeRoom + 1024;
    swapper->outcomes =
        realloc(swapper->outcomes, swapper->outcomeRoom * sizeof *swapper->outcomes);
  }
  swapper->outcomes[swapper->outcomeCount++] = (struct outcome){boot, generation, model};
}

/* The file's name without its folder and `.mlp`: what LOAD is asked for. */
static size_t modelName(const char *target, char name[64]) {
  const char *slash = strrchr(target, '/');
  snprintf(name, 64, "%s", slash ? slash + 1 : target);
  char *dot = strstr(name, ".mlp");
  if (dot) *dot = 0;
  return strlen(name);
}

static void *run(void *argument) {
  struct swapper *swapper = argument;
  char name[64];
  uint8_t frame[headerBytes + 64] = {0}, *payload = NULL;
  size_t nameBytes = modelName(swapper->target, name), room = 0;
  struct boot *boot = NULL;
  int fd = -1;
  uint64_t next = swapper->start;
  /* The first model serves already. */
  for (uint32_t serial = 1; !swapper->mustEnd; serial++) {
    uint64_t now = nanoseconds();
    if (next < now) next = now;
    if (swapper->window && ((next - swapper->start) / swapper->window) % 2 == 0) {
      next = swapper->start + ((next - swapper->start) / swapper->window + 1) * swapper->window;
    }
    pauseUntil(next);
    next += swapper->interval;
    uint32_t model = serial % swapper->fileCount;
    publish(swapper->files[model], swapper->target);
    if (fd < 0) fd = greet(swapper, &boot);
    struct header header = headerOf(opLoad, serial, (uint32_t)nameBytes);
    memcpy(frame, &header, sizeof header);
    memcpy(frame + headerBytes, name, nameBytes);
    uint64_t ordered = nanoseconds();
    if (fd < 0 || !sendAll(fd, frame, headerBytes + aligned(nameBytes))
        || !receiveFrame(fd, &header, &payload, &room) || header.code == (opGoaway | opAnswer)
        || header.detail == statusDraining) {
      swapper->unanswered++;
      if (fd >= 0) close(fd);
      fd = -1;
      continue;
    }
    uint64_t duration = nanoseconds() - ordered;
    if (duration > swapper->longest) swapper->longest = duration;
    uint32_t generation = servingGeneration(&header, payload);
    if (generation == 0 || header.code != (opLoad | opAnswer) || header.id != serial) {
      swapper->wrongOutcomes++;
    } else {
      raiseFloor(boot, generation);
      note(swapper, boot, generation, model);
    }
    uint32_t done = ++swapper->done;
    if (done == settledSwaps && swapper->pid) {
      sample(swapper->pid, &swapper->settledKiB, &swapper->settledDescriptors);
    }
    if (done == swapper->goal) break;
  }
  if (swapper->pid) sample(swapper->pid, &swapper->finalKiB, &swapper->finalDescriptors);
  if (fd >= 0) close(fd);
  free(payload);
  swapper->hasEnded = true;
  return NULL;
}

void startSwapper(struct swapper *swapper) {
  if (pthread_create(&swapper->thread, NULL, run, swapper) != 0) die("no thread can be made");
}

uint32_t endSwapper(struct swapper *swapper) {
  swapper->mustEnd = true;
  pthread_join(swapper->thread, NULL);
  uint32_t wrong = 0;
  for (uint32_t index = 0; index < swapper->outcomeCount; index++) {
    const struct outcome *outcome = swapper->outcomes + index;
    const struct boot *boot = outcome->boot;
    uint32_t found = outcome->generation < boot->known ? boot->models[outcome->generation] : 0;
    wrong += found > 0 && found != outcome->model + 1;
  }
  return wrong;
}
