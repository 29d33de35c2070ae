// C over OpenBLAS: the same network and minibatches, one call of sgemm for each product.
//
//   openblas_peer versions
//   openblas_peer train DATA HIDDEN EPOCHS OUT
//
// Prints what `job.py` says. Pixels stay bytes and become floats where a minibatch is gathered,
// and weights are updated by the product that computes their gradient: both are faster than the
// obvious way. The number of threads is OMP_NUM_THREADS.

#include <cblas.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

enum { PIXELS = 28 * 28, CLASSES = 10, BATCH = 128, MOST_LAYERS = 8 };
static const float rate = 0.1f;

/// Weights [inputs, outputs], and the outputs and their gradients of a minibatch, [BATCH, outputs].
typedef struct {
  int inputs, outputs;
  float *weights, *bias, *output, *delta;
} layer;

typedef struct {
  int count;
  uint8_t *pixels, *labels;
} images;

static void fail(const char *what) {
  fprintf(stderr, "openblas_peer: %s\n", what);
  exit(1);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!memory) fail("out of memory");
  return memory;
}

static float *floats(size_t count) { return allocate(count * sizeof(float)); }

static uint64_t state = 88172645463325252u;
static uint32_t random_word(void) {  // xorshift64*, by Vigna
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (uint32_t)(state * 2685821657736338717u >> 32);
}

/// The elements of an IDX file, compressed or not; `count` of `size` bytes each.
static uint8_t *read_idx(const char *folder, const char *name, int header, int size, int *count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.gz", folder, name);
  gzFile file = gzopen(path, "rb");
  if (!file) {
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = gzopen(path, "rb");
  }
  uint8_t start[16];
  if (!file || gzread(file, start, (unsigned)header) != header) fail(path);
  gzbuffer(file, 1 << 17);
  *count = start[4] << 24 | start[5] << 16 | start[6] << 8 | start[7];
  size_t bytes = (size_t)*count * (size_t)size;
  uint8_t *elements = allocate(bytes);
  if (gzread(file, elements, (unsigned)bytes) != (int)bytes) fail(path);
  gzclose(file);
  return elements;
}

static images read_images(const char *folder, const char *images_name, const char *labels_name) {
  images part;
  int labels;
  part.pixels = read_idx(folder, images_name, 16, PIXELS, &part.count);
  part.labels = read_idx(folder, labels_name, 8, 1, &labels);
  if (labels != part.count) fail("images and labels differ in number");
  return part;
}

static layer make_layer(int inputs, int outputs) {
  layer new = {inputs, outputs, floats((size_t)inputs * (size_t)outputs), floats((size_t)outputs),
               floats((size_t)BATCH * (size_t)outputs), floats((size_t)BATCH * (size_t)outputs)};
  float limit = sqrtf(6.0f / (float)inputs);
  for (int i = 0; i < inputs * outputs; i++) {
    new.weights[i] = limit * ((float)random_word() * 0x1p-31f - 1);
  }
  memset(new.bias, 0, (size_t)outputs * sizeof(float));
  return new;
}

/// Fills `x` with images; `order` chooses them, or is null for neighbours from `first` on.
static void gather(const images *from, const int *order, int first, int count, float *x) {
  for (int i = 0; i < count; i++) {
    const uint8_t *pixels = from->pixels + (size_t)(order ? order[i] : first + i) * PIXELS;
    for (int p = 0; p < PIXELS; p++) x[i * PIXELS + p] = (float)pixels[p] * (1 / 255.0f);
  }
}

static void forward(layer *layers, int depth, const float *x, int count) {
  for (int l = 0; l < depth; l++) {
    int inputs = layers[l].inputs, outputs = layers[l].outputs;
    float *output = layers[l].output;
    for (int i = 0; i < count; i++) {
      memcpy(output + i * outputs, layers[l].bias, (size_t)outputs * sizeof(float));
    }
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, count, outputs, inputs, 1,
                l ? layers[l - 1].output : x, inputs, layers[l].weights, outputs, 1, output,
                outputs);
    for (int i = 0; l + 1 < depth && i < count * outputs; i++) {
      output[i] = output[i] > 0 ? output[i] : 0;
    }
  }
}

/// The gradient of the mean cross-entropy by the logits.
static void loss_gradient(const layer *last, const uint8_t *labels, const int *order, int count) {
  for (int i = 0; i < count; i++) {
    const float *logits = last->output + i * CLASSES;
    float *delta = last->delta + i * CLASSES;
    float most = logits[0], sum = 0;
    for (int j = 1; j < CLASSES; j++) most = logits[j] > most ? logits[j] : most;
    for (int j = 0; j < CLASSES; j++) sum += delta[j] = expf(logits[j] - most);
    for (int j = 0; j < CLASSES; j++) delta[j] /= sum * (float)count;
    delta[labels[order[i]]] -= 1 / (float)count;
  }
}

