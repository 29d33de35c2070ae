"""The recipes of formats/exchange.md, run as they stand."""

import contextlib
import io
import os
import re
import subprocess
import warnings

import numpy
import sklearn.neural_network
import torch

from importing import MEAN, DEVIATION, TRAINED, Perceptron, train
from reference import Reference
from workshop import ROOT

# Keras takes any of several libraries for its arithmetic; PyTorch is there.
os.environ["KERAS_BACKEND"] = "torch"
import keras  # noqa: E402

DOCUMENT = ROOT / "formats" / "exchange.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes(part, shop):
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    imports = [text for kind, text in blocks if kind == "python" and "mnistctl import" in text]
    part.equal("recipes of imports", len(imports), 6)
    trained = Trained(*shop.training())
    for text in imports:
        imported(part, shop, text, *trained.of(text))
    runs = [text for kind, text in blocks if kind == "python" and 'labels = ' in text]
    part.equal("recipes of exports", len(runs), 5)
    for text in runs:
        exported(part, shop, text)
    headers = [text for kind, text in blocks if kind == "c"]
    if part.equal("recipes of headers", len(headers), 1):
        compiled(part, shop, headers[0])


class Trained:
    """Networks of other software, under the names that the recipes have for them."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels[:TRAINED], labels[:TRAINED]
        self.fractions = self.pixels.astype(numpy.float32) / 255

    def of(self, recipe):
        """The names that a recipe uses, and the function that classifies pixels by its network."""
        if "# Keras" in recipe:
            return self.keras()
        if "# NumPy" in recipe:
            names, classify = self.scikit_learn()
            (w1, w2), (b1, b2) = names["m"].coefs_, names["m"].intercepts_
            return {"w1": w1, "b1": b1, "w2": w2, "b2": b2}, classify
        return self.scikit_learn() if "torch" not in recipe else self.torch("onnx" in recipe)

    def torch(self, takes_planes):
        network = Perceptron(normalises=False)
        train(network, (self.pixels / 255 - MEAN).astype(numpy.float32) / DEVIATION, self.labels)

        def classify(pixels):
            fed = torch.from_numpy((pixels.astype(numpy.float32) / 255 - MEAN) / DEVIATION)
            with torch.no_grad():
                return network(fed).numpy().argmax(axis=1)

        return {"torch": torch, "model": network if takes_planes else network.layers}, classify

    def keras(self):
        keras.utils.set_random_seed(1)
        network = keras.Sequential([
            keras.layers.Input((784,)), keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(24, activation="relu"), keras.layers.Dense(10)])
        network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        network.fit(self.fractions, self.labels, epochs=2, batch_size=100, verbose=0)
        return {"model": network}, lambda pixels: network.predict(
            pixels.astype(numpy.float32) / 255, verbose=0).argmax(axis=1)

    def scikit_learn(self):
        network = sklearn.neural_network.MLPClassifier((32,), max_iter=5, random_state=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # five epochs do not converge
            network.fit(self.fractions, self.labels)
        names = {"m": network, "classifier": network, "X": self.fractions}
        return names, lambda pixels: network.predict(pixels.astype(numpy.float32) / 255)


def imported(part, shop, recipe, names, classify):
    """Runs a recipe and the command in its last line; the model must classify as the original."""
    what = recipe.splitlines()[0].removeprefix("# ")
    folder = shop.home()
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(recipe, str(DOCUMENT), "exec"), names)
    words = re.search(r"mnistctl (import .*)", recipe).group(1).split()
    done = shop.run(*words, cwd=folder)
    if part.check(f"{what}: imports", done.returncode == 0, done.stderr.strip()):
        found = Reference(folder / "model.mlp").logits(shop.pixels).argmax(axis=1)
        part.labels(f"{what}: classes", found, classify(shop.pixels))
        part.check(f"{what}: it has learned", (found == shop.labels).mean() > 0.8)


def exported(part, shop, recipe):
    """Runs a recipe on an export: it must classify as the model itself."""
    what = recipe.splitlines()[0].removeprefix("# ")
    target = re.search(r'"digits\.(\w+)"', recipe).group(1)
    for kind in ("float32", "int8") if "8 bits" in what else ("float32",):
        folder, names = shop.home(), {"pixels": shop.pixels.copy()}
        shop.tool(
            "export", shop.models[kind], "--to", target, "--out", folder / f"digits.{target}")
        with contextlib.chdir(folder):
            exec(compile(recipe, str(DOCUMENT), "exec"), names)
        part.labels(
            f"{what}: classes of {kind}", numpy.asarray(names["labels"]),
            shop.logits[kind].argmax(axis=1))


def compiled(part, shop, recipe):
    """Puts a recipe into a program that reads one image, and compares what it prints."""
    folder = shop.home()
    shop.tool("export", shop.models["int8"], "--to", "c", "--name", "digits",
              "--out", folder / "digits.h")
    include, body = recipe.split("\n", 1)
    (folder / "main.c").write_text(
        f"#include <stdio.h>\n{include}\nint main(void)\n{{\n"
        "unsigned char pixels[digits_PIXELS];\n"
        f"if (fread(pixels, 1, sizeof pixels, stdin) != sizeof pixels) return 1;\n{body}"
        "return 0;\n}\n")
    subprocess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", folder / "main",
         folder / "main.c"], check=True)
    labels = shop.references["int8"].model.labels
    classes = shop.logits["int8"].argmax(axis=1)
    for image in range(10):
        printed = subprocess.run(
            [folder / "main"], input=shop.pixels[image].tobytes(), capture_output=True, check=True)
        part.equal(
            f"C header: image {image}", printed.stdout.decode().strip(), labels[classes[image]])
