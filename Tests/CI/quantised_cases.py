"""Networks in 8-bit integers: numbers at their limits, ties, and networks of any scales."""

import itertools
import math
import random
from array import array

import mlp_reader
from mlp_numbers import binary32, pixel_scale
from mlp_reader import Input, Layer, Model, Sample, Tensor

LEAST, GREATEST = 2.0**-126, (2 - 2.0**-23) * 2.0**127
BIAS = mlp_reader.BIAS_LIMIT
BELOW_ONE, ABOVE_ONE = 1 - 2.0**-24, 1 + 2.0**-23  # the neighbours of 1


def network(widths, weight=lambda: 1, bias=lambda: 0, scale=lambda: 1.0, scale_input=lambda: 1.0):
    """A model of these widths; each function gives the next number of its kind."""
    layers, tensors = [], []
    for k, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
        layers.append(Layer(inputs, outputs, int(k + 2 < len(widths))))
        weights = array("b", (weight() for _ in range(inputs * outputs)))
        biases = array("i", (bias() for _ in range(outputs)))
        scales = array("f", (scale() for _ in range(outputs)))
        tensors += [
            Tensor(f"layers.{k}.weight", (outputs, inputs), weights, mlp_reader.I8),
            Tensor(f"layers.{k}.bias", (outputs,), biases, mlp_reader.I32),
            Tensor(f"layers.{k}.scale", (outputs,), scales),
        ]
        if k > 0:
            own = array("f", [scale_input()])
            tensors.append(Tensor(f"layers.{k}.scale_input", (1,), own))
    labels = [str(label) for label in range(widths[-1])]
    norm = Input(1, widths[0], 0.0, 1.0)
    return Model(layers, norm, labels, tensors, kind=mlp_reader.INTEGERS)


def each(*numbers):
    return iter(numbers).__next__


def record(model, images):
    """Adds samples. A logit that is no finite number cannot be recorded; readers must find that."""
    try:
        mlp_reader.check_multipliers(model)
    except mlp_reader.Refused:
        return model  # nothing can be computed with it
    for pixels in images:
        found = mlp_reader.logits(model, bytes(pixels))
        recorded = [logit if math.isfinite(logit) else 0.0 for logit in found]
        model.samples.append(Sample(bytes(pixels), array("f", recorded)))
    return model


def ranges():
    """Both sides of the limits of weights, biases and the deviation."""
    for bias in (BIAS, -BIAS, BIAS + 1, -BIAS - 1, 2**31 - 1, -(2**31)):
        yield f"bias-{bias}", network([1, 1], bias=each(bias))
    for weight in (127, -127, -128):
        yield f"weight-{weight}", record(network([2, 1], weight=each(1, weight)), [(0, 255)])
    # From the second deviation on the scale of a pixel is subnormal; the first one's rounds up.
    for digits in ("0x1.010102p118", "0x1.010104p118", "0x1.fffffep127", "0x1p-126"):
        model = network([1, 1])
        model.input = Input(1, 1, 0.0, float.fromhex(digits))
        yield f"deviation-{digits}", record(model, [(255,)])


def greatest_sums():
    """As many inputs as there may be, all of them at the limit: the sums just fit 32 bits."""
    for name, weights in (("same", (127, -127)), ("mixed", (127, -127, 126, -126, 0))):
        numbers = itertools.cycle(weights) if name == "mixed" else None
        signs = iter([127] * 65_536 + [-127] * 65_536)
        model = network([65_536, 2], weight=(numbers or signs).__next__, bias=each(BIAS, -BIAS))
        yield f"widest-{name}", record(model, [[255] * 65_536])
    # Beyond 2^24 a sum is rounded, first by ties: 2^24 + 1 to 2^24, 2^24 + 3 to 2^24 + 4.
    model = network([2, 2], weight=each(1, 127, -1, -127), bias=each(BIAS, -BIAS))
    yield "beyond-2-24", record(model, [(i, j) for i in range(8) for j in (0, 1, 127, 254, 255)])


