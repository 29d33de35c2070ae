"""What the peers in Python share: the data, the command line, the clock.

Every peer is a program with some of these verbs; each prints one JSON object.

    PEER versions                             what it is made of; fails where that is missing
    PEER train DATA HIDDEN EPOCHS OUT         seconds of each epoch, test accuracy; saves to OUT
    PEER infer DATA MODEL SECONDS BATCH...    microseconds a call by batch size, test accuracy
    PEER load DATA SECONDS                    microseconds, checksums of the arrays
    PEER store MODEL FOLDER SECONDS           microseconds by kind
    PEER search DATA WIDTHS FOLDS EPOCHS      mean accuracy of each width over the folds

HIDDEN lists the widths of the hidden layers, `128,64`. The number of threads is OMP_NUM_THREADS.
"""

import gzip
import json
import os
import pathlib
import statistics
import sys
import time

import numpy as np

CLASSES, BATCH, RATE, SEED = 10, 128, 0.1, 1
SCALE = np.float32(1 / 255)


def threads():
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def read(data, name, header):
    """The bytes of an IDX file after its header."""
    for path in (data / f"{name}.gz", data / name):
        if path.exists():
            opened = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
            with opened as file:
                return np.frombuffer(file.read(), np.uint8, offset=header)
    raise SystemExit(f"{data}: no {name}")


def load(data, part):
    """Images [count, pixels] and labels [count] of `train` or `t10k`, as bytes."""
    labels = read(data, f"{part}-labels-idx1-ubyte", 8)
    return read(data, f"{part}-images-idx3-ubyte", 16).reshape(len(labels), -1), labels


def scaled(pixels):
    """The inputs of a network: 0 ... 1 in float32."""
    images = pixels.astype(np.float32)
    images *= SCALE
    return images


def start(widths):
    """He's uniform initialisation: a weight [inputs, outputs] and a bias for each layer."""
    rng = np.random.default_rng(SEED)
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        limit = np.sqrt(6 / inputs)
        weight = rng.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        layers.append((weight, np.zeros(outputs, np.float32)))
    return layers


def read_model(path):
    """The layers of a model file, read by the second reader that stands beside its document."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "formats"))
    import mlp_reader  # from the folder that was just named

    model = mlp_reader.read(pathlib.Path(path).read_bytes(), level=3)
    tensors = {
        tensor.name: np.array(tensor.elements, np.float32).reshape(tensor.shape)
        for tensor in model.tensors
    }
    return [
        (np.ascontiguousarray(tensors[f"layers.{k}.weight"].T), tensors[f"layers.{k}.bias"])
        for k in range(len(model.layers))
    ]


def timed_epochs(epochs, epoch):
    """The seconds that each call of `epoch` takes."""
    seconds = []
    for _ in range(epochs):
        began = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - began)
    return seconds


def median_microseconds(seconds, call, calls=1):
    """The median duration of a call; at least three samples, the first half of them is warm-up."""
    samples = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(samples) < 3:
        began = time.perf_counter_ns()
        for _ in range(calls):
            call()
        samples.append((time.perf_counter_ns() - began) / calls / 1000)
    return statistics.median(samples[len(samples) // 2 :])


def infer(data, seconds, batches, classify):
    """Times `classify`, from pixels [count, 784] to labels [count], on batches in turn."""
    pixels, labels = load(data, "t10k")
    microseconds = {}
    for batch in batches:
        first = 0

        def call():
            nonlocal first
            classify(pixels[first : first + batch])
            first = (first + batch) % (len(labels) - batch)

        microseconds[batch] = median_microseconds(seconds, call, max(1, 128 // batch))
    accuracy = float(np.mean(np.asarray(classify(pixels)) == labels))
    return {"accuracy": accuracy, "microseconds": microseconds}


def run(versions, **verbs):
    """Runs the verb that the command line names."""
    verb, *words = sys.argv[1:]
    path = pathlib.Path
    if verb == "versions":
        result = {"versions": versions()}
    elif verb == "train":
        widths = [28 * 28, *map(int, words[1].split(",")), CLASSES]
        result = verbs["train"](path(words[0]), widths, int(words[2]), path(words[3]))
    elif verb == "infer":
        classify = verbs["infer"](read_model(words[1]))
        result = infer(path(words[0]), float(words[2]), [int(word) for word in words[3:]], classify)
    elif verb == "load":
        result = verbs["load"](path(words[0]), float(words[1]))
    elif verb == "store":
        result = verbs["store"](read_model(words[0]), path(words[1]), float(words[2]))
    elif verb == "search":
        widths = [int(width) for width in words[1].split(",")]
        result = verbs["search"](path(words[0]), widths, int(words[2]), int(words[3]))
    else:
        raise SystemExit(f"unknown verb {verb}")
    print(json.dumps(result))
