#!/usr/bin/env python3
"""Reads, checks and writes model files (`.mlp`), version 1.1, with Python's standard library alone.

A second implementation of `model-file.md`, made from that document: it accepts what any other
reader made from it accepts, and refuses the rest with the same number and offset. Comments name
sections of the document; checks stand in the order of its section 10. `mlp_container.py` holds the
container, `mlp_numbers.py` the arithmetic.

    python3 mlp_reader.py FILE                    check the levels 0 to 4, print a summary
    python3 mlp_reader.py --rewrite OUT FILE      decode FILE, encode its values into OUT
    python3 mlp_reader.py --checkpoint FILE       FILE is a checkpoint

Exit code 0: valid. 3: refused, with one line `error NUMBER at OFFSET: ...` on standard error.
2: wrong usage. 4: a file cannot be read or written.

As a module: `read(bytes)` gives a `Model` or raises `Refused`; `write(model)` gives the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mlp_container import ALIGNMENT, FORBIDDEN_IN_CARD, HEADER_BYTES, Cursor, Refused, Section
from mlp_container import aligned, check_digests, float_bytes, floats, is_storable, require
from mlp_container import read_container, reader_minimum, require_zeros, sections_by_type
from mlp_container import write_container
from mlp_numbers import input_table, integer_outputs, layer_outputs, multiplier, pixel_scale

# Section 9.
MODEL_LIMIT, CHECKPOINT_LIMIT = 268_435_456, 1_073_741_824
CLASS_LIMIT = 1_024
WIDTHS = range(1, 65_536 + 1)
ELEMENT_LIMIT = 268_435_456
BIAS_LIMIT = 2**24

# Sections 4.1 and 6.1: kinds of networks, types of tensors, and how `array` spells the elements.
FLOATS, INTEGERS = 1, 2
F32, I8, I32 = 1, 4, 6
ELEMENTS = {F32: "f", I8: "b", I32: "i"}
COUNT_LIMIT = 2**53 - 1

MODEL_SECTIONS = ("ARCH", "LABL", "NORM", "TDIR", "DATA")
CHECKPOINT_SECTIONS = ("CKPT", "TDIR", "DATA")

# A self-test with more multiply-adds waits for `--self-test`; so many take some seconds.
SELF_TEST_LIMIT = 8_000_000


# -- Values. `at` tells where a value stood in the file; it takes no part in comparisons. ----------


@dataclass
class Value:
    """A typed value: the number of its type in section 5, its content, and where its type stood."""

    type: int
    content: Any
    at: int = field(default=0, compare=False)


Values = dict[str, Value]


@dataclass
class Layer:
    inputs: int
    outputs: int
    activation: int


@dataclass
class Input:
    rows: int
    columns: int
    mean: float
    deviation: float
    at: int = field(default=0, compare=False)


@dataclass
class Tensor:
    name: str
    shape: tuple[int, ...]
    elements: array[Any]
    type: int = F32
    at: int = field(default=0, compare=False)
    row: int = field(default=0, compare=False)

    def content(self) -> bytes:
        return element_bytes(self.elements)

    @property
    def end(self) -> int:
        return self.at + len(self.elements) * self.elements.itemsize


@dataclass
class Sample:
    pixels: bytes
    logits: array[float]
    at: int = field(default=0, compare=False)


@dataclass
class Checkpoint:
    values: Values
    tensors: list[Tensor]


@dataclass
class Model:
    layers: list[Layer]
    input: Input
    labels: list[str]
    tensors: list[Tensor]
    card: str = ""
    metrics: Values = field(default_factory=dict)
    notes: Values = field(default_factory=dict)
    provenance: Values = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)  # unknown, ancillary and safe to copy
    kind: int = FLOATS


# -- Network, input, labels, self-test: sections 4.1 to 4.4 ----------------------------------------


def read_layers(cursor: Cursor, minimum: int) -> tuple[int, list[Layer]]:
    """Kind and layers; `minimum` is the reader minimum of the file."""
    kinds = (FLOATS, INTEGERS) if minimum >= 1 else (FLOATS,)
    kind = cursor.field("I", "network kind", 410, kinds)
    cursor.field("I", "loss", 411, (1,))
    count = cursor.field("I", "layer count", 412, range(1, 65))
    cursor.reserved()
    layers: list[Layer] = []
    for k in range(count):
        at = cursor.position
        inputs = cursor.field("I", "inputs", 413, WIDTHS)
        chained = k == 0 or inputs == layers[-1].outputs
        require(chained, 415, at, f"layer {k} has {inputs} inputs")
        outputs = cursor.field("I", "outputs", 413, WIDTHS)
        activation = cursor.field("I", "activation", 414, (0, 1))
        require(k < count - 1 or activation == 0, 416, at + 8, f"activation {activation}")
        bytes_follow = kind == INTEGERS and k < count - 1
        require(not bytes_follow or activation == 1, 417, at + 8, f"activation {activation}")
        cursor.reserved()
        layers.append(Layer(inputs, outputs, activation))
    cursor.finish()
    return kind, layers


def write_layers(kind: int, layers: list[Layer]) -> bytes:
    content = struct.pack("<4I", kind, 1, len(layers), 0)
    for layer in layers:
        content += struct.pack("<4I", layer.inputs, layer.outputs, layer.activation, 0)
    return content


def read_input(cursor: Cursor, inputs: int) -> Input:
    rows = cursor.field("I", "rows", 420, WIDTHS)
    columns = cursor.field("I", "columns", 420, WIDTHS)
    pixels = rows * columns
    require(pixels in WIDTHS, 420, cursor.start, f"{pixels} pixels")
    require(pixels == inputs, 421, cursor.start, f"{pixels} pixels, {inputs} inputs of layer 0")
    for name, number in (("pixel type", 422), ("pixel order", 423), ("polarity", 424)):
        cursor.field("I", name, number, (1,))
    result = Input(rows, columns, cursor.number("f"), cursor.number("f"), cursor.start)
    cursor.reserved()
    cursor.finish()
    return result


def write_input(norm: Input) -> bytes:
    return struct.pack("<5I2fI", norm.rows, norm.columns, 1, 1, 1, norm.mean, norm.deviation, 0)


def read_labels(cursor: Cursor, classes: int) -> list[str]:
    count = cursor.field("I", "labels", 430, (classes,), cursor.start)
    require(count <= CLASS_LIMIT, 430, cursor.start, f"{count} classes")
    cursor.reserved()
    labels: dict[str, None] = {}
    for _ in range(count):
        length = cursor.field("H", "label length", 431, range(1, 65))
        at, label = cursor.position, cursor.text(length)
        require(label not in labels, 432, at, f"label {ascii(label)} occurs twice")
        labels[label] = None
    cursor.finish()
    return list(labels)


def write_labels(labels: list[str]) -> bytes:
    texts = [label.encode("utf-8") for label in labels]
    rows = [struct.pack("<H", len(text)) + text for text in texts]
    return struct.pack("<2I", len(labels), 0) + b"".join(rows)


def read_samples(cursor: Cursor, pixels: int, classes: int) -> list[Sample]:
    count = cursor.field("I", "samples", 480, range(1, 65), cursor.start)
    cursor.field("I", "pixels", 481, (pixels,))
    cursor.field("I", "logits", 481, (classes,))
    cursor.reserved()
    at, logits = cursor.position, floats(cursor.take(4 * count * classes))
    parts = range(0, count * classes, classes)
    samples = [Sample(cursor.take(pixels), logits[i : i + classes], at + 4 * i) for i in parts]
    cursor.finish()
    return samples


def write_samples(samples: list[Sample]) -> bytes:
    head = struct.pack("<4I", len(samples), len(samples[0].pixels), len(samples[0].logits), 0)
    logits = b"".join(float_bytes(sample.logits) for sample in samples)
    return head + logits + b"".join(sample.pixels for sample in samples)


# -- Typed values: sections 4.7, 4.8 and 5 ---------------------------------------------------------

UNSIGNED, SIGNED, DOUBLE, BOOLEAN, TEXT, BYTES, UNSIGNEDS, DOUBLES = range(1, 9)
FORMS = {UNSIGNED: "Q", SIGNED: "q", DOUBLE: "d", BOOLEAN: "?", UNSIGNEDS: "Q", DOUBLES: "d"}

# The words of the key tables.
TYPES = {
    "count": UNSIGNED, "counts": UNSIGNEDS, "seed": UNSIGNED, "double": DOUBLE, "doubles": DOUBLES,
    "boolean": BOOLEAN, "text": TEXT, "digest": BYTES,
}  # fmt: skip
# A longer name stands before one that it begins with.
GROUPS = ("data.test", "data.training", "results", "settings.distillation", "settings", "synthesis")


@dataclass(frozen=True)
class Key:
    word: str
    group: str
    required: bool


def key_table(rows: str) -> dict[str, Key]:
    """Each row is a word and keys of that type; `?` marks a key that is not required."""
    table = {}
    for word, *keys in map(str.split, rows.strip().splitlines()):
        for key in keys:
            group = next((group for group in GROUPS if key.startswith(group + ".")), "")
            table[key.rstrip("?")] = Key(word, group, not key.endswith("?"))
    return dict(sorted(table.items()))


METRICS = key_table(
    """
    count count
    counts confusion?
    digest data.sha256
    double accuracy loss
    """
)
PROVENANCE = key_table(
    """
    boolean settings.optimizer.nesterov?
    count data.test.images.count data.test.labels.count
    count data.training.images.count data.training.labels.count
    count quantisation.images? results.best_epoch results.epochs_run
    count settings.augmentation.cut_out?
    count settings.batch settings.classes settings.epochs settings.self_test_samples
    count settings.patience? settings.schedule.step_epochs? settings.schedule.warmup_epochs?
    count synthesis.test_count synthesis.training_count
    counts settings.hidden
    digest data.test.images.sha256 data.test.labels.sha256
    digest data.training.images.sha256 data.training.labels.sha256 derived_from?
    digest settings.distillation.teacher
    double settings.augmentation.elasticity? settings.augmentation.floor?
    double settings.augmentation.pen_width?
    double settings.augmentation.rotation? settings.augmentation.scale?
    double settings.augmentation.shear? settings.augmentation.shift? settings.average_decay?
    double settings.distillation.temperature settings.distillation.weight
    double settings.gradient_clip? settings.label_smoothing settings.learning_rate settings.mean
    double settings.optimizer.beta1? settings.optimizer.beta2? settings.optimizer.epsilon?
    double settings.optimizer.momentum? settings.schedule.factor? settings.schedule.floor?
    double settings.standard_deviation settings.validation settings.weight_decay
    doubles results.accuracies results.losses
    doubles results.validation_accuracies results.validation_losses
    seed settings.seed synthesis.seed
    text generator settings.initialiser settings.optimizer.name
    text settings.random_generator settings.schedule.name
    """
)


def read_double(cursor: Cursor) -> float:
    at, value = cursor.position, cursor.number("d")
    require(is_storable(value), 467, at, f"the number {value!r}")
    return value


def read_content(cursor: Cursor, kind: int) -> Any:
    """What follows the type byte; each element of a list is a field of its own."""
    if kind == BOOLEAN:
        return cursor.field("B", "boolean", 466, (0, 1)) == 1
    if kind in (TEXT, BYTES):
        count = cursor.number("I")
        return cursor.text(count) if kind == TEXT else cursor.take(count)
    if kind in (UNSIGNEDS, DOUBLES):
        element = UNSIGNED if kind == UNSIGNEDS else DOUBLE
        return [read_content(cursor, element) for _ in range(cursor.number("I"))]
    return read_double(cursor) if kind == DOUBLE else cursor.number(FORMS[kind])


def read_values(cursor: Cursor, table: dict[str, Key]) -> Values:
    count = cursor.field("I", "values", 460, range(1, 4_097), cursor.start)
    cursor.reserved()
    values: Values = {}
    key = b""
    for _ in range(count):
        length = cursor.field("B", "key length", 461, range(1, 129))
        key = cursor.name(length, key, 462, 463, 464)
        at, kind = cursor.position, cursor.field("B", "value type", 465, range(1, 9))
        values[key.decode("ascii")] = Value(kind, read_content(cursor, kind), at)
    cursor.finish()
    check_known_keys(values, table, cursor.start)
    return values


def check_known_keys(values: Values, table: dict[str, Key], section: int) -> None:
    known = {key: row for key, row in table.items() if key in values}
    for key, row in known.items():
        value = values[key]
        require(value.type == TYPES[row.word], 468, value.at, f"{key}: type {value.type}")
        if row.word == "digest":
            require(len(value.content) == 32, 469, value.at + 1, f"{key}: not 32 bytes")
        if row.word == "count":
            require(value.content <= COUNT_LIMIT, 470, value.at + 1, f"{key}: {value.content}")
        for i, count in enumerate(value.content if row.word == "counts" else ()):
            require(count <= COUNT_LIMIT, 470, value.at + 5 + 8 * i, f"{key}: {count}")
    groups = {""} | {row.group for row in known.values()}
    for key, row in table.items():
        needed = row.required and row.group in groups
        require(key in known or not needed, 471, section, f"no key {key}")


def content_bytes(value: Value) -> bytes:
    if value.type in (TEXT, BYTES):
        content = value.content.encode("utf-8") if value.type == TEXT else value.content
        return struct.pack("<I", len(content)) + content
    form = FORMS[value.type]
    if value.type in (UNSIGNEDS, DOUBLES):
        return struct.pack(f"<I{len(value.content)}{form}", len(value.content), *value.content)
    return struct.pack("<" + form, value.content)


def write_values(values: Values) -> bytes:
    file = struct.pack("<2I", len(values), 0)
    for key, value in sorted(values.items()):
        file += bytes([len(key)]) + key.encode("ascii") + bytes([value.type]) + content_bytes(value)
    return file


# -- Tensors: section 6 ----------------------------------------------------------------------------


def read_row(
    cursor: Cursor, data: Section, types: tuple[int, ...], before: bytes, place: int
) -> Tensor:
    """Checks a row; the tensor must stand at `place` of `DATA`."""
    row, size = cursor.position, data.end - data.start
    name_length = cursor.field("H", "name length", 441, range(1, 129))
    kind = cursor.field("B", "tensor type", 442, types)
    dimensions = cursor.field("B", "dimensions", 443, (1, 2))
    first = cursor.field("I", "dimension 0", 444, WIDTHS)
    second = cursor.field("I", "dimension 1", 444, WIDTHS if dimensions == 2 else (0,))
    cursor.reserved()
    shape = (first, second)[:dimensions]
    elements = math.prod(shape)
    require(elements <= ELEMENT_LIMIT, 445, row + 4, f"{elements} elements")
    offset = cursor.number("Q")
    where = f"tensor: expected at {place} of DATA, found at {offset}"
    require(offset % ALIGNMENT == 0, 446, row + 16, where)
    require(offset <= size, 447, row + 16, where)
    require(offset >= place, 448, row + 16, where)
    require(offset <= place, 449, row + 16, where)
    count = cursor.field("Q", "byte count", 450, (array(ELEMENTS[kind]).itemsize * elements,))
    require(count <= size - offset, 447, row + 24, f"{count} bytes, {size - offset} are left")
    name = cursor.name(name_length, before, 451, 452, 453)
    at = data.start + offset
    content = elements_of(kind, cursor.file[at : at + count])
    return Tensor(name.decode("ascii"), shape, content, kind, at, row)


def elements_of(kind: int, content: bytes) -> array[Any]:
    """Little-endian elements, kept bit for bit; of a tensor that is cut the whole ones."""
    size = array(ELEMENTS[kind]).itemsize
    result = array(ELEMENTS[kind], content[: len(content) // size * size])
    if sys.byteorder == "big":
        result.byteswap()
    return result


def element_bytes(elements: array[Any]) -> bytes:
    return elements.tobytes() if elements.typecode == "b" else float_bytes(elements)


def read_directory(
    cursor: Cursor, data: Section, types: tuple[int, ...]
) -> tuple[bytes, list[Tensor]]:
    """Step 6 of section 10.4: the tensors digest and the tensors."""
    count = cursor.field("I", "tensors", 440, range(1, 257), cursor.start)
    cursor.reserved()
    digest = cursor.take(32)
    tensors: list[Tensor] = []
    name, end = b"", data.start
    for _ in range(count):
        tensors.append(read_row(cursor, data, types, name, aligned(end) - data.start))
        name, end = tensors[-1].name.encode("ascii"), tensors[-1].end
    cursor.finish()
    require(end == data.end, 454, end, f"{data.end - end} bytes after the last tensor")
    return digest, tensors


def network_tensors(kind: int, layers: list[Layer]) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Section 6.1: type and shape of each tensor of a network."""
    forms: dict[str, tuple[int, tuple[int, ...]]] = {}
    for k, layer in enumerate(layers):
        weight, bias = (I8, I32) if kind == INTEGERS else (F32, F32)
        forms[f"layers.{k}.weight"] = weight, (layer.outputs, layer.inputs)
        forms[f"layers.{k}.bias"] = bias, (layer.outputs,)
        if kind == INTEGERS:
            forms[f"layers.{k}.scale"] = F32, (layer.outputs,)
        if kind == INTEGERS and k > 0:
            forms[f"layers.{k}.scale_input"] = F32, (1,)
    return forms


