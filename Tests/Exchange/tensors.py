"""Files of tensors: safetensors, npz, JSON and GGUF, each read by the software that it is for."""

import json
import re
import struct
import zipfile

import gguf
import jsonschema
import numpy
import safetensors
import safetensors.numpy
import torch

from workshop import ROOT

ALIGNMENT = 64


def compare(part, what, found, expected):
    """All tensors and no other, bit for bit."""
    part.equal(f"{what}: names", sorted(found), sorted(expected))
    for name in sorted(set(found) & set(expected)):
        part.same(f"{what}: {name}", found[name], expected[name])


# -- safetensors -----------------------------------------------------------------------------------


def safetensors_files(part, shop):
    for kind in shop.models:
        path = shop.twice(part, kind, "safetensors")
        with safetensors.safe_open(path, framework="numpy") as file:
            shop.check_metadata(part, kind, file.metadata(), kind)
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        compare(part, kind, tensors, shop.references[kind].tensors)
        alignment(part, kind, path)
        shop.returns(part, f"{kind} safetensors", path, kind)
    stack(part, shop, shop.export("float32", "safetensors"))


def alignment(part, kind, path):
    """Where tensors lie; a tensor whose length is no multiple of 64 moves those behind it."""
    content = path.read_bytes()
    length = struct.unpack_from("<Q", content)[0]
    header = json.loads(content[8:8 + length])
    part.equal(f"{kind}: start of the data, beyond a multiple of 64", (8 + length) % ALIGNMENT, 0)
    rows = sorted(row["data_offsets"] for name, row in header.items() if name != "__metadata__")
    aligned = sum(start % ALIGNMENT == 0 for start, _ in rows)
    part.note(**{f"{kind}_aligned": f"{aligned} of {len(rows)} tensors"})
    part.check(
        f"{kind}: tensors before a length that is no multiple of 64",
        all(start % ALIGNMENT == 0 or any(end % ALIGNMENT for _, end in rows[:index])
            for index, (start, _) in enumerate(rows)), rows)


def stack(part, shop, path):
    """Linear layers of PyTorch that know nothing but the file."""
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    layers = []
    for k, activation in enumerate(metadata["mnistkit.activations"].split(",")):
        weight = tensors[f"layers.{k}.weight"]
        layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
        layer.load_state_dict({"weight": weight, "bias": tensors[f"layers.{k}.bias"]})
        layers += [layer] + [torch.nn.ReLU()] * (activation == "relu")
    mean, deviation = (
        float(metadata[f"mnistkit.{name}"]) for name in ("mean", "standard_deviation"))
    x = (torch.from_numpy(shop.pixels.copy()).float() / 255 - mean) / deviation
    with torch.no_grad():
        found = torch.nn.Sequential(*layers)(x).numpy()
    expected = shop.logits["float32"]
    part.labels("PyTorch: classes", found.argmax(axis=1), expected.argmax(axis=1))
    part.note(torch_differs_by=f"{abs(found - expected).max():.1e}")


# -- npz -------------------------------------------------------------------------------------------


def npz_files(part, shop):
    for kind in shop.models:
        for what, options in (("stored", ()), ("deflated", ("--deflate",))):
            path = shop.twice(part, kind, "npz", *options)
            with zipfile.ZipFile(path) as archive:
                part.equal(f"{kind} {what}: bad member", archive.testzip(), None)
                methods = {member.compress_type for member in archive.infolist()}
            expected = zipfile.ZIP_DEFLATED if options else zipfile.ZIP_STORED
            part.equal(f"{kind} {what}: methods", methods, {expected})
            arrays(part, shop, f"{kind} {what}", path, kind)
            shop.returns(part, f"{kind} {what} npz", path, kind)


def arrays(part, shop, what, path, kind):
    with numpy.load(path, allow_pickle=False) as archive:
        found = {name: archive[name] for name in archive.files}
    metadata = found.pop("mnistkit")
    part.equal(f"{what}: type of the metadata", metadata.dtype.str, "|u1")
    shop.check_metadata(part, what, json.loads(metadata.tobytes()), kind)
    compare(part, what, found, shop.references[kind].tensors)
    for name, array in found.items():
        part.check(f"{what}: {name} in C order", array.flags.c_contiguous)
        part.check(f"{what}: {name} little-endian", array.dtype.str[0] in "<|", array.dtype.str)


# -- JSON ------------------------------------------------------------------------------------------


def json_files(part, shop):
    schema = json.loads((ROOT / "formats/model.schema.json").read_text())
    checker = jsonschema.validators.validator_for(schema)
    checker.check_schema(schema)
    for kind in shop.models:
        path = shop.twice(part, kind, "json")
        document = json.loads(path.read_text())
        errors = [error.message[:200] for error in checker(schema).iter_errors(document)]
        part.equal(f"{kind}: violations of the schema", errors[:5], [])
        compare(part, kind, document_tensors(document), shop.references[kind].tensors)
        with shop.comma():
            again = json.loads(path.read_text())
            part.check(f"{kind}: the same where decimals have a comma", again == document)
            shop.returns(part, f"{kind} json", path, kind)


def document_tensors(document):
    """A document's tensors; numbers are rounded from their decimals to their own type."""
    tensors = {}
    for k, layer in enumerate(document["layers"]):
        integers = "scale" in layer
        forms = {
            "weight": ("weight", numpy.int8 if integers else numpy.float32),
            "bias": ("bias", numpy.int32 if integers else numpy.float32),
            "scale": ("scale", numpy.float32), "inputScale": ("scale_input", numpy.float32)}
        for key, (name, kind) in forms.items():
            if key in layer:
                array = numpy.array(layer[key], dtype=kind)
                tensors[f"layers.{k}.{name}"] = array.reshape(1) if array.ndim == 0 else array
    return tensors


# -- GGUF ------------------------------------------------------------------------------------------


def gguf_files(part, shop):
    for kind in shop.models:
        path = shop.twice(part, kind, "gguf")
        reader = gguf.GGUFReader(path)
        fields = {name: field.contents() for name, field in reader.fields.items()}
        architecture = fields["general.architecture"]
        part.check(
            f"{kind}: architecture", re.fullmatch("[a-z0-9]+", architecture), architecture)
        shop.check_metadata(part, kind, fields, kind)
        expected = shop.references[kind].tensors
        for tensor in reader.tensors:
            # The file's first dimension is the one whose elements lie side by side.
            part.equal(
                f"{kind}: dimensions of {tensor.name}", tensor.shape.tolist(),
                list(reversed(expected[tensor.name].shape)))
            part.equal(
                f"{kind}: offset of {tensor.name}, beyond a multiple of 32",
                tensor.data_offset % 32, 0)
        found = {
            t.name: numpy.array(t.data).reshape(list(reversed(t.shape.tolist())))
            for t in reader.tensors}
        compare(part, kind, found, expected)
        shop.returns(part, f"{kind} gguf", path, kind)
        part.note(**{f"{kind}_keys": len(fields)})
