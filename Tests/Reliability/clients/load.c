/* Loads a server with classifications and judges every answer; prints figures as JSON.

   Open loop: requests are due by a schedule, whatever becomes of earlier ones, and durations count
   from the moment at which each was due. See Tests/Reliability/README.md. */
#define _GNU_SOURCE
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "swapper.h"
#include "traffic.h"

static volatile sig_atomic_t isStopped;
static void stop(int signal) { (void)signal, isStopped = 1; }

struct options {
  const char *pixels, *logits;
  uint32_t inputs, models, classes;
  double seconds, sliceSeconds, grace;
  struct traffic traffic;
  struct swapper swapper;
};

enum { optionNames = 22 };
static const struct option names[optionNames + 1] = {
    {"socket", 1, 0, 's'},     {"pixels", 1, 0, 'p'},     {"logits", 1, 0, 'l'},
    {"models", 1, 0, 'm'},     {"connections", 1, 0, 'c'}, {"window", 1, 0, 'w'},
    {"batch", 1, 0, 'b'},      {"rate", 1, 0, 'r'},       {"deadline", 1, 0, 'd'},
    {"give-up", 1, 0, 'g'},    {"seconds", 1, 0, 't'},    {"slice", 1, 0, 'z'},
    {"returns", 0, 0, 'R'},    {"drop-every", 1, 0, 'D'}, {"control", 1, 0, 'C'},
    {"target", 1, 0, 'T'},     {"publish", 1, 0, 'P'},    {"swaps", 1, 0, 'S'},
    {"swap-every", 1, 0, 'I'}, {"server", 1, 0, 'i'},     {"grace", 1, 0, 'G'},
    {"greedy", 0, 0, 'y'},
    {0},
};

static struct options parse(int count, char **words) {
  struct options options = {
      .inputs = 784, .models = 1, .classes = 10, .grace = 5, .seconds = 1e9,
      .traffic = {.connections = 1, .window = 1, .batch = 1},
  };
  struct traffic *traffic = &options.traffic;
  struct swapper *swapper = &options.swapper;
  for (int option; (option = getopt_long(count, words, "", names, NULL)) != -1;) {
    switch (option) {
      case 's': traffic->socket = optarg; break;
      case 'p': options.pixels = optarg; break;
      case 'l': options.logits = optarg; break;
      case 'm': options.models = (uint32_t)atoi(optarg); break;
      case 'c': traffic->connections = (uint32_t)atoi(optarg); break;
      case 'w': traffic->window = (uint32_t)atoi(optarg); break;
      case 'b': traffic->batch = (uint32_t)atoi(optarg); break;
      case 'r': traffic->rate = atof(optarg); break;
      case 'd': traffic->deadline = (uint32_t)atoi(optarg); break;
      case 'g': traffic->giveUp = 1000ull * (uint64_t)atoll(optarg); break;
      case 't': options.seconds = atof(optarg); break;
      case 'z': options.sliceSeconds = atof(optarg); break;
      case 'y': traffic->isGreedy = true; break;
      case 'R': traffic->returns = true; break;
      case 'D': traffic->dropEvery = (uint32_t)atoi(optarg); break;
      case 'C': swapper->control = optarg; break;
      case 'T': swapper->target = optarg; break;
      case 'P':
        if (swapper->fileCount == greatestModels) die("at most %d models", greatestModels);
        swapper->files[swapper->fileCount++] = optarg;
        break;
      case 'S': swapper->goal = (uint32_t)atoi(optarg); break;
      case 'I': swapper->interval = 1000ull * (uint64_t)atoll(optarg); break;
      case 'i': swapper->pid = atoi(optarg); break;
      case 'G': options.grace = atof(optarg); break;
      default: exit(2);
    }
  }
  if (!traffic->socket || !options.pixels || !options.logits) die("--socket, --pixels, --logits");
  if (traffic->window == 0 || traffic->window > 65536) die("--window must be in 1...65536");
  return options;
}

static void printCounts(const char *name, const uint64_t *counts) {
  printf(" \"%s\": {", name);
  const char *comma = "";
  for (int status = 0; status <= greatestStatus; status++) {
    if (counts[status] == 0) continue;
    printf("%s\"%d\": %llu", comma, status, (unsigned long long)counts[status]);
    comma = ", ";
  }
  printf("},\n");
}

static void printDurations(const struct histogram *histogram) {
  printf(
      "{\"count\": %llu, \"p50\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"longest\": %.1f}",
      (unsigned long long)histogram->total, (double)histogramQuantile(histogram, 0.5) / 1e3,
      (double)histogramQuantile(histogram, 0.99) / 1e3,
      (double)histogramQuantile(histogram, 0.999) / 1e3, (double)histogram->longest / 1e3);
}

