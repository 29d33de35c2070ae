"""Legal model files and checkpoints: the golden ones, and small ones made by chance."""

import functools
import math
import pathlib
import random
import string
from array import array

import mlp_reader
from mlp_numbers import binary32
from mlp_reader import Checkpoint, Input, Layer, Model, Sample, Tensor, Value

from model_editor import ModelEditor

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/model-file"
TEXTS = ["a", "0", "größe", "≤ 3", "数字", "🙂", "x y", "'\"\\", "e\u0301", "\u00a0", "\U0010fffd"]
GROUPS = ("data.test", "data.training", "results", "settings", "synthesis")


def number(pick):
    """A binary32 number that a file may hold: usual, very small, or without a fraction."""
    value = pick.choice(
        (pick.uniform(-1, 1), pick.uniform(-1, 1), math.ldexp(pick.uniform(-1, 1), -140),
         pick.randint(-3, 3), 0.0)
    )  # fmt: skip
    return binary32(value) + 0.0


def name(pick):
    return "".join(
        pick.choices(string.ascii_lowercase + string.digits + "_.", k=pick.randint(1, 9))
    )


def text(pick):
    return "".join(pick.choices(TEXTS, k=pick.randint(1, 5)))


def value(pick, kind):
    """A typed value of a type."""
    count = pick.randint(0, 4)
    whole = functools.partial(pick.randrange, 2**53)
    contents = {
        1: whole,
        2: lambda: pick.randrange(-(2**63), 2**63),
        3: lambda: pick.uniform(0, 1),
        4: lambda: pick.random() < 0.5,
        5: lambda: text(pick),
        6: lambda: pick.randbytes(count),
        7: lambda: [whole() for _ in range(count)],
        8: lambda: [pick.uniform(0, 1) for _ in range(count)],
    }
    return Value(kind, contents[kind]())


def notes(pick):
    return {name(pick): value(pick, pick.randint(1, 8)) for _ in range(pick.randint(1, 8))}


def provenance(pick):
    """Whole groups of known keys, some keys that need not be there, and some that nobody knows."""
    groups = {"", *pick.sample(GROUPS, pick.randint(0, len(GROUPS)))}
    values = {}
    for key, row in mlp_reader.PROVENANCE.items():
        if row.group in groups and (row.required or pick.random() < 0.5):
            kind = mlp_reader.TYPES[row.word]
            values[key] = Value(6, pick.randbytes(32)) if kind == 6 else value(pick, kind)
    return values | {"zz." + key: note for key, note in notes(pick).items()}


def metrics(pick, classes):
    counts = [pick.randrange(9) for _ in range(classes * classes)]
    values = {
        "accuracy": Value(3, pick.choice((0.0, 1.0, pick.random()))),
        "count": Value(1, sum(counts)),
        "data.sha256": Value(6, pick.randbytes(32)),
        "loss": Value(3, pick.uniform(0, 9)),
    }
    if pick.random() < 0.7:
        values["confusion"] = Value(7, counts)
    if pick.random() < 0.3:
        values |= {"zz." + key: note for key, note in notes(pick).items()}
    return values


def tensor(pick, title, shape):
    return Tensor(title, shape, array("f", (number(pick) for _ in range(math.prod(shape)))))


def float_layer(pick, k, inputs, outputs):
    return [
        tensor(pick, f"layers.{k}.weight", (outputs, inputs)),
        tensor(pick, f"layers.{k}.bias", (outputs,)),
    ]


def scale(pick):
    """Whatever they are, products and quotients of so few of them are normal numbers."""
    return binary32(pick.uniform(1, 2) * 2.0 ** pick.choice((-8, -8, pick.randint(-20, 5))))


