"""NumPy: a network written by hand, float32, over the BLAS that the wheel brings.

Also the usual way to load MNIST in Python: the module gzip, and arrays over what it inflates.
"""

import platform
import zlib
from concurrent.futures import ThreadPoolExecutor

import job
import numpy as np


def forward(layers, x):
    """The outputs of every layer."""
    outputs = []
    for index, (weight, bias) in enumerate(layers):
        x = x @ weight
        x += bias
        if index + 1 < len(layers):
            np.maximum(x, 0, out=x)
        outputs.append(x)
    return outputs


def classify(layers, pixels):
    return forward(layers, job.scaled(pixels))[-1].argmax(axis=1)


def step(layers, x, labels):
    """One minibatch: forward, softmax cross-entropy, backward, update."""
    rate = np.float32(job.RATE)
    outputs = forward(layers, x)
    delta = outputs[-1]
    delta -= delta.max(axis=1, keepdims=True)
    np.exp(delta, out=delta)
    delta /= delta.sum(axis=1, keepdims=True)
    delta[np.arange(len(labels)), labels] -= 1
    delta *= np.float32(1 / len(labels))
    for index in reversed(range(len(layers))):
        weight, bias = layers[index]
        below = outputs[index - 1] if index else x
        if index:
            back = delta @ weight.T
            back *= below > 0
        gradient = below.T @ delta
        gradient *= rate
        weight -= gradient
        bias -= rate * delta.sum(axis=0)
        if index:
            delta = back


def train(data, widths, epochs, out):
    pixels, labels = job.load(data, "train")
    test_pixels, test_labels = job.load(data, "t10k")
    rng = np.random.default_rng(job.SEED)
    images = job.scaled(pixels)
    layers = job.start(widths)

    def epoch():
        order = rng.permutation(len(labels))
        for first in range(0, len(labels), job.BATCH):
            chosen = order[first : first + job.BATCH]
            step(layers, images[chosen], labels[chosen])

    seconds = job.timed_epochs(epochs, epoch)
    with open(out, "wb") as file:
        np.savez(file, *(tensor for layer in layers for tensor in layer))
    accuracy = float(np.mean(classify(layers, test_pixels) == test_labels))
    return {"epochSeconds": seconds, "accuracy": accuracy}


def load(data, seconds):
    """Both parts; zlib releases the interpreter's lock, so threads can share the files."""
    with ThreadPoolExecutor(job.threads()) as pool:
        parts = ("train", "t10k")

        def call():
            return list(pool.map(lambda part: job.load(data, part), parts))

        microseconds = job.median_microseconds(seconds, call)
        checksums = {}
        for part, (pixels, labels) in zip(parts, call()):
            checksums[f"{part}-images"] = str(zlib.crc32(pixels))
            checksums[f"{part}-labels"] = str(zlib.crc32(labels))
    return {"microseconds": microseconds, "checksums": checksums}


def versions():
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return (
        f"{np.__version__}, {blas['name']} {blas['version']}; Python {platform.python_version()}, "
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}"
    )


job.run(
    versions,
    train=train,
    infer=lambda layers: lambda pixels: classify(layers, pixels),
    load=load,
)
