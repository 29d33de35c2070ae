"""The peer: 784-128-10 in NumPy, float32, minibatch SGD written by hand.

    numpy_peer.py train DATA EPOCHS OUT.npz    seconds of each epoch, test accuracy
    numpy_peer.py infer DATA MODEL.npz         microseconds a call for several batch sizes

Prints one JSON object. The number of threads is that of the BLAS, from OPENBLAS_NUM_THREADS.
"""

import gzip
import json
import pathlib
import sys
import time

import numpy as np

HIDDEN, CLASSES, BATCH, RATE, SEED = 128, 10, 128, np.float32(0.1), 1


def read(data, name, header):
    for path in (data / f"{name}.gz", data / name):
        if path.exists():
            opened = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
            with opened as file:
                return np.frombuffer(file.read(), np.uint8, offset=header)
    raise SystemExit(f"{data}: no {name}")


def load(data, part):
    labels = read(data, f"{part}-labels-idx1-ubyte", 8)
    return read(data, f"{part}-images-idx3-ubyte", 16).reshape(len(labels), -1), labels


def logits(model, pixels):
    """Logits from bytes, [count, classes]."""
    x = pixels.astype(np.float32)
    x *= np.float32(1 / 255)
    hidden = x @ model["w1"]
    hidden += model["b1"]
    np.maximum(hidden, 0, out=hidden)
    return hidden @ model["w2"] + model["b2"]


def accuracy(model, pixels, labels):
    return float(np.mean(logits(model, pixels).argmax(axis=1) == labels))


def start(inputs, rng):
    def uniform(rows, columns):
        limit = np.sqrt(6 / rows)
        return rng.uniform(-limit, limit, (rows, columns)).astype(np.float32)

    return {
        "w1": uniform(inputs, HIDDEN),
        "b1": np.zeros(HIDDEN, np.float32),
        "w2": uniform(HIDDEN, CLASSES),
        "b2": np.zeros(CLASSES, np.float32),
    }


def step(model, x, labels):
    """One minibatch: forward, softmax cross-entropy, backward, update."""
    hidden = x @ model["w1"]
    hidden += model["b1"]
    np.maximum(hidden, 0, out=hidden)
    z = hidden @ model["w2"]
    z += model["b2"]
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)
    z[np.arange(len(labels)), labels] -= 1
    z *= np.float32(1 / len(labels))
    back = z @ model["w2"].T
    back *= hidden > 0
    model["w2"] -= RATE * (hidden.T @ z)
    model["b2"] -= RATE * z.sum(axis=0)
    model["w1"] -= RATE * (x.T @ back)
    model["b1"] -= RATE * back.sum(axis=0)


def train(data, epochs, out):
    pixels, labels = load(data, "train")
    test_pixels, test_labels = load(data, "t10k")
    rng = np.random.default_rng(SEED)
    images = pixels.astype(np.float32)
    images *= np.float32(1 / 255)
    model = start(images.shape[1], rng)
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        order = rng.permutation(len(labels))
        for first in range(0, len(labels), BATCH):
            chosen = order[first : first + BATCH]
            step(model, images[chosen], labels[chosen])
        seconds.append(time.perf_counter() - began)
    np.savez(out, **model)
    return {"epochSeconds": seconds, "accuracy": accuracy(model, test_pixels, test_labels)}


def infer(data, path, batches=(1, 1024), least_seconds=0.5):
    model = dict(np.load(path))
    pixels, labels = load(data, "t10k")
    result = {"accuracy": accuracy(model, pixels, labels), "microseconds": {}}
    for batch in batches:
        samples, first = [], 0
        end = time.perf_counter() + 2 * least_seconds
        while time.perf_counter() < end:
            images = pixels[first : first + batch]
            began = time.perf_counter_ns()
            logits(model, images).argmax(axis=1)
            samples.append(time.perf_counter_ns() - began)
            first = (first + batch) % (len(labels) - batch)
        # The first half of the samples is warm-up.
        result["microseconds"][str(batch)] = float(np.median(samples[len(samples) // 2 :])) / 1000
    return result


def main():
    verb, data = sys.argv[1], pathlib.Path(sys.argv[2])
    if verb == "train":
        result = train(data, int(sys.argv[3]), sys.argv[4])
    else:
        result = infer(data, sys.argv[3])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
