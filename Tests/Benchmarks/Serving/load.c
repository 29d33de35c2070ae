// Sends batches of images to a server and times its answers; every answer is checked.
//
//   load latency OPTION...                  one request at a time: percentiles
//   load throughput OPTION...               many connections, many requests: images a second
//   load start OPTION... -- SERVER WORD...  starts the server: milliseconds to its first answer
//
//   --socket PATH --pixels FILE --labels FILE    where, and raw bytes: [images, 784] and [images]
//   --protocol mnistd|bare|http                  see batches.h; the default is mnistd
//   --batch N --seconds S                        images of a request, duration
//   --connections N --depth N                    of throughput: connections, requests in each
//   --memory-file fresh|kept                     of latency: pixels travel in a sealed memory file
//   --unchecked                                  the server does not classify: sizes count alone
//
// Prints one JSON object. `labels` counts what was checked, `different` what is not as in the file.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batches.h"
#include "measure.h"

static uint8_t *read_file(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path, strerror(errno));
  fseek(file, 0, SEEK_END);
  *count = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = allocate(*count);
  if (fread(bytes, 1, *count, file) != *count) fail(path, "cannot be read");
  fclose(file);
  return bytes;
}

static size_t number(const char *word) {
  char *end;
  size_t value = strtoul(word, &end, 10);
  if (*end || value == 0) fail(word, "expected a whole number above 0");
  return value;
}

static protocol protocol_named(const char *word) {
  if (!strcmp(word, "mnistd")) return MNISTD;
  if (!strcmp(word, "bare")) return BARE;
  if (!strcmp(word, "http")) return HTTP;
  fail(word, "expected mnistd, bare or http");
}

static memory_file memory_file_named(const char *word) {
  if (!strcmp(word, "fresh")) return FRESH;
  if (!strcmp(word, "kept")) return KEPT;
  fail(word, "expected fresh or kept");
}

int main(int count, char **words) {
  enum { SOCKET, PIXELS, LABELS, PROTOCOL, BATCH, SECONDS, CONNECTIONS, DEPTH, FILES, UNCHECKED };
  static const struct option names[] = {
      {"socket", required_argument, NULL, SOCKET},
      {"pixels", required_argument, NULL, PIXELS},
      {"labels", required_argument, NULL, LABELS},
      {"protocol", required_argument, NULL, PROTOCOL},
      {"batch", required_argument, NULL, BATCH},
      {"seconds", required_argument, NULL, SECONDS},
      {"connections", required_argument, NULL, CONNECTIONS},
      {"depth", required_argument, NULL, DEPTH},
      {"memory-file", required_argument, NULL, FILES},
      {"unchecked", no_argument, NULL, UNCHECKED},
      {NULL, 0, NULL, 0},
  };
  plan plan = {.seconds = 1, .connections = 1, .depth = 1};
  const char *pixels = NULL, *labels = NULL;
  protocol protocol = MNISTD;
  size_t size = 1;
  int option;
  while ((option = getopt_long(count, words, "", names, NULL)) != -1) {
    switch (option) {
      case SOCKET: plan.path = optarg; break;
      case PIXELS: pixels = optarg; break;
      case LABELS: labels = optarg; break;
      case PROTOCOL: protocol = protocol_named(optarg); break;
      case BATCH: size = number(optarg); break;
      case SECONDS: plan.seconds = atof(optarg); break;
      case CONNECTIONS: plan.connections = number(optarg); break;
      case DEPTH: plan.depth = number(optarg); break;
      case FILES: plan.memory_file = memory_file_named(optarg); break;
      case UNCHECKED: plan.is_unchecked = true; break;
      default: return 2;
    }
  }
  if (optind >= count || !plan.path || !pixels || !labels) {
    fail("usage", "load latency|throughput|start --socket P --pixels F --labels F ...");
  }
  size_t pixel_count, label_count;
  const uint8_t *all = read_file(pixels, &pixel_count);
  plan.labels = read_file(labels, &label_count);
  if (label_count == 0 || pixel_count % label_count) fail(pixels, "not whole images");
  plan.batches = make_batches(
      protocol, all, (uint32_t)label_count, (uint32_t)(pixel_count / label_count), (uint32_t)size);
  const char *verb = words[optind];
  if (!strcmp(verb, "latency")) {
    measure_latency(&plan);
  } else if (!strcmp(verb, "throughput")) {
    measure_throughput(&plan);
  } else if (!strcmp(verb, "start") && optind + 1 < count) {
    measure_start(&plan, words + optind + 1);
  } else {
    fail(verb, "expected latency, throughput or start");
  }
}
