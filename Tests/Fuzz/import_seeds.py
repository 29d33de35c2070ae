"""Small models in other programs' formats, in forms that our exporters do not write."""

import io
import json
import struct
import zipfile

ABOUT = {"mnistkit.version": "1", "mnistkit.mean": "0.0", "mnistkit.standard_deviation": "1.0"}


def files():
    yield from safetensors_files()
    yield from archives()
    yield from texts()
    yield from gguf_files()
    yield from graphs()


def floats(count, code="f"):
    return struct.pack(f"<{count}{code}", *(i / 8 for i in range(count)))


def safetensors(tensors, about):
    header, data = {"__metadata__": about} if about else {}, b""
    for name, kind, shape, content in tensors:
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": offsets}
        data += content
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def safetensors_files():
    for kind, code, width in [("F16", "e", 2), ("F32", "f", 4), ("F64", "d", 8), ("BF16", None, 2)]:
        weight = floats(8, code) if code else bytes(8 * width)
        bias = floats(2, code) if code else bytes(2 * width)
        for about in ({}, ABOUT):
            yield safetensors([("fc1.weight", kind, [2, 4], weight),
                               ("fc1.bias", kind, [2], bias)], about)
    # A counter that only a choice of layers leaves aside, and layers without biases.
    yield safetensors([("fc1.weight", "F32", [4, 4], floats(16)), ("steps", "I64", [1], bytes(8)),
                       ("fc2.weight", "F32", [2, 4], floats(8))], ABOUT)


def npy(kind, shape, data, version=1, fortran=False, space=8):
    sizes = ", ".join(map(str, shape)) + "," * (len(shape) == 1)
    text = f"{{'descr': '{kind}', 'fortran_order': {fortran}, 'shape': ({sizes}), }}"
    text = text.encode() + b" " * space + b"\n"
    return b"\x93NUMPY" + struct.pack("<BBH" if version == 1 else "<BBI", version, 0,
                                      len(text)) + text + data


def archive(members, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def archives():
    about = json.dumps(ABOUT).encode()
    for version in (1, 2, 3):
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield archive([
                ("mnistkit.npy", npy("|u1", [len(about)], about, version)),
                ("coefs_0.npy", npy("<f8", [4, 2], floats(8, "d"), version, fortran=True)),
                ("intercepts_0.npy", npy(">f4", [2], bytes(8), version))], method)
    yield archive([("w1.npy", npy("<f2", [4, 3], floats(12, "e"))),
                   ("b1.npy", npy("<f2", [1, 3], floats(3, "e"))),
                   ("w2.npy", npy("<f4", [3, 2], floats(6))), ("b2.npy", npy("<f4", [2], floats(2)))])
    yield archive([("arr_0.npy", npy("|O", [1], b"\x80\4."))])
    # A header longer than the archive, once it is deflated.
    yield archive([("a.npy", npy("<f4", [1, 1], bytes(4), space=8_000)),
                   ("b.npy", npy("<f4", [1], bytes(4)))], zipfile.ZIP_DEFLATED)


def texts():
    def layer(inputs, outputs, activation, value, **more):
        return {"inputs": inputs, "outputs": outputs, "activation": activation,
                "weight": [[value] * inputs] * outputs, "bias": [value] * outputs} | more

    model = {"format": "mnistkit-model", "version": 1,
             "input": {"rows": 2, "columns": 2, "mean": 0.5, "standardDeviation": 2e-1},
             "labels": ["off", "\U0001f600"],
             "layers": [layer(4, 3, "relu", 0.5), layer(3, 2, "identity", -1.5e-3)]}
    yield json.dumps(model).encode()
    model["layers"] = [layer(4, 2, "relu", 1, scale=[0.5, 0.25]),
                       layer(2, 2, "identity", -7, scale=[1, 2], inputScale=0.125)]
    yield json.dumps(model, indent=1).encode()
    yield b'{"format":"mnistkit-model","version":2}'
    yield b"\xef\xbb\xbf{}"


def text(content):
    return struct.pack("<Q", len(content)) + content.encode()


def gguf(values, tensors, alignment):
    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    for key, kind, value in values:
        out += text(key) + struct.pack("<I", kind) + value
    data = b""
    for name, kind, sizes, content in tensors:
        out += text(name) + struct.pack(f"<I{len(sizes)}QIQ", len(sizes), *sizes, kind, len(data))
        data += content + bytes(-len(content) % alignment)
    return out + bytes(-len(out) % alignment) + data


def gguf_files():
    about = [(key, 8, text(value)) for key, value in ABOUT.items()]
    numbers = [("a", 0, b"\1"), ("b", 3, b"\1\2"), ("c", 6, bytes(4)), ("d", 7, b"\1"),
               ("e", 12, bytes(8)), ("f", 9, struct.pack("<IQ", 5, 2) + bytes(8)),
               ("g", 9, struct.pack("<IQ", 8, 2) + text("x") + text("yz"))]
    for kind, code in [(0, "f"), (1, "e"), (28, "d")]:
        tensors = [("fc1.weight", kind, [4, 2], floats(8, code)),
                   ("fc1.bias", kind, [2], floats(2, code))]
        yield gguf(numbers + about, tensors, 32)
        yield gguf([("general.alignment", 4, struct.pack("<I", 8))], tensors, 8)
    # A tensor in blocks, which only a choice of layers leaves aside.
    yield gguf(about, [("fc1.weight", 0, [4, 2], floats(8)), ("other", 8, [32], bytes(34))], 32)


def varint(number):
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value % 2**64)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, shape, kind, data, place=9):
    dims = b"".join(field(1, size) for size in shape)
    return dims + field(2, kind) + field(8, name) + field(place, data)