def check_names(
    tensors: list[Tensor], kind: int, layers: list[Layer], directory: Section
) -> None:
    """Step 7 of section 10.4."""
    shapes = network_tensors(kind, layers)
    for tensor in tensors:
        require(tensor.name in shapes, 455, tensor.row, f"tensor {tensor.name}")
        element, shape = shapes.pop(tensor.name)
        where = f"type: expected {element}, found {tensor.type}"
        require(tensor.type == element, 472, tensor.row + 2, where)
        where = f"shape: expected {shape}, found {tensor.shape}"
        require(tensor.shape == shape, 456, tensor.row + 4, where)
    require(not shapes, 457, directory.start, f"no tensor {min(shapes, default='')}")


def check_data(file: bytes, tensors: list[Tensor], directory: Section, digest: bytes) -> None:
    """Step 9 of section 10.4."""
    for tensor, following in zip(tensors, tensors[1:]):
        require_zeros(file, tensor.end, following.at, 459)
    same = tensors_digest(tensors) == digest
    require(same, 458, directory.start + 8, "the tensors digest is another")


def tensors_digest(tensors: list[Tensor]) -> bytes:
    """Section 6.3."""
    digest = hashlib.sha256(b"mlp tensors 1\n" + struct.pack("<I", len(tensors)))
    for tensor in tensors:
        name, content, dimensions = tensor.name.encode("ascii"), tensor.content(), len(tensor.shape)
        digest.update(struct.pack("<H", len(name)) + name)
        digest.update(struct.pack(f"<2B{dimensions}I", tensor.type, dimensions, *tensor.shape))
        digest.update(struct.pack("<Q", len(content)) + content)
    return digest.digest()


