"""The tool, two models of one training, the images, and what each model makes of them."""

import contextlib
import gzip
import json
import locale
import os
import pathlib
import shutil
import subprocess
import sys

import numpy

from reference import Reference

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENDINGS = {"c": "h"}
COMMA = "de_DE.UTF-8"


def clang():
    """The compiler that comes with Swift."""
    swift = shutil.which("swift")
    beside = pathlib.Path(swift).resolve().parent / "clang" if swift else None
    return beside if beside and beside.exists() else "clang"


def built(product):
    """The path of a program of this package, which is brought up to date first."""
    build = ["swift", "build", "-c", "release", "--product", product]
    subprocess.run(build, cwd=ROOT, check=True, stdout=sys.stderr)
    path = subprocess.run(
        [*build, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    return pathlib.Path(path.stdout.strip()) / product


class Workshop:
    """All that parts need, below one folder; `models` and `logits` are by number format."""

    def __init__(self, work, mnistctl):
        self.work, self.mnistctl, self.count = pathlib.Path(work), mnistctl, 0
        self.data = os.environ.get("MNIST_DIR")
        self.is_mnist = bool(self.data)
        if not self.is_mnist:
            self.data = self.work / "tiny"
            subprocess.run([HERE.parent / "CI" / "tiny-dataset", self.data], check=True)
        self.pixels, self.labels = self.dataset("t10k")
        self.pixels_path = self.work / "pixels"
        self.pixels.tofile(self.pixels_path)
        self.models = {kind: self.work / f"{kind}.mlp" for kind in ("float32", "int8")}
        self.tool(
            "train", "--data", self.data, "--hidden", "128,64", "--epochs", "2", "--quiet",
            "--out", self.models["float32"])
        self.tool(
            "quantize", self.models["float32"], "--to", "int8", "--data", self.data, "--out",
            self.models["int8"])
        self.references = {kind: Reference(path) for kind, path in self.models.items()}
        self.logits = {
            kind: reference.logits(self.pixels) for kind, reference in self.references.items()}
        self.classes = self.logits["float32"].shape[1]

    def data_path(self, name):
        plain = pathlib.Path(self.data, name)
        return plain if plain.exists() else plain.with_name(f"{name}.gz")

    @property
    def images_path(self):
        return self.data_path("t10k-images-idx3-ubyte")

    def dataset(self, name):
        """The images, `[count, pixels]`, and labels of one of the two sets."""
        found = []
        for suffix, offset in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8)):
            path = self.data_path(f"{name}-{suffix}")
            content = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
            found.append(numpy.frombuffer(content, dtype=numpy.uint8, offset=offset))
        return found[0].reshape(len(found[1]), -1), found[1]

    def training(self):
        return self.dataset("train")

    @contextlib.contextmanager
    def comma(self):
        """Lets this program and those that it starts write decimals with a comma."""
        folder = self.work / "locales"
        if not folder.exists():
            folder.mkdir()
            subprocess.run(
                ["localedef", "-i", "de_DE", "-f", "UTF-8", folder / COMMA], check=True)
        before = {name: os.environ.get(name) for name in ("LOCPATH", "LC_ALL")}
        os.environ.update(LOCPATH=str(folder), LC_ALL=COMMA)
        try:
            locale.setlocale(locale.LC_ALL, "")
            assert locale.localeconv()["decimal_point"] == ","
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
            locale.setlocale(locale.LC_ALL, "")

    def home(self):
        self.count += 1
        path = self.work / str(self.count)
        path.mkdir()
        return path

    def run(self, *words, **options):
        """How a command of the tool ended."""
        return subprocess.run(
            [self.mnistctl, *map(str, words)], capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, **options)

    def tool(self, *words, **options):
        """What a command prints that must succeed."""
        done = self.run(*words, **options)
        if done.returncode != 0:
            raise RuntimeError(f"mnistctl {' '.join(map(str, words))}: {done.stderr.strip()}")
        return done.stdout

    def export(self, kind, target, *options):
        """A model in another format, written anew."""
        path = self.home() / f"{kind}.{ENDINGS.get(target, target)}"
        self.tool("export", self.models[kind], "--to", target, "--out", path, *options)
        return path

    def imported(self, path, *options):
        """The model file that is made of a file."""
        out = self.home() / "imported.mlp"
        self.tool("import", path, "--out", out, *options)
        return out

    def inspect(self, model):
        path = self.models.get(model, model)
        return json.loads(self.tool("inspect", path, "--json"))

    def twice(self, part, kind, target, *options):
        """A model in another format: the same bytes each time, and where decimals have a comma."""
        first = self.export(kind, target, *options)
        with self.comma():
            again = self.export(kind, target, *options)
        part.check(
            f"{kind} {target}: exported twice", first.read_bytes() == again.read_bytes(),
            "other bytes")
        return first

    def returns(self, part, what, path, kind, *options):
        """Imports an export: the same tensors, input and labels."""
        found, expected = self.inspect(self.imported(path, *options)), self.inspect(kind)
        for key in ("tensorsSHA256", "normalisation", "labels", "layers"):
            part.equal(f"{what}: {key} after import", found[key], expected[key])

    def metadata(self, kind):
        """What every export of a model says about it; the generator is left to the format's part."""
        model = self.references[kind].model
        names = {0: "identity", 1: "relu"}
        return {
            "mnistkit.version": "1",
            "mnistkit.tensors_sha256": self.inspect(kind)["tensorsSHA256"],
            "mnistkit.rows": str(model.input.rows), "mnistkit.columns": str(model.input.columns),
            "mnistkit.labels": model.labels,
            "mnistkit.mean": numpy.float32(model.input.mean),
            "mnistkit.standard_deviation": numpy.float32(model.input.deviation),
            "mnistkit.activations": ",".join(names[layer.activation] for layer in model.layers),
        }

    def check_metadata(self, part, what, found, kind):
        """Compares metadata of a file, texts by key, with what they must say."""
        for key, expected in self.metadata(kind).items():
            text = found.get(key)
            if isinstance(expected, numpy.float32):
                value = None if text is None else numpy.float32(text)
            else:
                value = json.loads(text) if isinstance(expected, list) and text else text
            part.equal(f"{what}: {key}", value, expected)
        generator = found.get("mnistkit.generator", "")
        part.check(f"{what}: generator", generator.startswith("mnistkit "), generator)
