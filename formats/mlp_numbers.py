"""The numbers of model files, bit for bit: `model-file.md`, appendix A.1, A.2 and A.8.

Python computes in binary64 and has no fma. `fma` below gives the exact result all the same, by an
error-free sum and rounding to odd; exact fractions serve where speed does not matter.
"""

from __future__ import annotations

import functools
import math
import struct
from collections.abc import Sequence
from fractions import Fraction


def binary32(value: float) -> float:
    """The binary32 number nearest to a binary64 number, ties to even."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def nearest_binary32(value: Fraction) -> float:
    """The binary32 number nearest to an exact number, ties to even; a zero is +0."""
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1  # now 2^exponent <= size < 2^(exponent + 1), or size = 0
    unit = Fraction(2) ** max(exponent - 23, -149)  # subnormal numbers share the least unit
    rounded = round(value / unit) * unit  # `round` takes a half to the even integer
    if abs(rounded) >= 2**128:
        return math.copysign(math.inf, value)
    return float(rounded)  # exact; the fraction 0 gives +0


@functools.lru_cache(maxsize=8)
def input_table(mean: float, deviation: float) -> tuple[float, ...]:
    """Appendix A.1: the input of each byte; `mean` and `deviation` are binary32 numbers."""
    shift, scale = Fraction(255 * mean), Fraction(255 * deviation)  # both products are exact
    return tuple(nearest_binary32((p - shift) / scale) for p in range(256))


def fma(a: float, b: float, c: float) -> float:
    """`a * b + c` of binary32 numbers, rounded to binary32 once.

    Binary64 holds the product exactly: 24 + 24 significant bits are fewer than 53, and the
    exponents are within its range. The exact sum is `total + error` (Knuth's TwoSum). Rounding `total` to
    binary32 would be wrong only where it stands half way between two numbers and `error` should
    have decided. So an inexact `total` whose last bit is 0 gives way to its neighbour on the side
    of `error` (rounding to odd), which is never half way. With an infinity or a NaN, `error` is a
    NaN and both comparisons are false.
    """
    product = a * b
    total = product + c
    part = total - product
    error = (product - (total - part)) + (c - part)
    if (error > 0 or error < 0) and struct.pack("<d", total)[0] & 1 == 0:
        total = math.nextafter(total, math.copysign(math.inf, error))
    return binary32(total)


def layer_outputs(
    weights: Sequence[float], bias: Sequence[float], inputs: Sequence[float], activation: int
) -> list[float]:
    """Appendix A.2 for one layer; `weights` has the shape [outputs, inputs], row by row.

    Terms whose input is 0 are skipped.
    """
    terms = [(j, x) for j, x in enumerate(inputs) if x != 0]
    outputs = []
    for i, s in enumerate(bias):
        row = i * len(inputs)
        for j, x in terms:
            s = fma(weights[row + j], x, s)
        s += 0.0
        outputs.append(s if activation == 0 or s > 0 else 0.0)
    return outputs


def pixel_scale(deviation: float) -> float:
    """Appendix A.8: what one step of a pixel is worth."""
    return nearest_binary32(1 / Fraction(255 * deviation))


def multiplier(scale: float, scale_input: float, following: float | None) -> float:
    """Appendix A.8: two roundings, or one for the last layer."""
    product = binary32(scale * scale_input)  # exact in binary64 before it is rounded
    if following is None or product == 0 or math.isinf(product):
        return product
    return nearest_binary32(Fraction(product) / Fraction(following))


def integer_outputs(
    weights: Sequence[int], bias: Sequence[int], inputs: Sequence[int], multipliers: Sequence[float],
    last: bool,
) -> list[float] | list[int]:
    """Appendix A.8 for one layer: bytes, or the logits of the last layer."""
    outputs: list[float] = []
    for i, start in enumerate(bias):
        row = weights[i * len(inputs) : (i + 1) * len(inputs)]
        exact = start + sum(w * u for w, u in zip(row, inputs))
        outputs.append(binary32(binary32(float(exact)) * multipliers[i]) + 0.0)
    # `round` takes a half to the even integer.
    return outputs if last else [round(min(max(y, 0.0), 255.0)) for y in outputs]