def write_tensors(tensors: list[Tensor]) -> dict[str, bytes]:
    """The sections `TDIR` and `DATA`."""
    tensors = sorted(tensors, key=lambda tensor: tensor.name)
    directory, data = struct.pack("<2I", len(tensors), 0) + tensors_digest(tensors), b""
    for tensor in tensors:
        name, content, dimensions = tensor.name.encode("ascii"), tensor.content(), len(tensor.shape)
        data = data.ljust(aligned(len(data)), b"\0")
        directory += struct.pack("<H2B", len(name), tensor.type, dimensions)
        directory += struct.pack("<3I", *(*tensor.shape, 0)[:2], 0)
        directory += struct.pack("<2Q", len(data), len(content)) + name
        data += content
    return {"TDIR": directory, "DATA": data}


# -- Levels 2 to 4: sections 10.4 to 10.6 ----------------------------------------------------------


def read_model(file: bytes, sections: list[Section]) -> Model:
    checkpoint = any(section.type == "CKPT" for section in sections)
    require(not checkpoint, 400, HEADER_BYTES, "a checkpoint, not a model")
    found = sections_by_type(sections, MODEL_SECTIONS)
    kind, layers = read_layers(Cursor(file, found["ARCH"]), reader_minimum(file))
    pixels, classes = layers[0].inputs, layers[-1].outputs
    norm = read_input(Cursor(file, found["NORM"]), pixels)
    labels = read_labels(Cursor(file, found["LABL"]), classes)
    types = (F32, I8, I32) if kind == INTEGERS else (F32,)
    digest, tensors = read_directory(Cursor(file, found["TDIR"]), found["DATA"], types)
    check_names(tensors, kind, layers, found["TDIR"])
    model = Model(layers, norm, labels, tensors, kind=kind)
    for section in sections:
        cursor = Cursor(file, section)
        if section.type == "cARd":
            model.card = cursor.text(section.end - section.start, FORBIDDEN_IN_CARD)
        elif section.type == "eVAL":
            model.metrics = read_values(cursor, METRICS)
        elif section.type == "mETa":
            model.notes = read_values(cursor, {})
        elif section.type == "pROV":
            model.provenance = read_values(cursor, PROVENANCE)
        elif section.type == "sELF":
            model.samples = read_samples(cursor, pixels, classes)
        elif section.type[0].islower() and section.type[3].islower():
            model.kept[section.type] = cursor.take(section.end - section.start)
    check_data(file, tensors, found["TDIR"], digest)
    return model