static void print(const struct traffic *traffic, const struct swapper *swapper, uint32_t wrong, double elapsed) {
  uint64_t refused = 0;
  for (int status = 0; status <= greatestStatus; status++) refused += traffic->refused[status];
#define count(name, value) printf(" \"%s\": %lld,\n", name, (long long)(value))
  printf("{\n \"seconds\": %.3f,\n", elapsed);
  count("due", traffic->due);
  count("sent", traffic->sent);
  count("answered", traffic->answered);
  count("lost", traffic->sent - traffic->answered - refused);
  count("resent", traffic->resent);
  count("givenUp", traffic->givenUp);
  count("late", traffic->late);
  count("mixed", traffic->mixed);
  count("wrongGeneration", traffic->wrongGeneration + wrong);
  count("stale", traffic->stale);
  count("malformed", traffic->malformed);
  count("unexpected", traffic->unexpected);
  count("pastDeadline", traffic->pastDeadline);
  count("slowRefusals", traffic->slowRefusals);
  count("connects", traffic->connects);
  printCounts("refused", traffic->refused);
  printCounts("goaways", traffic->goaways);
  if (swapper->fileCount > 0) {
    count("swaps", swapper->done);
    count("swapsUnanswered", swapper->unanswered);
    count("wrongOutcomes", swapper->wrongOutcomes);
    count("longestSwap", swapper->longest / 1000);
    count("settledKiB", swapper->settledKiB);
    count("finalKiB", swapper->finalKiB);
    count("settledDescriptors", swapper->settledDescriptors);
    count("finalDescriptors", swapper->finalDescriptors);
  }
#undef count
  printf(" \"fault\": \"%s\",\n", traffic->fault);
  /* Slices 0, 2, 4, ... are those without swaps. */
  struct histogram halves[2] = {0};
  printf(" \"slices\": [");
  const char *comma = "";
  for (uint32_t index = 0; index < traffic->sliceCount; index++) {
    histogramMerge(halves + index % 2, traffic->slices + index);
    if (traffic->slices[index].total == 0) continue;
    printf("%s", comma);
    printDurations(traffic->slices + index);
    comma = ", ";
  }
  printf("],\n \"quiet\": ");
  printDurations(halves);
  printf(",\n \"swapping\": ");
  printDurations(halves + 1);
  histogramMerge(halves, halves + 1);
  printf(",\n \"durations\": ");
  printDurations(halves);
  printf("\n}\n");
}

int main(int count, char **words) {
  struct options options = parse(count, words);
  struct traffic *traffic = &options.traffic;
  struct swapper *swapper = &options.swapper;
  struct expectations expected = readExpectations(
      options.pixels, options.logits, options.inputs, options.models, options.classes,
      traffic->batch);
  /* Whoever has started this has gone: nobody is left to stop it. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  traffic->expected = &expected;
  traffic->start = nanoseconds();
  traffic->slice = (uint64_t)(options.sliceSeconds * 1e9);
  traffic->sliceCount = traffic->slice ? 4096 : 1;
  traffic->slices = calloc(traffic->sliceCount, sizeof *traffic->slices);
  openTraffic(traffic);
  swapper->start = traffic->start;
  swapper->window = traffic->slice;
  swapper->settledKiB = swapper->finalKiB = -1;
  if (swapper->fileCount > 0) startSwapper(swapper);
  uint64_t end = traffic->start + (uint64_t)(options.seconds * 1e9);
  while (!isStopped && nanoseconds() < end && !swapper->hasEnded) {
    uint64_t soon = nanoseconds() + 50000000u;
    moveTraffic(traffic, soon < end ? soon : end);
  }
  double elapsed = (double)(nanoseconds() - traffic->start) / 1e9;
  traffic->isClosing = true;
  /* The last swap is waited for while answers are still taken. */
  swapper->mustEnd = true;
  while (swapper->fileCount > 0 && !swapper->hasEnded) {
    moveTraffic(traffic, nanoseconds() + 10000000u);
  }
  uint32_t wrong = swapper->fileCount > 0 ? endSwapper(swapper) : 0;
  end = nanoseconds() + (uint64_t)(options.grace * 1e9);
  while (openRequests(traffic) > 0 && nanoseconds() < end) moveTraffic(traffic, end);
  print(traffic, swapper, wrong, elapsed);
  return 0;
}
