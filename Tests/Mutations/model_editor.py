"""Takes legal model files apart, damages them, and makes checksums and digests right again.

It knows the layout of `formats/model-file.md` and nothing of the readers that it tests. Sealing
matters: behind a wrong checksum no other rule is ever reached.
"""

import struct
from dataclasses import dataclass

from model_seal import seal_file, seal_tensors

MAGIC = bytes.fromhex("894D4C500D0A1A0A")
FIXED_VALUES = {1: 8, 2: 8, 3: 8, 4: 1}  # the bytes of a typed value, by its type
ELEMENTS = {5: 1, 6: 1, 7: 8, 8: 8}  # the bytes of an element, where a count stands before them
TENSOR_ELEMENTS = {1: 4, 4: 1, 6: 4}  # the bytes of an element: f32, i8, i32
VALUE_SECTIONS = ("CKPT", "eVAL", "mETa", "pROV")


def aligned(count):
    return -(-count // 64) * 64


@dataclass
class Field:
    """A field of a section: its place in the file, its bytes, and what it is."""

    at: int
    size: int
    name: str


@dataclass
class Value:
    """A typed value and where its length field stands in the section."""

    key: bytes
    type: int
    content: bytes
    at: int = 0

    @property
    def type_at(self):
        return self.at + 1 + len(self.key)


@dataclass
class Row:
    """A tensor: its name, its shape, its bytes, and where its row stands in the section."""

    name: bytes
    shape: tuple
    content: bytes
    at: int = 0
    start: int = 0  # in DATA
    type: int = 1

    @property
    def element(self):
        """The bytes of an element."""
        return TENSOR_ELEMENTS[self.type]


class ModelEditor:
    """A model file in sections (`parts`) and as a whole (`file`); `layout` joins them."""

    def __init__(self, file):
        count = struct.unpack_from("<I", file, 32)[0]
        self.parts = []
        for entry in range(64, 64 + 32 * count, 32):
            start, length = struct.unpack_from("<QQ", file, entry + 8)
            name = bytes(file[entry : entry + 4]).decode("ascii")
            self.parts.append((name, bytes(file[start : start + length])))
        self.version = bytes(file[8:14])
        self.layout()

    def layout(self):
        """Puts the parts together in the order that they are in, and seals the file."""
        place = aligned(64 + 32 * len(self.parts))
        table, body = b"", b""
        for name, content in self.parts:
            table += struct.pack(
                "<4sI2Q2I", name.encode(), 0, place + len(body), len(content), 0, 0
            )
            body += content.ljust(aligned(len(content)), b"\0")
        size = place + len(body) + 64
        header = MAGIC + self.version + bytes(2)
        header += struct.pack("<2IQ2IQ12xI", 0x01020304, 64, size, len(self.parts), 0, 64, 0)
        trailer = bytes(32) + struct.pack("<Q16x", size) + MAGIC[::-1]
        self.file = bytearray((header + table).ljust(place, b"\0") + body + trailer)
        self.seal()

    # -- Places in the file --

    @property
    def size(self):
        return len(self.file)

    @property
    def trailer(self):
        return self.size - 64

    @property
    def names(self):
        return [name for name, _ in self.parts]

    def entry(self, name):
        return 64 + 32 * self.names.index(name)

    def start(self, name):
        return struct.unpack_from("<Q", self.file, self.entry(name) + 8)[0]

    def end(self, name):
        return self.start(name) + len(self.part(name))

    # -- Sections --

    def part(self, name):
        return self.parts[self.names.index(name)][1]

    def replace(self, name, content):
        self.parts[self.names.index(name)] = (name, bytes(content))
        self.layout()

    def insert(self, name, content):
        """Adds a section where its type belongs."""
        self.parts.append((name, bytes(content)))
        self.parts.sort(key=lambda part: (part[0] == "DATA", part[0].encode()))
        self.layout()

    def remove(self, name):
        del self.parts[self.names.index(name)]
        self.layout()

    # -- Bytes --

    def put(self, at, form, *values):
        """Overwrites bytes of the file, and gives where."""
        struct.pack_into("<" + form, self.file, at, *values)
        return at

    def get(self, at, form):
        return struct.unpack_from("<" + form, self.file, at)[0]

    def seal(self):
        """Makes all checksums and digests right, as far as damage lets them be found."""
        seal_tensors(self)
        seal_file(self.file)

    def seal_without_tensors(self):
        """Leaves the tensors digest as it is."""
        seal_file(self.file)

    # -- What sections hold --

    def values(self, name):
        content, result, at = self.part(name), [], 8
        for _ in range(struct.unpack_from("<I", content)[0]):
            length = content[at]
            key, kind = content[at + 1 : at + 1 + length], content[at + 1 + length]
            start = at + 2 + length
            size = FIXED_VALUES.get(kind)
            if size is None:
                size = 4 + ELEMENTS[kind] * struct.unpack_from("<I", content, start)[0]
            result.append(Value(key, kind, content[start : start + size], at))
            at = start + size
        return result

    def set_values(self, name, values):
        """Writes the values in the order that they are in; their places become the new ones."""
        content = struct.pack("<2I", len(values), 0)
        for value in values:
            value.at = len(content)
            content += bytes([len(value.key)]) + value.key + bytes([value.type]) + value.content
        self.replace(name, content)

    def labels(self):
        content, result, at = self.part("LABL"), [], 8
        while at < len(content):
            length = struct.unpack_from("<H", content, at)[0]
            result.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        return result

    def set_labels(self, labels):
        rows = b"".join(struct.pack("<H", len(label)) + label for label in labels)
        self.replace("LABL", struct.pack("<2I", len(labels), 0) + rows)

    def rows(self):
        content, data, result, at = self.part("TDIR"), self.part("DATA"), [], 40
        while at < len(content):
            length, kind, count, *shape = struct.unpack_from("<H2B2I", content, at)
            start, size = struct.unpack_from("<2Q", content, at + 16)
            name = content[at + 32 : at + 32 + length]
            row = Row(name, tuple(shape[:count]), data[start : start + size], at, start, kind)
            result.append(row)
            at += 32 + length
        return result

    def set_rows(self, rows):
        """Writes directory and elements in the order that the rows are in."""
        directory, data = struct.pack("<2I32x", len(rows), 0), b""
        for row in rows:
            data = data.ljust(aligned(len(data)), b"\0")
            row.at, row.start = len(directory), len(data)
            shape = (*row.shape, 0)[:2]
            directory += struct.pack("<H2B3I", len(row.name), row.type, len(row.shape), *shape, 0)
            directory += struct.pack("<2Q", len(data), len(row.content)) + row.name
            data += row.content
        self.parts[self.names.index("TDIR")] = ("TDIR", directory)
        self.replace("DATA", data)

    @property
    def is_quantised(self):
        return "ARCH" in self.names and struct.unpack_from("<I", self.part("ARCH"))[0] == 2

    def layers(self):
        content = self.part("ARCH")
        return [struct.unpack_from("<3I", content, at) for at in range(16, len(content), 16)]

    def fields(self, name):
        """The fields of a section whose rules the document gives; unknown sections have none."""
        shapes = {
            "ARCH": self._architecture_fields, "LABL": self._label_fields, "NORM": _input_fields,
            "TDIR": self._directory_fields, "sELF": self._sample_fields,
        }  # fmt: skip
        if name in VALUE_SECTIONS:
            sizes = self._value_fields(name)
        else:
            sizes = shapes[name]() if name in shapes else []
        result, at = [], self.start(name)
        for size, field in sizes:
            result.append(Field(at, size, field))
            at += size
        return result

    def _architecture_fields(self):
        layer = [(4, "inputs"), (4, "outputs"), (4, "activation"), (4, "reserved")]
        head = [(4, "network kind"), (4, "loss"), (4, "layer count"), (4, "reserved")]
        return head + layer * len(self.layers())

    def _label_fields(self):
        fields = [(4, "label count"), (4, "reserved")]
        for label in self.labels():
            fields += [(2, "label length"), (len(label), "label")]
        return fields

    def _directory_fields(self):
        fields = [(4, "tensor count"), (4, "reserved"), (32, "tensors digest")]
        row = [
            (2, "name length"), (1, "tensor type"), (1, "dimension count"), (4, "dimension 0"),
            (4, "dimension 1"), (4, "reserved"), (8, "offset"), (8, "byte count"),
        ]  # fmt: skip
        for tensor in self.rows():
            fields += [*row, (len(tensor.name), "name")]
        return fields

    def _sample_fields(self):
        samples, pixels, classes = struct.unpack_from("<3I", self.part("sELF"))
        head = [(4, "sample count"), (4, "pixels"), (4, "logits of a sample"), (4, "reserved")]
        return [*head, (4 * samples * classes, "logits")] + [(pixels, "sample")] * samples

    def _value_fields(self, name):
        fields = [(4, "value count"), (4, "reserved")]
        for value in self.values(name):
            fields += [(1, "key length"), (len(value.key), "key"), (1, "value type")]
            if value.type in FIXED_VALUES:
                fields.append((FIXED_VALUES[value.type], "value"))
                continue
            size, count = ELEMENTS[value.type], struct.unpack_from("<I", value.content)[0]
            elements = [(count, "value")] if size == 1 else [(size, "element")] * count
            fields += [(4, "count"), *elements]
        return fields


def _input_fields():
    names = ("rows", "columns", "pixel type", "pixel order", "polarity", "mean", "deviation")
    return [(4, name) for name in (*names, "reserved")]