def read_checkpoint(file: bytes, sections: list[Section]) -> Checkpoint:
    """Section 7; ancillary sections are ignored."""
    checkpoint = any(section.type == "CKPT" for section in sections)
    require(checkpoint, 401, HEADER_BYTES, "no checkpoint: there is no section CKPT")
    found = sections_by_type(sections, CHECKPOINT_SECTIONS)
    values = read_values(Cursor(file, found["CKPT"]), {})
    digest, tensors = read_directory(Cursor(file, found["TDIR"]), found["DATA"], (F32,))
    check_data(file, tensors, found["TDIR"], digest)
    return Checkpoint(values, tensors)


def check_floats(values: array[float], at: int, zeros: bool = False) -> None:
    """The first number that is not finite or, unless `zeros` allows it, a negative zero."""
    for i, value in enumerate(values):
        if not is_storable(value) and not (zeros and value == 0):
            raise Refused(502 if value == 0 else 501, at + 4 * i, f"the number {value!r}")


def is_scale(value: float) -> bool:
    return 2.0**-126 <= value < math.inf


def check_elements(tensor: Tensor, kind: int) -> None:
    """The first element of a network's tensor that is not allowed."""
    if tensor.type == F32 and kind == FLOATS:
        check_floats(tensor.elements, tensor.at)
        return
    if tensor.type == F32:
        for i, value in enumerate(tensor.elements):
            check_floats(array("f", [value]), tensor.at + 4 * i)
            require(is_scale(value), 506, tensor.at + 4 * i, f"the scale {value!r}")
        return
    limit, number = (127, 504) if tensor.type == I8 else (BIAS_LIMIT, 505)
    for i, value in enumerate(tensor.elements):
        require(abs(value) <= limit, number, tensor.at + tensor.elements.itemsize * i, f"{value}")