static void backward(layer *layers, int depth, const float *x, int count) {
  for (int l = depth - 1; l >= 0; l--) {
    layer *here = &layers[l];
    const float *below = l ? layers[l - 1].output : x;
    int inputs = here->inputs, outputs = here->outputs;
    if (l) {
      float *delta = layers[l - 1].delta;
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, inputs, outputs, 1, here->delta,
                  outputs, here->weights, outputs, 0, delta, inputs);
      for (int i = 0; i < count * inputs; i++) delta[i] = below[i] > 0 ? delta[i] : 0;
    }
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, inputs, outputs, count, -rate, below,
                inputs, here->delta, outputs, 1, here->weights, outputs);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < outputs; j++) here->bias[j] -= rate * here->delta[i * outputs + j];
    }
  }
}

static void epoch(layer *layers, int depth, const images *training, int *order, float *x) {
  for (int i = training->count - 1; i > 0; i--) {
    int other = (int)((uint64_t)random_word() * (uint64_t)(i + 1) >> 32), kept = order[i];
    order[i] = order[other];
    order[other] = kept;
  }
  for (int first = 0; first < training->count; first += BATCH) {
    int count = training->count - first < BATCH ? training->count - first : BATCH;
    gather(training, order + first, 0, count, x);
    forward(layers, depth, x, count);
    loss_gradient(&layers[depth - 1], training->labels, order + first, count);
    backward(layers, depth, x, count);
  }
}

static double accuracy(layer *layers, int depth, const images *test, float *x) {
  int right = 0;
  for (int first = 0; first < test->count; first += BATCH) {
    int count = test->count - first < BATCH ? test->count - first : BATCH;
    gather(test, NULL, first, count, x);
    forward(layers, depth, x, count);
    for (int i = 0; i < count; i++) {
      const float *logits = layers[depth - 1].output + i * CLASSES;
      int best = 0;
      for (int j = 1; j < CLASSES; j++) best = logits[j] > logits[best] ? j : best;
      right += best == test->labels[first + i];
    }
  }
  return (double)right / test->count;
}

static void save(const layer *layers, int depth, const char *path) {
  FILE *file = fopen(path, "wb");
  if (!file) fail(path);
  for (int l = 0; l < depth; l++) {
    size_t weights = (size_t)layers[l].inputs * (size_t)layers[l].outputs;
    size_t outputs = (size_t)layers[l].outputs;
    if (fwrite(layers[l].weights, sizeof(float), weights, file) != weights) fail(path);
    if (fwrite(layers[l].bias, sizeof(float), outputs, file) != outputs) fail(path);
  }
  if (fclose(file) != 0) fail(path);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void train(const char *data, const char *hidden, int epochs, const char *out) {
  images training = read_images(data, "train-images-idx3-ubyte", "train-labels-idx1-ubyte");
  images test = read_images(data, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
  layer layers[MOST_LAYERS];
  int depth = 0, inputs = PIXELS;
  for (const char *word = hidden; word && depth + 1 < MOST_LAYERS; depth++) {
    layers[depth] = make_layer(inputs, atoi(word));
    inputs = layers[depth].outputs;
    word = strchr(word, ',');
    if (word) word++;
  }
  layers[depth++] = make_layer(inputs, CLASSES);
  float *x = floats((size_t)BATCH * PIXELS);
  int *order = allocate((size_t)training.count * sizeof(int));
  for (int i = 0; i < training.count; i++) order[i] = i;

  printf("{\"epochSeconds\":[");
  for (int e = 0; e < epochs; e++) {
    double began = seconds();
    epoch(layers, depth, &training, order, x);
    printf("%s%.6f", e ? "," : "", seconds() - began);
  }
  save(layers, depth, out);
  printf("],\"accuracy\":%.4f}\n", accuracy(layers, depth, &test, x));
}

int main(int count, char **words) {
  if (count == 2 && !strcmp(words[1], "versions")) {
    printf("{\"versions\":\"%s, kernels %s; compiler %s\"}\n", openblas_get_config(),
           openblas_get_corename(), __VERSION__);
  } else if (count == 6 && !strcmp(words[1], "train")) {
    train(words[2], words[3], atoi(words[4]), words[5]);
  } else {
    fail("unknown or incomplete command");
  }
}