def ties():
    """Multipliers that leave halves between bytes, and sums around both ends of a byte's range."""
    pixel = pixel_scale(1.0)
    for multiplier in (0.5, 0.25, 1.5, 2.0**-24):
        for bias in (0, -9, 460, BIAS - 1, -BIAS):
            model = network(
                [1, 1, 1], weight=each(1, 1), bias=each(bias, 0),
                scale=each(multiplier, 1.0), scale_input=each(pixel),
            )  # fmt: skip
            yield f"ties-{multiplier}-{bias}", record(model, [(i,) for i in range(64)])


def products():
    """Products and quotients at the ends of the normal numbers, ties of rounding among them."""
    edges = [
        (LEAST * 2**20, 2.0**-20, 1.0),  # 2^-126
        (BELOW_ONE * LEAST * 2**20, 2.0**-20, 1.0),  # a tie that rounds up to 2^-126
        ((1 - 2.0**-23) * LEAST * 2**20, 2.0**-20, 1.0),
        (GREATEST * 2.0**-20, 2.0**20, 1.0),
        (GREATEST * 2.0**-20, ABOVE_ONE * 2.0**20, 1.0),
        (2.0**64, 2.0**64, 1.0),
        (2.0**-100, 1.0, 2.0**26),
        (2.0**-100, 1.0, ABOVE_ONE * 2.0**26),
        (BELOW_ONE * 2.0**-100, 1.0, 2.0**26),
        (1.0, 2.0**-20, 2.0**106),
        (2.0**100, 1.0, 2.0**-27),
        (2.0**100, 1.0, 2.0**-28),
        (BELOW_ONE * 2.0**100, 1.0, 2.0**-28),
        (2.0**-120, 2.0**-10, 2.0**-30),  # only the product is subnormal
    ]
    for i, (scale, own, following) in enumerate(edges):
        # The first layer's multiplier is that of its one scale, chosen to be 1.
        first = binary32(own / pixel_scale(1.0))
        hidden = network(
            [1, 1, 1, 1], scale=each(first, scale, 1.0), scale_input=each(own, following)
        )
        yield f"quotient-{i}", record(hidden, [(0,), (1,), (255,)])
        last = network([1, 1, 1], scale=each(first, scale), scale_input=each(own))
        yield f"product-{i}", record(last, [(0,), (1,), (255,)])


def networks(count=120):
    """Networks with self-tests: bytes that saturate, are all 0, or use their whole range."""
    generator = random.Random(2)
    styles = ("usual", "usual", "small", "large", "any")
    ranges = {"usual": (-9, -7), "small": (-30, -12), "large": (-5, 6), "any": (-30, 30)}
    for i in range(count):
        style = styles[i % len(styles)]
        widths = [generator.randint(1, 40) for _ in range(generator.randint(2, 5))]

        def scale(style=style):
            return binary32(generator.uniform(1, 2) * 2.0 ** generator.randint(*ranges[style]))

        model = network(
            widths,
            weight=lambda: generator.choice((-127, 127, 0, generator.randint(-127, 127))),
            bias=lambda: generator.choice((0, generator.randint(-9_999, 9_999), BIAS, -BIAS)),
            scale=scale, scale_input=scale,
        )  # fmt: skip
        deviation = binary32(generator.choice((1.0, 0.3081, 0.01, 1e30, 1e-30)))
        model.input = Input(1, widths[0], binary32(generator.choice((0.0, 0.1307))), deviation)
        shades = (0, 0, 255, generator.randrange(256))
        images = [generator.choices(shades, k=widths[0]) for _ in range(generator.randint(1, 9))]
        yield f"network-{i}-{style}", record(model, images)


def cases():
    for source in (ranges, greatest_sums, ties, products, networks):
        for name, model in source():
            yield f"quantised-{name}", model