def attribute(name, value):
    if isinstance(value, list):
        return field(1, name) + b"".join(field(8, number) for number in value) + field(20, 7)
    places = {int: (3, 2), float: (2, 1), str: (4, 3), bytes: (5, 4)}
    place, kind = places[type(value)]
    return field(1, name) + field(place, value) + field(20, kind)


def node(kind, inputs, output, domain="", **attributes):
    out = b"".join(field(1, name) for name in inputs.split()) + field(2, output) + field(4, kind)
    out += b"".join(field(5, attribute(*pair)) for pair in attributes.items())
    return out + (field(7, domain) if domain else b"")


def value(name, kind, sizes):
    dims = b"".join(field(1, field(2 if isinstance(size, str) else 1, size)) for size in sizes)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, dims)))


def graph(nodes, tensors, inputs, outputs, operators=13, about=(), domains=("",)):
    out = b"".join(field(1, one) for one in nodes) + field(2, "main")
    out += b"".join(field(5, one) for one in tensors)
    out += b"".join(field(11, one) for one in inputs) + b"".join(field(12, one) for one in outputs)
    file = field(1, 8) + field(2, "test") + field(7, out)
    for domain in domains:
        file += field(8, field(1, domain) + field(2, operators if not domain else 1))
    return file + b"".join(field(14, field(1, key) + field(2, text)) for key, text in about)


def graphs():
    weights = [tensor("w1", [3, 4], 1, floats(12)), tensor("b1", [3], 1, floats(3)),
               tensor("w2", [3, 2], 1, floats(6)), tensor("b2", [2], 11, floats(2, "d"))]
    pictures, answer = value("x", 1, ["N", 1, 2, 2]), value("y", 1, ["N", 2])
    tail = [node("Relu", "h1", "h2"), node("MatMul", "h2 w2", "h3"), node("Add", "h3 b2", "y")]
    # As PyTorch writes it: one layer by Gemm, one by MatMul and Add, one bias in doubles.
    head = [node("Flatten", "x", "f", axis=1), node("Gemm", "f w1 b1", "h1", transB=1, alpha=1.0)]
    yield graph(head + tail, weights, [pictures], [answer], about=ABOUT.items())
    # The weights transposed by the graph, the image's rows joined by a constant shape.
    head = [node("Constant", "", "s", value=tensor("", [2], 7, varint(0) + varint(4), 7)),
            node("Reshape", "x s", "f"), node("Transpose", "w1", "t", perm=[1, 0]),
            node("MatMul", "f t", "h0"), node("Add", "b1 h0", "h1")]
    yield graph(head + tail, weights, [pictures], [answer])
    # Integers, which the graph itself normalises; softmax and the greatest behind the layers.
    constants = [tensor("full", [], 1, struct.pack("<f", 255)),
                 tensor("mean", [1], 1, struct.pack("<f", 0.5))]
    head = [node("Cast", "x", "c", to=1), node("Div", "c full", "d"), node("Sub", "d mean", "e"),
            node("Gemm", "e w1 b1", "h1", transB=1)]
    ends = [node("Softmax", "y", "p", axis=1), node("ArgMax", "y", "k", axis=1, keepdims=0)]
    outputs = [value("p", 1, ["N", 2]), value("k", 7, ["N"])]
    yield graph(head + tail + ends, weights + constants, [value("x", 2, ["N", 4])], outputs)
    # As skl2onnx ends it: a text for each class.
    names = tensor("names", [2], 8, "off") + field(6, "on")
    names = names.replace(field(9, "off"), field(6, "off"))
    ends = [node("ArgMax", "y", "k", axis=1),
            node("ArrayFeatureExtractor", "names k", "label", domain="ai.onnx.ml")]
    yield graph(head + tail + ends, weights + constants + [names], [value("x", 2, ["N", 4])],
                [value("label", 8, ["N"])], domains=("", "ai.onnx.ml"))
