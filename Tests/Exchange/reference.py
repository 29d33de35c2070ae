"""The arithmetic of `formats/model-file.md`, appendix A, once more: NumPy, and C for the fused steps.

The tensors come from `formats/mlp_reader.py`, so nothing here shares code with the tool.
"""

import ctypes
import pathlib
import subprocess
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "formats"))
import mlp_numbers  # noqa: E402
import mlp_reader  # noqa: E402


class Reference:
    """A model file, and what its network makes of images."""

    def __init__(self, path):
        self.model = mlp_reader.read(pathlib.Path(path).read_bytes(), level=3)
        self.tensors = {tensor.name: array(tensor) for tensor in self.model.tensors}
        self.layers = len(self.model.layers)
        self.relu = [layer.activation == 1 for layer in self.model.layers]
        self.is_int8 = self.tensors["layers.0.weight"].dtype == numpy.int8
        self.mean, self.deviation = self.model.input.mean, self.model.input.deviation
        self.table = numpy.array(
            mlp_numbers.input_table(self.mean, self.deviation), dtype=numpy.float32)

    def layer(self, k):
        return self.tensors[f"layers.{k}.weight"], self.tensors[f"layers.{k}.bias"]

    def logits(self, pixels):
        """The logits by the numeric contract, bit for bit, `[images, classes]`."""
        return self.int8_logits(pixels) if self.is_int8 else self.fused_logits(pixels)

    def fused_logits(self, pixels):
        """Appendix A.2: one fused multiply-add a term, in ascending order."""
        x = self.table[pixels]
        for k in range(self.layers):
            x = fused(*self.layer(k), x)
            x = numpy.where(x > 0, x, numpy.float32(0)) if self.relu[k] else x
        return x

    def plain_logits(self, pixels):
        """As A.2, but with products and sums that are both rounded."""
        x = self.table[pixels]
        for k in range(self.layers):
            weights, bias = self.layer(k)
            sums = numpy.repeat(bias[:, None], len(pixels), axis=1)
            for j, column in enumerate(numpy.ascontiguousarray(x.T)):
                sums += weights[:, j, None] * column
            x = sums.T + numpy.float32(0)
            x = numpy.where(x > 0, x, numpy.float32(0)) if self.relu[k] else x
        return x

    def exact_logits(self, pixels):
        """In binary64, which is as good as exact beside binary32."""
        x = self.table[pixels].astype(numpy.float64)
        for k in range(self.layers):
            weights, bias = (tensor.astype(numpy.float64) for tensor in self.layer(k))
            x = x @ weights.T + bias
            x = numpy.maximum(x, 0) if self.relu[k] else x
        return x

    def input_scales(self):
        """What a step of each layer's input is worth; that of layer 0 follows from `NORM`."""
        first = numpy.float32(1 / (255 * float(numpy.float32(self.deviation))))
        rest = (self.tensors[f"layers.{k}.scale_input"][0] for k in range(1, self.layers))
        return [first, *rest]

    def int8_logits(self, pixels):
        """Appendix A.8. Sums stay below 2^32, so they are exact in binary64."""
        u, scales = pixels, self.input_scales()
        for k in range(self.layers):
            weights, bias = (tensor.astype(numpy.float64) for tensor in self.layer(k))
            sums = (u.astype(numpy.float64) @ weights.T + bias).astype(numpy.int64)
            values = sums.astype(numpy.float32)
            multipliers = self.tensors[f"layers.{k}.scale"] * scales[k]
            if k + 1 == self.layers:
                return values * multipliers + numpy.float32(0)
            multipliers = multipliers / scales[k + 1]
            u = numpy.rint(numpy.clip(values * multipliers, 0, 255)).astype(numpy.uint8)
        raise ValueError("a network has a last layer")


def array(tensor):
    """A tensor of the reader as NumPy's array, of the type that the file says."""
    types = {"f": numpy.float32, "b": numpy.int8, "i": numpy.int32, "l": numpy.int32}
    return numpy.array(tensor.elements, dtype=types[tensor.elements.typecode]).reshape(tensor.shape)


SOURCE = r"""
#include <math.h>
void fused(const float *weights, const float *bias, long outputs, long inputs,
           const float *x, long images, float *y)
{
  for (long n = 0; n < images; n++) {
    for (long i = 0; i < outputs; i++) {
      float sum = bias[i];
      for (long j = 0; j < inputs; j++) {
        sum = fmaf(weights[i * inputs + j], x[n * inputs + j], sum);
      }
      y[n * outputs + i] = sum + 0.0f;
    }
  }
}
"""
LIBRARY = ROOT / ".build-exchange" / "fused.so"


def library():
    """The C part; fmaf is the C library's, which is exact with and without an instruction."""
    if not hasattr(library, "loaded"):
        subprocess.run(
            ["cc", "-O2", "-ffp-contract=off", "-shared", "-fPIC", "-x", "c", "-", "-o", LIBRARY,
             "-lm"],
            input=SOURCE, text=True, check=True)
        library.loaded = ctypes.CDLL(str(LIBRARY))
    return library.loaded


def fused(weights, bias, x):
    x = numpy.ascontiguousarray(x)
    y = numpy.empty((len(x), len(bias)), dtype=numpy.float32)
    pointers = [
        tensor.ctypes.data_as(ctypes.c_void_p)
        for tensor in (numpy.ascontiguousarray(weights), numpy.ascontiguousarray(bias), x, y)]
    library().fused(
        *pointers[:2], ctypes.c_long(weights.shape[0]), ctypes.c_long(weights.shape[1]),
        pointers[2], ctypes.c_long(len(x)), pointers[3])
    return y