def scale_of_input(model: Model, k: int, tensors: dict[str, Tensor]) -> float:
    """Appendix A.8: what one step of a layer's input is worth."""
    if k == 0:
        return pixel_scale(model.input.deviation)
    return tensors[f"layers.{k}.scale_input"].elements[0]


def multipliers(model: Model, k: int, tensors: dict[str, Tensor]) -> list[float]:
    """Appendix A.8: what the sums of a layer are multiplied with."""
    own = scale_of_input(model, k, tensors)
    last = k == len(model.layers) - 1
    following = None if last else scale_of_input(model, k + 1, tensors)
    return [multiplier(scale, own, following) for scale in tensors[f"layers.{k}.scale"].elements]


def check_multipliers(model: Model) -> None:
    tensors = {tensor.name: tensor for tensor in model.tensors}
    for k in range(len(model.layers)):
        scales = tensors[f"layers.{k}.scale"]
        own = scale_of_input(model, k, tensors)
        for i, factor in enumerate(multipliers(model, k, tensors)):
            product = multiplier(scales.elements[i], own, None)
            legal = is_scale(product) and is_scale(factor)
            require(legal, 507, scales.at + 4 * i, f"{product!r} and {factor!r}")


def check_metrics(metrics: Values, classes: int) -> None:
    def check(key: str, rule: bool) -> None:
        require(rule, 503, metrics[key].at + 1, f"{key} is out of its range")

    check("accuracy", 0 <= metrics["accuracy"].content <= 1)
    if "confusion" in metrics:
        counts = metrics["confusion"].content
        check("confusion", len(counts) == classes * classes)
        check("confusion", sum(counts) == metrics["count"].content)
    check("loss", metrics["loss"].content >= 0)


