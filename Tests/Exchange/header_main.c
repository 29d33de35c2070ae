/* Classifies images with a generated header, as C99 and as C++11.
 *
 *   header_main PIXELS LOGITS    images as bytes; their logits and classes, 32 bits each
 *   header_main                  the self-test; its result is the exit code
 *
 * Compile with -DMODEL_HEADER='"FILE"' and -DMODEL=NAME. */
#include <stdio.h>
#include <stdlib.h>

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define OF_MODEL(suffix) JOIN(MODEL, suffix)

#include MODEL_HEADER

static int failed(const char *what)
{
  perror(what);
  return 4;
}

int main(int count, char **words)
{
  uint8_t pixels[OF_MODEL(_PIXELS)];
  float logits[OF_MODEL(_CLASSES)];
  FILE *in, *out;
  long image;
  if (count != 3) return OF_MODEL(_self_test)();
  in = fopen(words[1], "rb");
  if (!in) return failed(words[1]);
  out = fopen(words[2], "wb");
  if (!out) return failed(words[2]);
  for (image = 0; fread(pixels, sizeof pixels, 1, in) == 1; image++) {
    const int32_t label = OF_MODEL(_classify)(pixels, logits);
    if (image < 100 && OF_MODEL(_classify)(pixels, 0) != label) return 5;
    fwrite(logits, sizeof logits, 1, out);
    fwrite(&label, sizeof label, 1, out);
  }
  if (ferror(in) || fclose(out)) return failed("reading or writing");
  return fclose(in) ? failed(words[1]) : 0;
}