def integer_layer(pick, k, inputs, outputs):
    weights = (pick.choice((-127, 127, 0, pick.randint(-127, 127))) for _ in range(inputs * outputs))
    limits = (mlp_reader.BIAS_LIMIT, -mlp_reader.BIAS_LIMIT)
    bias = (pick.choice((0, *limits, *(pick.randint(-9_999, 9_999) for _ in range(5))))
            for _ in range(outputs))  # fmt: skip
    scales = array("f", (scale(pick) for _ in range(outputs)))
    tensors = [
        Tensor(f"layers.{k}.weight", (outputs, inputs), array("b", weights), mlp_reader.I8),
        Tensor(f"layers.{k}.bias", (outputs,), array("i", bias), mlp_reader.I32),
        Tensor(f"layers.{k}.scale", (outputs,), scales),
    ]
    if k > 0:
        tensors.append(Tensor(f"layers.{k}.scale_input", (1,), array("f", [scale(pick)])))
    return tensors


def model(pick, kind=mlp_reader.FLOATS):
    is_quantised = kind == mlp_reader.INTEGERS
    widths = [pick.randint(1, 12) for _ in range(pick.randint(2, 5))]
    layers, tensors = [], []
    for k, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        last = k == len(widths) - 2
        hidden = 1 if is_quantised else pick.randint(0, 1)
        layers.append(Layer(inputs, outputs, 0 if last else hidden))
        tensors += (integer_layer if is_quantised else float_layer)(pick, k, inputs, outputs)
    rows = pick.choice([n for n in range(1, widths[0] + 1) if widths[0] % n == 0])
    mean, deviation = pick.choice(((0.0, 1.0), (0.25, 0.5), (binary32(-0.1307), binary32(0.3081))))
    labels = [f"{i}{text(pick) if pick.random() < 0.3 else ''}" for i in range(widths[-1])]
    norm = Input(rows, widths[0] // rows, mean, deviation)
    result = Model(layers, norm, labels, tensors, kind=kind)
    if pick.random() < 0.5:
        result.card = f"# {text(pick)}\n\n\t{text(pick)}\n"
    if pick.random() < 0.5:
        result.metrics = metrics(pick, widths[-1])
    if pick.random() < 0.6:
        result.notes = notes(pick)
    if pick.random() < 0.6:
        result.provenance = provenance(pick)
    for _ in range(pick.choice((0, 1, 2, 5))):
        pixels = bytes(pick.choice((0, 0, 255, pick.randrange(256))) for _ in range(widths[0]))
        logits = array("f", mlp_reader.logits(result, pixels))
        result.samples.append(Sample(pixels, logits))
    if pick.random() < 0.3:
        result.kept = {"zAFe": pick.randbytes(pick.randint(1, 90))}
    return mlp_reader.write(result)


def checkpoint(pick):
    names = sorted({name(pick) for _ in range(pick.randint(1, 5))})
    shapes = [tuple(pick.randint(1, 9) for _ in range(pick.randint(1, 2))) for _ in names]
    tensors = [tensor(pick, title, shape) for title, shape in zip(names, shapes)]
    return mlp_reader.write(Checkpoint(notes(pick), tensors))


class LegalFile:
    """A file, whether it is a checkpoint, and the sections that it has."""

    def __init__(self, title, file):
        editor = ModelEditor(file)
        if editor.file != file:
            raise AssertionError(f"{title}: taken apart and put together, it is another file")
        self.title, self.file, self.sections = title, file, set(editor.names)
        self.is_checkpoint = "CKPT" in self.sections

    def edit(self):
        return ModelEditor(self.file)


@functools.cache
def legal_files():
    """The golden files and some sixty made ones; the same in every process."""
    files = [(path.name, path.read_bytes()) for path in sorted(FIXTURES.glob("golden/*.mlp"))]
    files += [(f"made-{i}", model(random.Random(f"model {i}"))) for i in range(32)]
    files += [
        (f"made-quantised-{i}", model(random.Random(f"quantised {i}"), mlp_reader.INTEGERS))
        for i in range(24)
    ]
    files += [
        (f"made-checkpoint-{i}", checkpoint(random.Random(f"checkpoint {i}"))) for i in range(8)
    ]
    return [LegalFile(title, file) for title, file in files]
