/* What answers must hold, and which model each generation is: the client's own judgement. */
#pragma once

#include "wire.h"

/* The images that are sent, and what each model makes of them, bit for bit. */
struct expectations {
  uint32_t images, inputs, models, classes;
  const uint8_t *pixels; /* [images + most images of a request, inputs]: the first ones repeat */
  const float *logits;   /* [models, images, classes] */
  const uint16_t *labels;
};

/* Reads the files; `batch` is how many images a request has at most. */
struct expectations readExpectations(
    const char *pixels, const char *logits, uint32_t inputs, uint32_t models, uint32_t classes,
    uint32_t batch);

/* A start of the server: generations count anew with each. */
struct boot {
  uint8_t id[16];
  /* The least generation that a request sent now may be answered by: the greatest one that an
     answer had, or that a LOAD returned. The swapper raises it too. */
  _Atomic uint32_t floor;
  uint32_t known; /* length of `models` */
  uint8_t *models; /* by generation: 1 + the model, 0 where not known */
  struct boot *next;
};

/* The boot with an id, which may be new; callable from any thread. */
struct boot *bootOf(const uint8_t id[16]);
struct boot *firstBoot(void);
void raiseFloor(struct boot *boot, uint32_t generation);

enum verdict {
  verdictRight,
  verdictMixed,           /* the values of no model */
  verdictWrongGeneration, /* those of another model than the generation's */
  verdictMalformed,       /* not an answer to what was asked */
};

/* Judges the payload of an answer with OK to a CLASSIFY with logits. */
enum verdict judge(
    const struct expectations *expected, struct boot *boot, const struct header *header,
    const uint8_t *payload, uint32_t firstImage, uint32_t images);
