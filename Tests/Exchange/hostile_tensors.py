"""safetensors, GGUF and JSON with one thing wrong."""

import json
import math
import struct

# Multiplied they are 4 modulo 2^64, which is what a check without overflow sees.
WRAPPING = [4_194_305, 4_194_305, 211_106_198_978_564]
SHAPES = {
    "0.weight": [3, 4], "0.bias": [3], "2.weight": [2, 3], "2.bias": [2],
}
DEEP = 100_000


def floats(count, value=0.25):
    return struct.pack(f"<{count}f", *[value] * count)


# -- safetensors -----------------------------------------------------------------------------------


def safetensors_file(header, data):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def safetensors_cases(_):
    rows, data = {}, b""
    for name, shape in SHAPES.items():
        content = floats(math.prod(shape))
        rows[name] = {
            "dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content

    def changed(name="0.weight", **fields):
        return safetensors_file({**rows, name: {**rows[name], **fields}}, data)

    sound = safetensors_file(rows, data)
    text = json.dumps(rows)
    yield "sound", sound
    yield "nothing", b""
    yield "seven bytes", sound[:7]
    yield "a length alone", sound[:8]
    for length in (0, 2**20 + len(sound), 2**63, 2**64 - 1):
        yield f"a header of {length} bytes", struct.pack("<Q", length) + sound[8:]
    yield "cut in the header", sound[:40]
    yield "cut in the data", sound[:-1]
    yield "bytes after the end", sound + b"\0"
    yield "an archive after the end", sound + b"PK\x05\x06" + bytes(18)
    yield "an element count that wraps", changed(shape=WRAPPING)
    yield "a dimension of 0", changed(shape=[0, 4], data_offsets=[0, 0])
    yield "a negative dimension", changed(shape=[-3, -4])
    yield "a fractional dimension", changed(shape=[3.5, 4])
    yield "a dimension of 2^64", changed(shape=[2**64, 1])
    yield "more elements than bytes", changed(shape=[300, 4])
    yield "offsets that go back", changed(data_offsets=[48, 0])
    yield "an offset past the end", changed(data_offsets=[0, 2**40])
    yield "an offset of 2^63", changed(data_offsets=[2**63, 2**63 + 48])
    yield "tensors that share bytes", changed("0.bias", data_offsets=[36, 48])
    yield "a hole", safetensors_file(
        {name: {**row, "data_offsets": [o + 4 * (name != "0.weight") for o in row["data_offsets"]]}
         for name, row in rows.items()}, data[:48] + bytes(4) + data[48:])
    yield "an unknown type", changed(dtype="F99")
    yield "a type that is none", changed(dtype=32)
    yield "no type", safetensors_file(
        {**rows, "0.weight": {"shape": [3, 4], "data_offsets": [0, 48]}}, data)
    yield "the same name twice", safetensors_file(
        (text[:-1] + ', "0.weight": ' + json.dumps(rows["0.weight"]) + "}").encode(), data)
    yield "the same key twice", safetensors_file(
        text.replace('"dtype": "F32"', '"dtype": "I8", "dtype": "F32"', 1).encode(), data)
    yield "arrays in arrays", safetensors_file(b'{"__metadata__": ' + b"[" * DEEP, data)
    yield "objects in objects", safetensors_file(b'{"a": ' * DEEP, data)
    yield "metadata that are no texts", safetensors_file({**rows, "__metadata__": {"a": 1}}, data)
    yield "a header that is no text", safetensors_file(b"{\xff\xfe}", data)
    yield "a header that is a list", safetensors_file(b"[]", data)
    yield "a comma at the end of the header", safetensors_file(text[:-1].encode() + b",}", data)
    yield "a header of UTF-16", safetensors_file(text.encode("utf-16-le"), data)
    yield "a header of a million keys", safetensors_file(
        b"{" + b",".join(b'"%d":0' % k for k in range(1_000_000)) + b"}", data)
    yield "no tensors", safetensors_file({}, b"")
    yield "a number that is none", safetensors_file(rows, floats(1, math.nan) + data[4:])
    yield "a number without end", safetensors_file(rows, floats(1, math.inf) + data[4:])
    yield "layers that do not fit", safetensors_file(
        {**rows, "2.weight": {**rows["2.weight"], "shape": [3, 2]}}, data)
    yield "another digest", safetensors_file(
        {**rows, "__metadata__": {
            "mnistkit.version": "1", "mnistkit.tensors_sha256": "0" * 64}}, data)
    yield "metadata of the future", safetensors_file(
        {**rows, "__metadata__": {"mnistkit.version": "2"}}, data)


# -- GGUF ------------------------------------------------------------------------------------------


STRING, ARRAY, U32, U64 = 8, 9, 4, 10


def text(content):
    content = content if isinstance(content, bytes) else content.encode()
    return struct.pack("<Q", len(content)) + content


def entry(key, kind, content):
    return text(key) + struct.pack("<I", kind) + content


class GGUF:
    """A file part by part; what is not given is sound."""

    def __init__(self):
        self.magic, self.version = b"GGUF", 3
        self.entries = [entry("general.architecture", STRING, text("mlp"))]
        self.rows, self.data = [], b""
        self.tensor_count = self.entry_count = None
        for name, shape in SHAPES.items():
            self.rows.append([name, list(reversed(shape)), 0, len(self.data)])
            content = floats(math.prod(shape))
            self.data += content + bytes(-len(content) % 32)

    def bytes(self):
        rows = b"".join(
            text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
            for name, shape, kind, offset in self.rows)
        counts = [
            len(self.rows) if self.tensor_count is None else self.tensor_count,
            len(self.entries) if self.entry_count is None else self.entry_count]
        head = self.magic + struct.pack("<IQQ", self.version, *counts)
        head += b"".join(self.entries) + rows
        return head + bytes(-len(head) % 32) + self.data


def gguf(**fields):
    file = GGUF()
    for name, value in fields.items():
        setattr(file, name, value)
    return file.bytes()


def gguf_row(index=0, **fields):
    """A file one of whose tensors is described otherwise."""
    file = GGUF()
    places = ("name", "shape", "kind", "offset")
    for name, value in fields.items():
        file.rows[index][places.index(name)] = value
    return file.bytes()


def gguf_entry(*entries):
    file = GGUF()
    file.entries += entries
    return file.bytes()


def gguf_cases(_):
    sound = GGUF().bytes()
    yield "sound", sound
    for length in (4, 8, 16, 24, 40, len(sound) - 33):
        yield f"{length} bytes", sound[:length]
    yield "bytes after the end", sound + bytes(32)
    yield "an archive after the end", sound + b"PK\x05\x06" + bytes(18)
    yield "another magic", gguf(magic=b"GGML")
    for version in (0, 1, 4, 0x03000000):
        yield f"version {version:#x}", gguf(version=version)
    for count in (2**32, 2**63, 2**64 - 1):
        yield f"{count} tensors", gguf(tensor_count=count)
        yield f"{count} keys", gguf(entry_count=count)
    yield "an element count that wraps", gguf_row(shape=WRAPPING)
    yield "a dimension of 0", gguf_row(shape=[0, 3])
    yield "a dimension of 0 beside a large one", gguf_row(shape=[0, 2**63])
    yield "no dimension", gguf_row(shape=[])
    yield "five dimensions", gguf_row(shape=[4, 3, 1, 1, 1])
    yield "a dimension of 2^63", gguf_row(shape=[2**63, 2])
    yield "more elements than bytes", gguf_row(shape=[4, 3000])
    yield "an offset past the end", gguf_row(offset=2**40)
    yield "an offset of 2^64 - 32", gguf_row(offset=2**64 - 32)
    yield "an offset between", gguf_row(1, offset=68)
    yield "tensors that share bytes", gguf_row(1, offset=0)
    yield "an unknown type", gguf_row(kind=999)
    yield "a type in blocks", gguf_row(kind=2)
    yield "the same tensor twice", gguf_row(1, name="0.weight")
    yield "an empty name", gguf_row(name="")
    yield "a name that is no text", gguf_row(name=b"\xff\xfe")
    key = entry("general.architecture", STRING, text("mlp"))
    yield "the same key twice", gguf_entry(key)
    yield "a key of 2^63 bytes", gguf_entry(struct.pack("<Q", 2**63) + b"key")
    yield "a text of 2^63 bytes", gguf_entry(entry("a", STRING, struct.pack("<Q", 2**63)))
    yield "a value of an unknown kind", gguf_entry(entry("a", 99, bytes(8)))
    yield "an array of 2^62 numbers", gguf_entry(entry("a", ARRAY, struct.pack("<IQ", U64, 2**62)))
    yield "an array of texts without end", gguf_entry(
        entry("a", ARRAY, struct.pack("<IQ", STRING, 2**40)))
    nested = struct.pack("<IQ", ARRAY, 1) * DEEP + struct.pack("<IQ", U32, 0)
    yield "arrays in arrays", gguf_entry(entry("a", ARRAY, nested))
    for alignment in (0, 1, 3, 48, 2**31):
        yield f"an alignment of {alignment}", gguf_entry(
            entry("general.alignment", U32, struct.pack("<I", alignment)))
    yield "an alignment that is a text", gguf_entry(
        entry("general.alignment", STRING, text("32")))
    yield "padding that is not zero", sound.replace(
        floats(3) + bytes(20), floats(3) + b"\1" * 20, 1)
    file = GGUF()
    file.data = floats(1, math.nan) + file.data[4:]
    yield "a number that is none", file.bytes()


# -- JSON ------------------------------------------------------------------------------------------


def json_cases(sound):
    """What JSON's grammar forbids or a parser may stumble over; the sound file is exported."""
    yield "sound", sound
    for length in (1, 100, len(sound) // 2, len(sound) - 2):
        yield f"{length} bytes", sound[:length]
    yield "the file twice", sound + sound
    yield "nothing", b""
    yield "a brace", b"{"
    yield "no key", b"{}"
    yield "a list", b"[]"
    yield "arrays in arrays", b'{"a":' + b"[" * DEEP
    yield "objects in objects", b'{"a":' * DEEP
    yield "a number that is none", b'{"format": NaN}'
    yield "a number without end", b'{"format": 1e999}'
    yield "a number of a million digits", b'{"format": ' + b"9" * 1_000_000 + b"}"
    yield "a key twice", b'{"format": "a", "format": "b"}'
    yield "no text", b'{"format": "\xff\xfe"}'
    yield "half a surrogate", b'{"format": "\\ud800"}'
    yield "bytes after the end", b"{}{}"
    yield "a control character", b'{"format": "\x01"}'
    yield "a comment", b'{/* */"format": 1}'
    yield "a comma at the end", b'{"format": 1,}'
    yield "a comma at the end of a list", sound.replace(b"]\n", b",]\n", 1)
    yield "a byte-order mark", b"\xef\xbb\xbf" + sound
    yield "UTF-16", sound.decode().encode("utf-16")
    yield "a million keys", b"{" + b",".join(b'"%d":0' % k for k in range(1_000_000)) + b"}"
    yield "ten million numbers", b'{"format":[' + b"0," * 10_000_000 + b"0]}"
    yield "ten million lists", b'{"format":[' + b"[]," * 10_000_000 + b"0]}"