def check_values(model: Model) -> None:
    mean, deviation = model.input.mean, model.input.deviation
    usable = is_storable(mean) and 2.0**-126 <= deviation < math.inf
    usable = usable and all(map(math.isfinite, input_table(mean, deviation)))
    require(usable, 500, model.input.at + 20, f"mean {mean!r}, standard deviation {deviation!r}")
    if model.kind == INTEGERS:
        scale = pixel_scale(deviation)
        require(is_scale(scale), 506, model.input.at + 24, f"the scale of a pixel is {scale!r}")
    for tensor in model.tensors:
        check_elements(tensor, model.kind)
    if model.kind == INTEGERS:
        check_multipliers(model)
    if model.metrics:
        check_metrics(model.metrics, len(model.labels))
    for sample in model.samples:
        check_floats(sample.logits, sample.at)


def logits(model: Model, pixels: bytes) -> list[float]:
    """Runs the network on the pixels of one image."""
    if model.kind == INTEGERS:
        return integer_logits(model, pixels)
    tensors = {tensor.name: tensor.elements for tensor in model.tensors}
    table = input_table(model.input.mean, model.input.deviation)
    values = [table[pixel] for pixel in pixels]
    for k, layer in enumerate(model.layers):
        weights, bias = tensors[f"layers.{k}.weight"], tensors[f"layers.{k}.bias"]
        values = layer_outputs(weights, bias, values, layer.activation)
    return values


