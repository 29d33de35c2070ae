"""Models that other software trained and saved, imported: they classify as the original does."""

import logging
import warnings

import gguf
import numpy
import onnx
import safetensors.numpy
import safetensors.torch
import skl2onnx
import sklearn.neural_network
import torch

from reference import Reference

MEAN, DEVIATION = 0.1307, 0.3081
# Enough for a network whose classes are not a matter of chance.
TRAINED = 10_000


def importing(part, shop):
    pixels, labels = shop.training()
    network = Perceptron()
    train(network, pixels[:TRAINED], labels[:TRAINED])
    with torch.no_grad():
        expected = network(torch.from_numpy(shop.pixels.copy())).numpy().argmax(axis=1)
    part.note(torch_accuracy=f"{(expected == shop.labels).mean():.4f}")
    state = {name: tensor.contiguous() for name, tensor in network.layers.state_dict().items()}
    tensor_files(part, shop, state, expected)
    graphs(part, shop, network, expected)
    scikit_learn(part, shop, pixels[:TRAINED], labels[:TRAINED])
    refused(part, shop)


class Perceptron(torch.nn.Module):
    """From pixel bytes to logits, as a user of PyTorch writes it."""

    def __init__(self, normalises=True):
        super().__init__()
        self.normalises = normalises
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(784, 32), torch.nn.ReLU(), torch.nn.Linear(32, 24), torch.nn.ReLU(),
            torch.nn.Linear(24, 10))

    def forward(self, pixels):
        x = torch.flatten(pixels, 1)
        if self.normalises:
            x = (x.to(torch.float32) / 255 - MEAN) / DEVIATION
        return self.layers(x)


def train(network, pixels, labels):
    torch.manual_seed(1)
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3)
    x, y = torch.from_numpy(pixels.copy()), torch.from_numpy(labels.astype(numpy.int64))
    for _ in range(3):
        for rows in torch.randperm(len(x)).split(100):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()
            optimiser.step()


def classifies(part, shop, what, path, expected, *options, tensors=()):
    """Imports a file, whose network must give the classes of the original, and these tensors."""
    done = shop.run("import", path, "--out", path.with_suffix(".mlp"), *options)
    if not part.check(f"{what}: imports", done.returncode == 0, done.stderr.strip()):
        return
    model = Reference(path.with_suffix(".mlp"))
    part.labels(
        f"{what}: classes", model.logits(shop.pixels).argmax(axis=1), expected)
    for k, array in enumerate(tensors):
        name = f"layers.{k // 2}.{('weight', 'bias')[k % 2]}"
        part.same(f"{what}: {name}", model.tensors[name], array)


def normalised(mean=MEAN, deviation=DEVIATION):
    return "--normalise", f"{mean},{deviation}"


# -- Tensors ---------------------------------------------------------------------------------------


def tensor_files(part, shop, state, expected):
    folder = shop.home()
    arrays = [tensor.numpy() for tensor in state.values()]

    def named(*layers, parts=("weight", "bias")):
        names = [f"{layer}{part}" for layer in layers for part in parts]
        return dict(zip(names, arrays))

    def judge(what, path, *options, tensors=arrays):
        classifies(part, shop, what, path, expected, *normalised(), *options, tensors=tensors)

    safetensors.torch.save_file(state, folder / "sequential.safetensors")
    judge("safetensors of torch's Sequential", folder / "sequential.safetensors")
    safetensors.numpy.save_file(named("fc1.", "fc2.", "out."), folder / "named.safetensors")
    judge("safetensors with names", folder / "named.safetensors")
    safetensors.numpy.save_file(
        named("z.", "m.", "a."), folder / "ordered.safetensors", metadata={"format": "pt"})
    judge("safetensors with --layers", folder / "ordered.safetensors", "--layers", "z,m,a")
    safetensors.numpy.save_file(
        {**named("z.", "m.", "a."), "n.num_batches_tracked": numpy.array(7)},
        folder / "counted.safetensors")
    judge("safetensors with a counter", folder / "counted.safetensors", "--layers", "z,m,a")
    keras = {
        name: numpy.ascontiguousarray(array.T)
        for name, array in named("dense/", "dense_1/", "dense_2/", parts=("kernel", "bias")).items()}
    safetensors.numpy.save_file(keras, folder / "keras.safetensors")
    judge("safetensors in Keras's layout", folder / "keras.safetensors")

    plain = named("layers.0.", "layers.1.", "layers.2.")
    halves = {name: array.astype("<f2") for name, array in plain.items()}
    rounded = [array.astype(numpy.float32) for array in halves.values()]
    variants = {
        "stored": (numpy.savez, plain, arrays),
        "deflated": (numpy.savez_compressed, plain, arrays),
        "Fortran": (numpy.savez, {n: numpy.asfortranarray(a) for n, a in plain.items()}, arrays),
        "big-endian": (numpy.savez, {n: a.astype(">f4") for n, a in plain.items()}, arrays),
        "binary64": (numpy.savez, {n: a.astype("<f8") for n, a in plain.items()}, arrays),
        "keras": (numpy.savez, keras, arrays),
        "weights and biases": (numpy.savez, {
            f"{'wb'[k % 2]}{k // 2 + 1}": array for k, array in enumerate(arrays)}, arrays),
    }
    for what, (save, tensors, found) in variants.items():
        path = folder / f"{what.replace(' ', '-')}.npz"
        save(path, **tensors)
        judge(f"npz {what}", path, tensors=found)
    numpy.savez(folder / "binary16.npz", **halves)
    classifies(
        part, shop, "npz binary16", folder / "binary16.npz",
        classes_of(rounded, shop.pixels), *normalised(), tensors=rounded)

    writer = gguf.GGUFWriter(folder / "model.gguf", "perceptron")
    for name, array in plain.items():
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    judge("GGUF of its writer", folder / "model.gguf")


