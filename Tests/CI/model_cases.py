"""Model files at the limits of the format, and networks whose numbers leave nothing easy."""

import math
import random
import struct
from array import array
from unittest import mock

import mlp_reader
import quantised_cases
from mlp_numbers import binary32
from mlp_reader import Input, Layer, Model, Sample, Tensor, Value


def encode(model):
    """The bytes of a model that a reader may have to refuse."""
    with mock.patch("mlp_reader.read"):
        return mlp_reader.write(model)


def network(widths, activations=None, number=lambda: 0.0):
    """A model of these widths, ReLU between its layers, without samples."""
    activations = activations or [1] * (len(widths) - 2)
    layers, tensors = [], []
    for k, (inputs, outputs, activation) in enumerate(zip(widths, widths[1:], [*activations, 0])):
        bias = array("f", (number() for _ in range(outputs)))
        weights = array("f", (number() for _ in range(inputs * outputs)))
        layers.append(Layer(inputs, outputs, activation))
        tensors.append(Tensor(f"layers.{k}.bias", (outputs,), bias))
        tensors.append(Tensor(f"layers.{k}.weight", (outputs, inputs), weights))
    labels = [str(label) for label in range(widths[-1])]
    return Model(layers, Input(1, widths[0], 0.0, 1.0), labels, tensors)


def limits():
    """Files on both sides of limits that a small golden file is far from."""
    for classes in (1_024, 1_025):
        yield f"classes-{classes}", encode(network([1, classes]))
    for layers in (12, 64, 65):
        yield f"layers-{layers}", encode(network([1] * (layers + 1)))
    for length in (1_048_576 - 640, 1_048_576 - 639):
        model = network([1, 1])
        model.card = "x" * length
        yield f"card-{length}", encode(model)
    for name, counts in (
        ("right", [7] + [0] * 4_095),
        ("modulo-2-64", [2**53 - 1] * 2_048 + [2_048 + 7] + [0] * 2_047),
    ):
        model = network([1, 64])
        model.metrics = {
            "accuracy": Value(mlp_reader.DOUBLE, 0.5),
            "confusion": Value(mlp_reader.UNSIGNEDS, counts),
            "count": Value(mlp_reader.UNSIGNED, 7),
            "data.sha256": Value(mlp_reader.BYTES, bytes(32)),
            "loss": Value(mlp_reader.DOUBLE, 0.0),
        }
        yield f"confusion-{name}", encode(model)


def normalisations():
    least = 2.0**-126
    pairs = [
        (0.0, 0.0), (-0.0, 1.0), (0.0, -1.0), (math.nan, 1.0), (0.0, math.inf), (0.0, least),
        (0.0, least / 2), (3e38, 1.0), (3e38, 0.5), (-3.4e38, 0.99), (-2.9999, least),
        (-3.0, least), (2.0**-149, 1.0), (0.5, 3.4e38),
    ]  # fmt: skip
    for mean, deviation in pairs:
        model = network([1, 1])
        model.input = Input(1, 1, mean, deviation)
        yield f"mean{mean!r}-deviation{deviation!r}", encode(model)


def lists():
    """Lists in notes that are longer than the section, with and without a wrong number before."""
    for kind, form, numbers in (
        (mlp_reader.UNSIGNEDS, "Q", (1, 2)),
        (mlp_reader.DOUBLES, "d", (1.0, 2.0)),
        (mlp_reader.DOUBLES, "d", (1.0, -0.0)),
        (mlp_reader.DOUBLES, "d", (math.nan, 2.0)),
    ):
        for count in (0, 1, 2, 3, 2**29, 2**32 - 1):
            content = struct.pack(f"<2I2BBI2{form}", 1, 0, 1, ord("a"), kind, count, *numbers)
            model = network([1, 1])
            model.notes = {"a": Value(kind, [])}
            with mock.patch("mlp_reader.write_values", return_value=content + b"abc"):
                yield f"list-{kind}-{numbers}-{count}", encode(model)


def number_source(style, generator):
    """Binary32 numbers of one style; adding 0 leaves no negative zero."""

    def any_bits():
        bits = generator.randrange(0x7F800000) | generator.choice((0, 0x80000000))
        return struct.unpack("<f", struct.pack("<I", bits))[0] + 0.0

    def scaled(low, high):
        return binary32(generator.uniform(-1, 1) * 2.0 ** generator.randint(low, high)) + 0.0

    styles = {
        "any": any_bits,
        "least": lambda: scaled(-149, -100),
        "greatest": lambda: scaled(100, 127),
        "integer": lambda: float(generator.randint(-3, 3)),
        "usual": lambda: scaled(-3, 1),
    }
    if style == "mixed":
        return lambda: styles[generator.choice(list(styles))]()
    return styles[style]


def networks(count=120):
    """Networks with self-tests: sums that lose all digits, overflow, or become no number at all."""
    generator = random.Random(1)
    styles = ("any", "least", "greatest", "integer", "usual", "usual", "mixed")
    for i in range(count):
        style = styles[i % len(styles)]
        widths = [generator.randint(1, 40) for _ in range(generator.randint(2, 5))]
        activations = [generator.randint(0, 1) for _ in widths[2:]]
        model = network(widths, activations, number_source(style, generator))
        mean = binary32(generator.choice((0.0, 0.1307, 0.5, -4.7)))
        deviation = binary32(generator.choice((1.0, 0.3081, 3e-38, 1e30)))
        model.input = Input(1, widths[0], mean, deviation)
        for _ in range(generator.randint(1, 9)):
            shades = (0, 0, 255, generator.randrange(256))
            pixels = bytes(generator.choice(shades) for _ in range(widths[0]))
            found = mlp_reader.logits(model, pixels)
            # A logit that is no finite number cannot be recorded; both readers must find that out.
            recorded = [logit if math.isfinite(logit) else 0.0 for logit in found]
            model.samples.append(Sample(pixels, array("f", recorded)))
        yield f"network-{i}-{style}", encode(model)


def cases():
    for source in (limits, normalisations, lists, networks):
        yield from source()
    for name, model in quantised_cases.cases():
        yield name, encode(model)