def integer_logits(model: Model, pixels: bytes) -> list[float]:
    tensors = {tensor.name: tensor for tensor in model.tensors}
    values: Any = list(pixels)
    for k in range(len(model.layers)):
        weights, bias = tensors[f"layers.{k}.weight"].elements, tensors[f"layers.{k}.bias"].elements
        last = k == len(model.layers) - 1
        values = integer_outputs(weights, bias, values, multipliers(model, k, tensors), last)
    return values


def check_samples(model: Model) -> None:
    for sample in model.samples:
        for i, found in enumerate(logits(model, sample.pixels)):
            expected = sample.logits[i]
            same = struct.pack("<f", found) == struct.pack("<f", expected)
            require(same, 600, sample.at + 4 * i, f"expected {expected!r}, found {found!r}")


# -- Whole files -----------------------------------------------------------------------------------


def read(file: bytes, level: int = 4, checkpoint: bool = False) -> Model | Checkpoint | None:
    """Checks a file up to a level and gives what it holds; below level 2 that is nothing."""
    sections = read_container(file, CHECKPOINT_LIMIT if checkpoint else MODEL_LIMIT)
    if level >= 1:
        check_digests(file, sections)
    if level < 2:
        return None
    if checkpoint:
        state = read_checkpoint(file, sections)
        for tensor in state.tensors if level >= 3 else ():
            check_floats(tensor.elements, tensor.at, zeros=True)
        return state
    model = read_model(file, sections)
    if level >= 3:
        check_values(model)
    if level >= 4:
        check_samples(model)
    return model