def classes_of(tensors, pixels):
    """The classes of a network with ReLU between its layers, in binary64."""
    x = (pixels / 255 - MEAN) / DEVIATION
    for k in range(0, len(tensors), 2):
        x = x @ tensors[k].T.astype(numpy.float64) + tensors[k + 1]
        x = numpy.maximum(x, 0) if k + 2 < len(tensors) else x
    return x.argmax(axis=1)


# -- Graphs ----------------------------------------------------------------------------------------


def graphs(part, shop, network, expected):
    """Both exporters of PyTorch, with normalisation in the graph and without."""
    folder = shop.home()
    logging.disable(logging.WARNING)  # of operations that are not used here
    bare = Perceptron(normalises=False)
    bare.load_state_dict(network.state_dict())
    inputs = {
        "with": (network, torch.zeros(2, 28, 28, dtype=torch.uint8), ()),
        "without": (bare, torch.zeros(2, 784), normalised()),
    }
    for exporter, dynamo in (("TorchScript", False), ("dynamo", True)):
        for what, (module, example, options) in inputs.items():
            path = folder / f"{exporter}-{what}.onnx"
            shape = {"dynamic_shapes": ({0: torch.export.Dim("batch")},)} if dynamo else {
                "dynamic_axes": {"pixels": {0: "batch"}}}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                torch.onnx.export(
                    module, (example,), str(path), input_names=["pixels"],
                    output_names=["logits"], dynamo=dynamo, external_data=False, verbose=False,
                    **shape)
            classifies(
                part, shop, f"ONNX of torch's {exporter} {what} normalisation", path, expected,
                *options)


def scikit_learn(part, shop, pixels, labels):
    """A classifier with its softmax, exported by skl2onnx, and its weights as arrays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that three passes are few
        model = sklearn.neural_network.MLPClassifier((32,), max_iter=3, random_state=1)
        model.fit(pixels.astype(numpy.float32) / 255, labels)
    expected = model.predict(shop.pixels.astype(numpy.float32) / 255)
    folder = shop.home()
    kind = skl2onnx.common.data_types.FloatTensorType([None, 784])
    for what, options in (("ZipMap", {}), ("no ZipMap", {id(model): {"zipmap": False}})):
        file = skl2onnx.convert_sklearn(
            model, initial_types=[("pixels", kind)], options=options, target_opset=17)
        path = folder / f"{what.replace(' ', '-')}.onnx"
        onnx.save(file, path)
        classifies(part, shop, f"ONNX of scikit-learn, {what}", path, expected, *normalised(0, 1))
    arrays = {f"coefs_{k}": coef for k, coef in enumerate(model.coefs_)}
    arrays |= {f"intercepts_{k}": bias for k, bias in enumerate(model.intercepts_)}
    numpy.savez(folder / "arrays.npz", **arrays)
    classifies(
        part, shop, "npz of scikit-learn", folder / "arrays.npz", expected, *normalised(0, 1))


# -- Refusals --------------------------------------------------------------------------------------


def refused(part, shop):
    """What is missing is asked for; pickles are never read."""
    folder = shop.home()
    tensors = {"0.weight": numpy.eye(10, 784, dtype="<f4"), "0.bias": numpy.zeros(10, "<f4")}
    objects = {**tensors, "0.bias": numpy.array([{}] * 10, dtype=object)}
    safetensors.numpy.save_file(tensors, folder / "silent.safetensors")
    numpy.savez(folder / "objects.npz", **objects)
    torch.save(tensors, folder / "pickled.pt")
    cases = {
        "no normalisation": ("silent.safetensors", (), "--normalise"),
        "objects": ("objects.npz", normalised(0, 1), "pickled"),
        "torch.save": ("pickled.pt", normalised(0, 1), "pickled"),
    }
    for what, (name, options, says) in cases.items():
        done = shop.run("import", folder / name, "--out", folder / "out.mlp", *options)
        part.equal(f"{what}: exit code", done.returncode, 3)
        part.check(f"{what}: says {says!r}", says in done.stderr, done.stderr)
        part.check(f"{what}: nothing is written", not (folder / "out.mlp").exists())