def write(model: Model | Checkpoint) -> bytes:
    """The one byte string of a model; raises `Refused` where a reader would, up to level 3."""
    if isinstance(model, Checkpoint):
        # Section 7: a writer gives every tensor two dimensions.
        tensors = [replace(tensor, shape=(*tensor.shape, 1)[:2]) for tensor in model.tensors]
        contents = write_tensors(tensors) | {"CKPT": write_values(model.values)}
    else:
        contents = write_tensors(model.tensors)
        contents["ARCH"] = write_layers(model.kind, model.layers)
        contents["NORM"] = write_input(model.input)
        contents["LABL"] = write_labels(model.labels)
        optional = {
            "cARd": model.card.encode("utf-8"),
            "eVAL": model.metrics and write_values(model.metrics),
            "mETa": model.notes and write_values(model.notes),
            "pROV": model.provenance and write_values(model.provenance),
            "sELF": model.samples and write_samples(model.samples),
        }
        contents |= {name: content for name, content in optional.items() if content} | model.kept
    minor = 1 if isinstance(model, Model) and model.kind == INTEGERS else 0
    file = write_container(contents, minor)
    read(file, level=3, checkpoint=isinstance(model, Checkpoint))
    return file


# -- The command -----------------------------------------------------------------------------------


def summary(model: Model | Checkpoint | None) -> Iterator[str]:
    if model:
        yield f"tensors    {len(model.tensors)}, sha256 {tensors_digest(model.tensors).hex()}"
    if isinstance(model, Checkpoint):
        yield f"values     {len(model.values)}"
    elif model:
        widths = [model.layers[0].inputs, *(layer.outputs for layer in model.layers)]
        yield f"network    {'-'.join(map(str, widths))}"
        yield f"input      {model.input.rows} x {model.input.columns} pixels"
        yield f"labels     {', '.join(map(ascii, model.labels[:10]))}"


def run_self_test(model: Model, even_if_large: bool) -> str:
    """Level 4, and a word on what was done."""
    work = len(model.samples) * sum(layer.inputs * layer.outputs for layer in model.layers)
    if work > SELF_TEST_LIMIT and not even_if_large:
        return f"left out, {work} multiply-adds; --self-test runs it"
    check_samples(model)
    return f"{len(model.samples)} samples give their logits, bit for bit"


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Reads, checks and rewrites model files.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--rewrite", metavar="OUT", help="encode what FILE holds into OUT")
    parser.add_argument("--checkpoint", action="store_true", help="FILE is a checkpoint")
    parser.add_argument("--level", type=int, choices=range(5), default=4, help="the last to check")
    parser.add_argument("--self-test", action="store_true", help="run even a large self-test")
    options = parser.parse_args(arguments)
    if options.rewrite and options.level < 2:
        parser.error("--rewrite needs --level 2 or more")
    return options


def check_file(options: argparse.Namespace) -> None:
    limit = CHECKPOINT_LIMIT if options.checkpoint else MODEL_LIMIT
    with open(options.file, "rb") as source:
        file = source.read(limit + 1)
    model = read(file, min(options.level, 3), options.checkpoint)
    lines = [f"valid      {len(file)} bytes, sha256 {hashlib.sha256(file).hexdigest()}"]
    lines += summary(model)
    if isinstance(model, Model) and options.level >= 4:
        lines.append(f"self-test  {run_self_test(model, options.self_test)}")
    if options.rewrite and model:
        with open(options.rewrite, "wb") as target:
            target.write(write(model))
    print("\n".join(lines))


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    try:
        check_file(options)
    except Refused as fault:
        print(fault, file=sys.stderr)
        return 3
    except OSError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
