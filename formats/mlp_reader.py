#!/usr/bin/env python3
"""Reads, checks and writes model files (`.mlp`), version 1.0, with Python's standard library alone.

This is a second implementation of `model-file.md`, made from that document: what one of the two
accepts the other accepts, and what one refuses the other refuses with the same number and offset.
Comments name the sections of the document; checks stand in the order of its section 10.

    python3 mlp_reader.py FILE                    check levels 0 to 4, print a summary
    python3 mlp_reader.py --rewrite OUT FILE      decode FILE, encode the values into OUT
    python3 mlp_reader.py --checkpoint FILE       the same for a checkpoint

Exit code 0: valid. 3: refused, with one line `error NUMBER at OFFSET: ...` on standard error.
2: wrong usage. 4: a file cannot be read or written.

As a module: `read(bytes)` gives a `Model` or raises `Refused`; `write(model)` gives the bytes.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import math
import os
import re
import struct
import sys
import zlib
from array import array
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Container, Iterable, NoReturn, Sequence, Union

MAGIC = bytes.fromhex("894D4C500D0A1A0A")
MAJOR, MINOR = 1, 0
BYTE_ORDER = 0x01020304
HEADER_BYTES = ENTRY_ALIGNMENT = TRAILER_BYTES = 64
ENTRY_BYTES = 32

# Section 9.
MODEL_LIMIT = 268_435_456
CHECKPOINT_LIMIT = 1_073_741_824
HEAD_LIMIT = 1_048_576
WIDTHS = range(1, 65_536 + 1)
CLASS_LIMIT = 1_024
ELEMENT_LIMIT = 268_435_456
COUNT_LIMIT = 2**53 - 1

MODEL_SECTIONS = ("ARCH", "LABL", "NORM", "TDIR", "DATA")
ANCILLARY_SECTIONS = ("cARd", "eVAL", "mETa", "pROV", "sELF")
CHECKPOINT_SECTIONS = ("CKPT", "TDIR", "DATA")

# Without `--self-test`, a self-test with more multiply-adds is left out: about ten seconds.
SELF_TEST_LIMIT = 8_000_000


# -- Errors: section 11 ----------------------------------------------------------------------------

MEANINGS = {
    100: "the file is larger than the limit",
    101: "the file is empty",
    102: "the file ends inside its first eight bytes",
    103: "the file was cut at its first control-Z byte",
    104: "line ends were converted from CR-LF to LF",
    105: "line ends were converted from LF to CR-LF",
    106: "CR and LF were exchanged",
    107: "bit 7 of every byte was stripped",
    108: "the file was re-encoded as text",
    109: "the bytes of every word were swapped",
    110: "this is a compressed file or archive",
    111: "this is a text document",
    112: "this is a git-lfs pointer, not the file it stands for",
    113: "this is a file of another format",
    114: "this is not a model file",
    200: "the file ends inside its header",
    201: "the byte order is not little-endian",
    202: "the major version is not supported",
    203: "the file needs a newer reader",
    204: "the lowest minor version for readers is above the file's own",
    205: "the file is cut short",
    206: "bytes follow the end of the model",
    207: "the header is damaged",
    208: "a reserved byte of header, table or trailer is not zero",
    209: "the alignment is not that of this version",
    210: "the number of sections is outside its limits",
    211: "the section table is not where it belongs",
    212: "the section table does not fit in the file",
    213: "the section table is damaged",
    214: "a section type is not four letters",
    215: "a section type has its reserved bit set",
    216: "a section occurs twice",
    217: "the sections are not in their order",
    218: "a section is not aligned",
    219: "a section reaches past the end of the file",
    220: "a section overlaps what stands before it",
    221: "there is a hole between sections",
    222: "a section is empty",
    223: "the sections before the tensors are too large",
    224: "the end mark is damaged",
    225: "header and trailer disagree on the file's length",
    226: "a padding byte is not zero",
    300: "a section is damaged",
    301: "the file was changed",
    400: "this is a training checkpoint, not a model",
    401: "this is not a training checkpoint",
    402: "a section that must be understood is unknown",
    403: "a required section is missing",
    404: "a section ends inside a field",
    405: "bytes are left over at the end of a section",
    406: "a reserved field of a section is not zero",
    410: "the kind of network is unknown",
    411: "the loss is unknown",
    412: "the number of layers is outside its limits",
    413: "a layer's width is outside its limits",
    414: "the activation is unknown",
    415: "a layer's inputs are not the outputs of the one before",
    416: "the last layer does not give logits",
    420: "the input's shape is outside its limits",
    421: "the input's pixels are not the first layer's inputs",
    422: "the pixel type is unknown",
    423: "the pixel order is unknown",
    424: "the polarity is unknown",
    430: "the number of labels is not the number of classes",
    431: "a label's length is outside its limits",
    432: "two classes have the same label",
    433: "a text is not UTF-8",
    434: "a text holds a character that is not allowed",
    440: "the number of tensors is outside its limits",
    441: "a tensor's name length is outside its limits",
    442: "the tensor type is unknown",
    443: "a tensor's number of dimensions is outside its limits",
    444: "a tensor's dimension is outside its limits",
    445: "a tensor has too many elements",
    446: "a tensor is not aligned",
    447: "a tensor reaches past the end of the data",
    448: "a tensor overlaps the one before",
    449: "there is a hole between tensors",
    450: "a tensor's byte count does not fit its shape",
    451: "a tensor's name holds a character that is not allowed",
    452: "two tensors have the same name",
    453: "the tensors are not in the order of their names",
    454: "bytes follow the last tensor",
    455: "a tensor belongs to no layer",
    456: "a tensor's shape is not that of its layer",
    457: "a layer's tensor is missing",
    458: "the tensors are not those that the directory was written for",
    459: "a padding byte between tensors is not zero",
    460: "the number of values is outside its limits",
    461: "a key's length is outside its limits",
    462: "a key holds a character that is not allowed",
    463: "a key occurs twice",
    464: "the keys are not in their order",
    465: "the value type is unknown",
    466: "a boolean is neither 0 nor 1",
    467: "a number is not finite, or a negative zero",
    468: "a known key has a value of another type",
    469: "a digest does not have 32 bytes",
    470: "a count is too large",
    471: "a required key is missing",
    480: "the number of self-test samples is outside its limits",
    481: "the self-test samples do not fit the network",
    500: "the normalisation cannot be computed with",
    501: "a number is not finite",
    502: "a number is a negative zero",
    503: "a metric is outside its range",
    600: "the network does not give the recorded outputs",
}


class Refused(Exception):
    """The first fault of a file; `detail` holds nothing from the file that is not escaped."""

    def __init__(self, number: int, offset: int, detail: str = "") -> None:
        self.number, self.offset, self.detail = number, offset, detail
        meaning = MEANINGS[number] + (f": {detail}" if detail else "")
        super().__init__(f"error {number} at {offset}: {meaning}")


def refuse(number: int, offset: int, detail: str = "") -> NoReturn:
    raise Refused(number, offset, detail)


def require(rule: bool, number: int, offset: int, detail: str = "") -> None:
    if not rule:
        raise Refused(number, offset, detail)


# -- Values ----------------------------------------------------------------------------------------
# `at` is where a value stood in the file that it was read from; it takes no part in comparisons.


@dataclass
class Section:
    """An entry of the section table."""

    type: str
    start: int
    length: int
    checksum: int
    entry: int

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass
class Value:
    """A typed value; `type` is its number in section 5 and `at` the offset of its type byte."""

    type: int
    content: Union[int, float, bool, str, bytes, list]
    at: int = field(default=0, compare=False)


Values = dict[str, Value]


@dataclass
class Layer:
    inputs: int
    outputs: int
    activation: int


@dataclass
class Normalisation:
    """The input contract, `NORM`."""

    rows: int
    columns: int
    mean: float
    deviation: float
    at: int = field(default=0, compare=False)


@dataclass
class Tensor:
    name: str
    shape: tuple[int, ...]
    elements: array[float]
    at: int = field(default=0, compare=False)


@dataclass
class Sample:
    """A sample of the self-test; `at` is the offset of its first logit."""

    pixels: bytes
    logits: array[float]
    at: int = field(default=0, compare=False)


@dataclass
class Model:
    layers: list[Layer]
    input: Normalisation
    labels: list[str]
    tensors: list[Tensor]
    card: str = ""
    metrics: Values = field(default_factory=dict)
    notes: Values = field(default_factory=dict)
    provenance: Values = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)  # unknown, ancillary and safe to copy


@dataclass
class Checkpoint:
    values: Values
    tensors: list[Tensor]


# -- Bytes: section 2 ------------------------------------------------------------------------------

FORBIDDEN = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
FORBIDDEN_IN_TEXT = re.compile(f"[{FORBIDDEN}]")
FORBIDDEN_IN_CARD = re.compile(f"(?![\t\n])[{FORBIDDEN}]")
NAME = re.compile(rb"[a-z0-9_.]+")


def aligned(count: int) -> int:
    return -(-count // ENTRY_ALIGNMENT) * ENTRY_ALIGNMENT


def require_zeros(file: bytes, start: int, end: int, number: int) -> None:
    rest = file[start:end].lstrip(b"\0")
    require(not rest, number, end - len(rest))


def floats(content: bytes) -> array[float]:
    """Little-endian f32 values; a NaN's bits survive until level 3 has seen them."""
    result = array("f", content)
    if sys.byteorder == "big":
        result.byteswap()
    return result


def float_bytes(values: array[float]) -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def is_zero_or_finite(value: float) -> bool:
    """Whether a number is finite and no negative zero."""
    return math.isfinite(value) and not (value == 0 and math.copysign(1, value) < 0)


class Cursor:
    """Reads the fields of one section one after the other and never leaves it."""

    def __init__(self, file: bytes, section: Section) -> None:
        self.file, self.start, self.position, self.end = file, section.start, section.start, section.end

    def take(self, count: int) -> bytes:
        left = self.end - self.position
        require(count <= left, 404, self.position, f"expected {count} bytes, found {left}")
        self.position += count
        return self.file[self.position - count : self.position]

    def number(self, form: str) -> Union[int, float]:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def unsigned(
        self, form: str, number: int = 0, allowed: Container[int] = (), at: Union[int, None] = None
    ) -> int:
        """An unsigned field; outside `allowed` it is refused, at the field unless `at` is given."""
        position = self.position
        value = int(self.number(form))
        if number:
            where = position if at is None else at
            require(value in allowed, number, where, f"expected {spelled(allowed)}, found {value}")
        return value

    def u8(self, *rule: object, **at: int) -> int:
        return self.unsigned("B", *rule, **at)  # type: ignore[arg-type]

    def u16(self, *rule: object, **at: int) -> int:
        return self.unsigned("H", *rule, **at)  # type: ignore[arg-type]

    def u32(self, *rule: object, **at: int) -> int:
        return self.unsigned("I", *rule, **at)  # type: ignore[arg-type]

    def u64(self, *rule: object, **at: int) -> int:
        return self.unsigned("Q", *rule, **at)  # type: ignore[arg-type]

    def reserved(self) -> None:
        self.u32(406, (0,))

    def text(self, count: int, forbidden: re.Pattern[str] = FORBIDDEN_IN_TEXT) -> str:
        at = self.position
        content = self.take(count)
        try:
            text = content.decode("utf-8")  # strict: no overlong form, no surrogate
        except UnicodeDecodeError as error:
            refuse(433, at, f"byte {error.start} of the text")
        found = forbidden.search(text)
        require(not found, 434, at, f"U+{ord(found.group()):04X}" if found else "")
        return text

    def finish(self) -> None:
        require(self.position == self.end, 405, self.position, f"{self.end - self.position} bytes")


def spelled(allowed: Container[int]) -> str:
    if isinstance(allowed, range):
        return f"{allowed[0]} to {allowed[-1]}" if len(allowed) > 1 else str(allowed[0])
    return " or ".join(map(str, allowed))  # type: ignore[call-overload]


# -- The container: sections 3, 10.1 to 10.3 -------------------------------------------------------

HEADER = struct.Struct("<8sHHHHIIQIIQ12sI")
ENTRY = struct.Struct("<4sIQQII")
TRAILER = struct.Struct("<32sQ16s8s")

# The table of section 10.2: number, offset of the bytes, bytes as hexadecimal digits.
FIRST_BYTES = [
    (number, offset, bytes.fromhex(digits))
    for number, offset, rows in [
        (104, 0, "894D4C500A1A"),
        (105, 0, "894D4C500D0D0A 894D4C500D0A1A0D0A"),
        (106, 0, "894D4C500A0A 894D4C500D0D1A"),
        (107, 0, "094D4C50"),
        (108, 0, "C2894D4C50 EFBFBD4D4C50 3F4D4C50"),
        (109, 0, "4D89504C 504C4D89 0A1A0A0D504C4D89"),
        (110, 0, "1F8B 504B 28B52FFD FD377A585A00 425A68"),
        (112, 0, b"version https://git-lfs".hex()),
        (113, 0, "47475546 934E554D5059 89484446 89504E47"),
        (113, 4, "54464C33"),
        (113, 0, "00000803 00000801"),
        (113, 8, "7B22"),
        (113, 0, "8002 8003 8004 8005"),
    ]
    for digits in rows.split()
]


def refuse_first_bytes(file: bytes) -> NoReturn:
    """Names what a file is that does not begin with the magic."""
    if not file:
        refuse(101, 0)
    if MAGIC.startswith(file):
        refuse(103 if len(file) >= 6 else 102, len(file))
    for number, offset, content in FIRST_BYTES:
        if file.startswith(content, offset):
            refuse(number, 0)
    if file[:1] == b"\x08" and 3 <= file[1] <= 13 and file[2:3] == b"\x12":
        refuse(113, 0)
    text = file[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b"\t\n\r ")
    refuse(111 if text[:1] in (b"<", b"{", b"[") and text else 114, 0)


def read_header(file: bytes) -> int:
    """Checks the header and gives the number of sections."""
    size = len(file)
    require(size >= HEADER_BYTES, 200, size, f"expected 64 bytes, found {size}")
    (_, major, minor, minimum, _, order, alignment, length, count, table_checksum, table, _,
     checksum) = HEADER.unpack_from(file)  # fmt: skip
    require(order == BYTE_ORDER, 201, 16, f"expected 0x{BYTE_ORDER:08x}, found 0x{order:08x}")
    require(major == MAJOR, 202, 8, f"expected {MAJOR}, found {major}")
    require(minimum <= minor, 204, 12, f"expected at most {minor}, found {minimum}")
    require(minimum <= MINOR, 203, 12, f"expected at most {MINOR}, found {minimum}")
    require(length <= size, 205, size, f"expected {length} bytes, found {size}")
    require(length >= size, 206, length, f"expected {length} bytes, found {size}")
    require(checksum == zlib.crc32(file[:60]), 207, 60)
    require_zeros(file, 14, 16, 208)
    require(alignment == ENTRY_ALIGNMENT, 209, 20, f"expected {ENTRY_ALIGNMENT}, found {alignment}")
    require(1 <= count <= 64, 210, 32, f"expected 1 to 64, found {count}")
    require(table == HEADER_BYTES, 211, 40, f"expected {HEADER_BYTES}, found {table}")
    require_zeros(file, 48, 60, 208)
    table_end = HEADER_BYTES + ENTRY_BYTES * count
    require(table_end <= size - TRAILER_BYTES, 212, 32, f"{count} entries in {size} bytes")
    require(table_checksum == zlib.crc32(file[HEADER_BYTES:table_end]), 213, 36)
    return count


def table_order(section_type: bytes) -> tuple[bool, bytes]:
    return section_type == b"DATA", section_type


def read_table(file: bytes, count: int) -> list[Section]:
    """Checks the entries one by one; `place` is where the next section must stand."""
    limit = len(file) - TRAILER_BYTES
    place = head = aligned(HEADER_BYTES + ENTRY_BYTES * count)
    sections: list[Section] = []
    before = b""
    for entry in range(HEADER_BYTES, HEADER_BYTES + ENTRY_BYTES * count, ENTRY_BYTES):
        kind, _, start, length, checksum, _ = ENTRY.unpack_from(file, entry)
        require(kind.isalpha(), 214, entry, ascii(kind))
        name = kind.decode("ascii")
        require(name[2].isupper(), 215, entry, name)
        require(kind != before, 216, entry, name)
        require(not before or table_order(kind) > table_order(before), 217, entry, name)
        require_zeros(file, entry + 4, entry + 8, 208)
        where = f"{name} at {start}, expected at {place}"
        require(start % ENTRY_ALIGNMENT == 0, 218, entry + 8, where)
        require(start <= limit, 219, entry + 8, where)
        require(start >= place, 220, entry + 8, where)
        require(start <= place, 221, entry + 8, where)
        require(length > 0, 222, entry + 16, name)
        require(length <= limit - start, 219, entry + 16, f"{name} of {length} bytes")
        require_zeros(file, entry + 28, entry + 32, 208)
        if name not in ("DATA", "sELF"):
            head += aligned(length)
            require(head <= HEAD_LIMIT, 223, entry + 16, f"expected {HEAD_LIMIT}, found {head}")
        sections.append(Section(name, start, length, checksum, entry))
        place, before = aligned(start + length), kind
    require(place == limit, 221, sections[-1].end, f"the trailer is at {limit}, expected {place}")
    return sections


def read_container(file: bytes, limit: int) -> list[Section]:
    """Level 0."""
    require(len(file) <= limit, 100, limit)
    if not file.startswith(MAGIC):
        refuse_first_bytes(file)
    count = read_header(file)
    sections = read_table(file, count)
    trailer = len(file) - TRAILER_BYTES
    _, length, _, end_magic = TRAILER.unpack_from(file, trailer)
    require(end_magic == MAGIC[::-1], 224, trailer + 56)
    require(length == len(file), 225, trailer + 32, f"expected {len(file)}, found {length}")
    require_zeros(file, trailer + 40, trailer + 56, 208)
    for end in [HEADER_BYTES + ENTRY_BYTES * count] + [section.end for section in sections]:
        require_zeros(file, end, aligned(end), 226)
    return sections


def check_digests(file: bytes, sections: list[Section]) -> None:
    """Level 1."""
    for section in sections:
        found = zlib.crc32(file[section.start : section.end])
        require(found == section.checksum, 300, section.start, section.type)
    trailer = len(file) - TRAILER_BYTES
    require(hashlib.sha256(file[:trailer]).digest() == file[trailer : trailer + 32], 301, trailer)


def write_container(contents: dict[str, bytes]) -> bytes:
    names = sorted(contents, key=lambda name: table_order(name.encode("ascii")))
    place = aligned(HEADER_BYTES + ENTRY_BYTES * len(names))
    table, body = b"", b""
    for name in names:
        content = contents[name]
        checksum = zlib.crc32(content)
        table += ENTRY.pack(name.encode("ascii"), 0, place + len(body), len(content), checksum, 0)
        body += content.ljust(aligned(len(content)), b"\0")
    length = place + len(body) + TRAILER_BYTES
    header = HEADER.pack(
        MAGIC, MAJOR, MINOR, 0, 0, BYTE_ORDER, ENTRY_ALIGNMENT, length, len(names),
        zlib.crc32(table), HEADER_BYTES, bytes(12), 0,
    )[:60]  # fmt: skip
    header += struct.pack("<I", zlib.crc32(header))
    file = (header + table).ljust(place, b"\0") + body
    return file + TRAILER.pack(hashlib.sha256(file).digest(), length, bytes(16), MAGIC[::-1])


def check_section_types(sections: list[Section], known: Sequence[str]) -> dict[str, Section]:
    """Step 2 of section 10.4."""
    for section in sections:
        if section.type[0].isupper():
            require(section.type in known, 402, section.entry, section.type)
    found = {section.type: section for section in sections}
    for name in known:
        require(name in found, 403, HEADER_BYTES, name)
    return found


# -- Network, input and labels: sections 4.1 to 4.3 ------------------------------------------------


def read_layers(cursor: Cursor) -> list[Layer]:
    cursor.u32(410, (1,))
    cursor.u32(411, (1,))
    count = cursor.u32(412, range(1, 65))
    cursor.reserved()
    layers: list[Layer] = []
    for k in range(count):
        at = cursor.position
        inputs = cursor.u32(413, WIDTHS)
        if k > 0:
            chained = inputs == layers[-1].outputs
            require(chained, 415, at, f"expected {layers[-1].outputs}, found {inputs}")
        outputs = cursor.u32(413, WIDTHS)
        at = cursor.position
        activation = cursor.u32(414, (0, 1))
        require(k < count - 1 or activation == 0, 416, at, f"expected 0, found {activation}")
        cursor.reserved()
        layers.append(Layer(inputs, outputs, activation))
    cursor.finish()
    return layers


def write_layers(layers: list[Layer]) -> bytes:
    rows = [struct.pack("<4I", layer.inputs, layer.outputs, layer.activation, 0) for layer in layers]
    return struct.pack("<4I", 1, 1, len(layers), 0) + b"".join(rows)


def read_input(cursor: Cursor, inputs: int) -> Normalisation:
    rows = cursor.u32(420, WIDTHS)
    columns = cursor.u32(420, WIDTHS)
    pixels = rows * columns
    require(pixels in WIDTHS, 420, cursor.start, f"expected at most 65536 pixels, found {pixels}")
    require(pixels == inputs, 421, cursor.start, f"expected {inputs} pixels, found {pixels}")
    cursor.u32(422, (1,))
    cursor.u32(423, (1,))
    cursor.u32(424, (1,))
    mean, deviation = cursor.number("f"), cursor.number("f")
    cursor.reserved()
    cursor.finish()
    return Normalisation(rows, columns, mean, deviation, at=cursor.start)


def write_input(norm: Normalisation) -> bytes:
    return struct.pack("<5I2fI", norm.rows, norm.columns, 1, 1, 1, norm.mean, norm.deviation, 0)


def read_labels(cursor: Cursor, classes: int) -> list[str]:
    count = cursor.u32(430, (classes,), at=cursor.start)
    require(count <= CLASS_LIMIT, 430, cursor.start, f"expected at most {CLASS_LIMIT}, found {count}")
    cursor.reserved()
    labels: dict[str, None] = {}
    for _ in range(count):
        length = cursor.u16(431, range(1, 65))
        at = cursor.position
        label = cursor.text(length)
        require(label not in labels, 432, at, ascii(label))
        labels[label] = None
    cursor.finish()
    return list(labels)


def write_labels(labels: list[str]) -> bytes:
    texts = [label.encode("utf-8") for label in labels]
    rows = [struct.pack("<H", len(text)) + text for text in texts]
    return struct.pack("<II", len(labels), 0) + b"".join(rows)


# -- The self-test's samples: section 4.4 ----------------------------------------------------------


def read_samples(cursor: Cursor, pixels: int, classes: int) -> list[Sample]:
    count = cursor.u32(480, range(1, 65), at=cursor.start)
    cursor.u32(481, (pixels,))
    cursor.u32(481, (classes,))
    cursor.reserved()
    at = cursor.position
    logits = floats(cursor.take(4 * count * classes))
    samples = [
        Sample(cursor.take(pixels), logits[i : i + classes], at + 4 * i)
        for i in range(0, count * classes, classes)
    ]
    cursor.finish()
    return samples


def write_samples(samples: list[Sample]) -> bytes:
    first = samples[0]
    head = struct.pack("<4I", len(samples), len(first.pixels), len(first.logits), 0)
    logits = b"".join(float_bytes(sample.logits) for sample in samples)
    return head + logits + b"".join(sample.pixels for sample in samples)


# -- Typed values: sections 4.7, 4.8 and 5 ---------------------------------------------------------

UNSIGNED, SIGNED, DOUBLE, BOOLEAN, TEXT, BYTES, UNSIGNEDS, DOUBLES = range(1, 9)

# The words of the key tables.
TYPES = {
    "count": UNSIGNED, "counts": UNSIGNEDS, "seed": UNSIGNED, "double": DOUBLE, "doubles": DOUBLES,
    "boolean": BOOLEAN, "text": TEXT, "digest": BYTES,
}  # fmt: skip

GROUPS = ("data.test", "data.training", "results", "settings", "synthesis")


@dataclass(frozen=True)
class Key:
    """A row of a key table; `word` says the type."""

    word: str
    group: str
    required: bool


def key_table(rows: str) -> dict[str, Key]:
    """Each row is a word and keys of that type; `?` after a key says that it is not required."""
    table = {}
    for word, *keys in map(str.split, rows.strip().splitlines()):
        for spelling in keys:
            key = spelling.rstrip("?")
            group = next((group for group in GROUPS if key.startswith(group + ".")), "")
            table[key] = Key(word, group, required=key == spelling)
    return dict(sorted(table.items()))


METRICS = key_table(
    """
    count count
    counts confusion?
    digest data.sha256
    double accuracy loss
    """
)
PROVENANCE = key_table(
    """
    boolean settings.optimizer.nesterov?
    count data.test.images.count data.test.labels.count
    count data.training.images.count data.training.labels.count
    count results.best_epoch results.epochs_run
    count settings.batch settings.classes settings.epochs settings.self_test_samples
    count settings.patience? settings.schedule.step_epochs? settings.schedule.warmup_epochs?
    count synthesis.test_count synthesis.training_count
    counts settings.hidden
    digest data.test.images.sha256 data.test.labels.sha256
    digest data.training.images.sha256 data.training.labels.sha256 derived_from?
    double settings.gradient_clip? settings.label_smoothing settings.learning_rate settings.mean
    double settings.optimizer.beta1? settings.optimizer.beta2? settings.optimizer.epsilon?
    double settings.optimizer.momentum? settings.schedule.factor? settings.schedule.floor?
    double settings.standard_deviation settings.validation settings.weight_decay
    doubles results.accuracies results.losses
    doubles results.validation_accuracies results.validation_losses
    seed settings.seed synthesis.seed
    text generator settings.initialiser settings.optimizer.name
    text settings.random_generator settings.schedule.name
    """
)


def read_double(cursor: Cursor) -> float:
    at = cursor.position
    value = float(cursor.number("d"))
    require(is_zero_or_finite(value), 467, at, repr(value))
    return value


def read_content(cursor: Cursor, kind: int) -> Union[int, float, bool, str, bytes, list]:
    """The value after its type byte; each element of a list is a field of its own."""
    if kind == UNSIGNED:
        return cursor.u64()
    if kind == SIGNED:
        return cursor.number("q")
    if kind == DOUBLE:
        return read_double(cursor)
    if kind == BOOLEAN:
        return cursor.u8(466, (0, 1)) == 1
    count = cursor.u32()
    if kind == TEXT:
        return cursor.text(count)
    if kind == BYTES:
        return cursor.take(count)
    read_element = cursor.u64 if kind == UNSIGNEDS else functools.partial(read_double, cursor)
    return [read_element() for _ in range(count)]


def read_values(cursor: Cursor, table: dict[str, Key]) -> Values:
    count = cursor.u32(460, range(1, 4_097), at=cursor.start)
    cursor.reserved()
    values: Values = {}
    before = b""
    for _ in range(count):
        length = cursor.u8(461, range(1, 129))
        at = cursor.position
        key = cursor.take(length)
        require(NAME.fullmatch(key) is not None, 462, at, ascii(key))
        require(key != before, 463, at, ascii(key))
        require(key > before, 464, at, ascii(key))
        at = cursor.position
        kind = cursor.u8(465, range(1, 9))
        values[key.decode("ascii")] = Value(kind, read_content(cursor, kind), at)
        before = key
    cursor.finish()
    check_known_keys(values, table, cursor.start)
    return values


def check_known_keys(values: Values, table: dict[str, Key], section: int) -> None:
    known = [(key, row, values[key]) for key, row in table.items() if key in values]
    for key, row, value in known:
        require(value.type == TYPES[row.word], 468, value.at, f"{key} must be a {row.word}")
        number = value.at + 1
        if row.word == "digest":
            require(len(value.content) == 32, 469, number, key)
        elif row.word == "count":
            require(value.content <= COUNT_LIMIT, 470, number, key)
        elif row.word == "counts":
            for i, element in enumerate(value.content):
                require(element <= COUNT_LIMIT, 470, number + 4 + 8 * i, key)
    groups = {""} | {row.group for _, row, _ in known}
    for key, row in table.items():
        missing = row.required and row.group in groups and key not in values
        require(not missing, 471, section, key)


def write_content(value: Value) -> bytes:
    content = value.content
    if value.type in (UNSIGNED, SIGNED, DOUBLE, BOOLEAN):
        return struct.pack("<" + {UNSIGNED: "Q", SIGNED: "q", DOUBLE: "d", BOOLEAN: "?"}[value.type], content)
    if value.type == TEXT:
        content = content.encode("utf-8")
    form = {TEXT: "s", BYTES: "s", UNSIGNEDS: "Q", DOUBLES: "d"}[value.type]
    elements = [content] if form == "s" else content
    return struct.pack(f"<I{len(content)}{form}", len(content), *elements)


def write_values(values: Values) -> bytes:
    rows = [
        struct.pack("<B", len(key)) + key.encode("ascii") + struct.pack("<B", value.type) + write_content(value)
        for key, value in sorted(values.items())
    ]
    return struct.pack("<II", len(values), 0) + b"".join(rows)


# -- Tensors: section 6 ----------------------------------------------------------------------------


@dataclass
class Row:
    """A row of the directory; `start` and `end` are offsets in the file."""

    name: str
    shape: tuple[int, ...]
    start: int
    end: int
    at: int


def read_row(cursor: Cursor, data: Section, before: str, place: int) -> Row:
    """Checks a row; `place` is where in `DATA` the tensor must stand."""
    at = cursor.position
    name_length = cursor.u16(441, range(1, 129))
    cursor.u8(442, (1,))
    dimensions = cursor.u8(443, (1, 2))
    first = cursor.u32(444, WIDTHS)
    second = cursor.u32(444, WIDTHS if dimensions == 2 else (0,))
    cursor.reserved()
    shape = (first, second)[:dimensions]
    elements = math.prod(shape)
    require(elements <= ELEMENT_LIMIT, 445, at + 4, f"{elements} elements")
    offset = cursor.u64()
    where = f"at {offset}, expected at {place}"
    require(offset % ENTRY_ALIGNMENT == 0, 446, at + 16, where)
    require(offset <= data.length, 447, at + 16, where)
    require(offset >= place, 448, at + 16, where)
    require(offset <= place, 449, at + 16, where)
    count = cursor.u64(450, (4 * elements,))
    left = data.length - offset
    require(count <= left, 447, at + 24, f"{count} bytes, {left} are left")
    name_at = cursor.position
    name = cursor.take(name_length)
    require(NAME.fullmatch(name) is not None, 451, name_at, ascii(name))
    require(name != before.encode(), 452, name_at, ascii(name))
    require(name > before.encode(), 453, name_at, ascii(name))
    start = data.start + offset
    return Row(name.decode("ascii"), shape, start, start + count, at)


def read_directory(cursor: Cursor, data: Section) -> tuple[bytes, list[Row]]:
    """Step 6 of section 10.4."""
    count = cursor.u32(440, range(1, 257), at=cursor.start)
    cursor.reserved()
    digest = cursor.take(32)
    rows: list[Row] = []
    before, place = "", 0
    for _ in range(count):
        row = read_row(cursor, data, before, place)
        rows.append(row)
        before, place = row.name, aligned(row.end - data.start)
    cursor.finish()
    require(rows[-1].end == data.end, 454, rows[-1].end)
    return digest, rows


def network_shapes(layers: list[Layer]) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for k, layer in enumerate(layers):
        shapes[f"layers.{k}.weight"] = (layer.outputs, layer.inputs)
        shapes[f"layers.{k}.bias"] = (layer.outputs,)
    return shapes


def check_rows(rows: list[Row], layers: list[Layer], directory: Section) -> None:
    """Step 7 of section 10.4."""
    shapes = network_shapes(layers)
    for row in rows:
        require(row.name in shapes, 455, row.at, row.name)
        shape = shapes.pop(row.name)
        require(row.shape == shape, 456, row.at + 4, f"expected {shape}, found {row.shape}")
    require(not shapes, 457, directory.start, min(shapes, default=""))


def read_tensors(file: bytes, rows: list[Row], directory: Section, digest: bytes) -> list[Tensor]:
    """Step 9 of section 10.4."""
    for row, following in zip(rows, rows[1:]):
        require_zeros(file, row.end, following.start, 459)
    tensors = [Tensor(row.name, row.shape, floats(file[row.start : row.end]), row.start) for row in rows]
    require(tensors_digest(tensors) == digest, 458, directory.start + 8)
    return tensors


def tensors_digest(tensors: list[Tensor]) -> bytes:
    """Section 6.3."""
    digest = hashlib.sha256(b"mlp tensors 1\n" + struct.pack("<I", len(tensors)))
    for tensor in tensors:
        name, content = tensor.name.encode("ascii"), float_bytes(tensor.elements)
        digest.update(struct.pack("<H", len(name)) + name)
        digest.update(struct.pack(f"<BB{len(tensor.shape)}I", 1, len(tensor.shape), *tensor.shape))
        digest.update(struct.pack("<Q", len(content)) + content)
    return digest.digest()


def write_tensors(tensors: list[Tensor]) -> dict[str, bytes]:
    """The sections `TDIR` and `DATA`."""
    tensors = sorted(tensors, key=lambda tensor: tensor.name)
    directory, data = struct.pack("<II", len(tensors), 0) + tensors_digest(tensors), b""
    for tensor in tensors:
        data = data.ljust(aligned(len(data)), b"\0")
        name, content = tensor.name.encode("ascii"), float_bytes(tensor.elements)
        first, second = (*tensor.shape, 0)[:2]
        directory += struct.pack(
            "<HBBIIIQQ", len(name), 1, len(tensor.shape), first, second, 0, len(data), len(content)
        )
        directory += name
        data += content
    return {"TDIR": directory, "DATA": data}


# -- Level 3: values -------------------------------------------------------------------------------


def check_floats(values: array[float], at: int, zeros: bool = False) -> None:
    """The first number that is not finite (501) or, unless `zeros` allows it, a negative zero (502)."""
    for i, value in enumerate(values):
        if not is_zero_or_finite(value):
            number = 502 if value == 0 else 501
            require(zeros and number == 502, number, at + 4 * i, repr(value))


def check_normalisation(norm: Normalisation) -> None:
    usable = is_zero_or_finite(norm.mean) and 2.0**-126 <= norm.deviation < math.inf
    found = f"mean {norm.mean!r}, standard deviation {norm.deviation!r}"
    require(usable and all(map(math.isfinite, input_table(norm.mean, norm.deviation))), 500, norm.at + 20, found)


def check_metrics(metrics: Values, classes: int) -> None:
    """503; the known keys have their types since level 2."""

    def check(key: str, rule: bool) -> None:
        require(rule, 503, metrics[key].at + 1, f"{key} {str(metrics[key].content)[:40]}")

    check("accuracy", 0 <= metrics["accuracy"].content <= 1)
    if "confusion" in metrics:
        counts = metrics["confusion"].content
        check("confusion", len(counts) == classes * classes)
        check("confusion", sum(counts) == metrics["count"].content)
    check("loss", metrics["loss"].content >= 0)


def check_values(model: Model) -> None:
    check_normalisation(model.input)
    for tensor in model.tensors:
        check_floats(tensor.elements, tensor.at)
    if model.metrics:
        check_metrics(model.metrics, len(model.labels))
    for sample in model.samples:
        check_floats(sample.logits, sample.at)


# -- Level 4: the numbers of appendix A ------------------------------------------------------------


def binary32(value: float) -> float:
    """The binary32 number nearest to a binary64 number, ties to even."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def nearest_binary32(value: Fraction) -> float:
    """The binary32 number nearest to an exact number, ties to even; a zero is +0."""
    if value == 0:
        return 0.0
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1  # now 2^exponent <= size < 2^(exponent + 1)
    unit = Fraction(2) ** max(exponent - 23, -149)  # subnormal numbers share the smallest unit
    rounded = round(size / unit) * unit  # `round` takes a half to the even integer
    if rounded >= Fraction(2) ** 128:
        return math.copysign(math.inf, value)
    return math.copysign(float(rounded), value) if rounded else 0.0


@functools.lru_cache(maxsize=8)
def input_table(mean: float, deviation: float) -> tuple[float, ...]:
    """Appendix A.1: what each byte means to the first layer."""
    shift, scale = 255 * mean, Fraction(255 * deviation)
    return tuple(nearest_binary32(Fraction(p - shift) / scale) for p in range(256))


def fma(a: float, b: float, c: float) -> float:
    """`a * b + c` of binary32 numbers, rounded to binary32 once.

    Binary64 holds the product exactly: 24 + 24 significant bits are fewer than 53, and no exponent
    is out of its range. The sum is `total + error` exactly (Knuth's TwoSum). Rounding `total` again
    could be wrong only where it is half way between two binary32 numbers and `error` would have
    decided; so an inexact `total` with an even last bit gives way to its neighbour on the side of
    `error` (rounding to odd), which is never half way. An infinity or a NaN makes `error` a NaN.
    """
    product = a * b
    total = product + c
    part = total - product
    error = (product - (total - part)) + (c - part)
    if error > 0 or error < 0:
        if struct.pack("<d", total)[0] & 1 == 0:
            total = math.nextafter(total, math.copysign(math.inf, error))
    return binary32(total)


def forward(model: Model, pixels: bytes) -> list[float]:
    """Appendix A.2: the logits. Terms with a zero input are skipped."""
    tensors = {tensor.name: tensor.elements for tensor in model.tensors}
    table = input_table(model.input.mean, model.input.deviation)
    inputs = [table[p] for p in pixels]
    for k, layer in enumerate(model.layers):
        weights, sums = tensors[f"layers.{k}.weight"], tensors[f"layers.{k}.bias"].tolist()
        terms = [(j, x) for j, x in enumerate(inputs) if x != 0]
        for i in range(layer.outputs):
            row, s = i * layer.inputs, sums[i]
            for j, x in terms:
                s = fma(weights[row + j], x, s)
            sums[i] = s + 0.0
        inputs = sums if layer.activation == 0 else [s if s > 0 else 0.0 for s in sums]
    return inputs


def multiply_adds(model: Model) -> int:
    return len(model.samples) * sum(layer.inputs * layer.outputs for layer in model.layers)


def check_samples(model: Model) -> None:
    for sample in model.samples:
        for i, (found, expected) in enumerate(zip(forward(model, sample.pixels), sample.logits)):
            same = struct.pack("<f", found) == struct.pack("<f", expected)
            require(same, 600, sample.at + 4 * i, f"expected {expected!r}, found {found!r}")


# -- Whole files -----------------------------------------------------------------------------------


def read_structure(file: bytes, sections: list[Section]) -> Model:
    """Level 2."""
    require(all(section.type != "CKPT" for section in sections), 400, HEADER_BYTES)
    found = check_section_types(sections, MODEL_SECTIONS)
    layers = read_layers(Cursor(file, found["ARCH"]))
    pixels, classes = layers[0].inputs, layers[-1].outputs
    norm = read_input(Cursor(file, found["NORM"]), pixels)
    labels = read_labels(Cursor(file, found["LABL"]), classes)
    digest, rows = read_directory(Cursor(file, found["TDIR"]), found["DATA"])
    check_rows(rows, layers, found["TDIR"])
    model = Model(layers, norm, labels, [])
    for section in sections:
        cursor = Cursor(file, section)
        if section.type == "cARd":
            model.card = cursor.text(section.length, FORBIDDEN_IN_CARD)
        elif section.type == "eVAL":
            model.metrics = read_values(cursor, METRICS)
        elif section.type == "mETa":
            model.notes = read_values(cursor, {})
        elif section.type == "pROV":
            model.provenance = read_values(cursor, PROVENANCE)
        elif section.type == "sELF":
            model.samples = read_samples(cursor, pixels, classes)
        elif section.type[0].islower() and section.type[3].islower():
            model.kept[section.type] = cursor.take(section.length)
    model.tensors = read_tensors(file, rows, found["TDIR"], digest)
    return model


def read(file: bytes, level: int = 4) -> Model | None:
    """Checks a model up to a level and gives it; below level 2 there is none to give."""
    sections = read_container(file, MODEL_LIMIT)
    if level >= 1:
        check_digests(file, sections)
    if level < 2:
        return None
    model = read_structure(file, sections)
    if level >= 3:
        check_values(model)
    if level >= 4:
        check_samples(model)
    return model


def write(model: Model) -> bytes:
    """The one byte string of a model; one that a reader would refuse up to level 3 is refused."""
    contents = dict(model.kept)
    contents |= {"ARCH": write_layers(model.layers), "NORM": write_input(model.input)}
    contents |= {"LABL": write_labels(model.labels), **write_tensors(model.tensors)}
    if model.card:
        contents["cARd"] = model.card.encode("utf-8")
    for name, values in (("eVAL", model.metrics), ("mETa", model.notes), ("pROV", model.provenance)):
        if values:
            contents[name] = write_values(values)
    if model.samples:
        contents["sELF"] = write_samples(model.samples)
    file = write_container(contents)
    read(file, level=3)
    return file


def read_checkpoint(file: bytes, level: int = 4) -> Checkpoint | None:
    """Checks a checkpoint (section 7); there is nothing to run at level 4."""
    sections = read_container(file, CHECKPOINT_LIMIT)
    if level >= 1:
        check_digests(file, sections)
    if level < 2:
        return None
    require(any(section.type == "CKPT" for section in sections), 401, HEADER_BYTES)
    found = check_section_types(sections, CHECKPOINT_SECTIONS)
    values = read_values(Cursor(file, found["CKPT"]), {})
    digest, rows = read_directory(Cursor(file, found["TDIR"]), found["DATA"])
    tensors = read_tensors(file, rows, found["TDIR"], digest)
    if level >= 3:
        for tensor in tensors:
            check_floats(tensor.elements, tensor.at, zeros=True)
    return Checkpoint(values, tensors)


def write_checkpoint(checkpoint: Checkpoint) -> bytes:
    contents = {"CKPT": write_values(checkpoint.values), **write_tensors(checkpoint.tensors)}
    file = write_container(contents)
    read_checkpoint(file)
    return file


# -- The command -----------------------------------------------------------------------------------


def summary(model: Model | Checkpoint) -> Iterable[str]:
    yield f"tensors   {len(model.tensors)}, sha256 {tensors_digest(model.tensors).hex()}"
    if isinstance(model, Checkpoint):
        yield f"values    {len(model.values)}"
        return
    widths = [model.layers[0].inputs] + [layer.outputs for layer in model.layers]
    yield f"network   {'-'.join(map(str, widths))}"
    yield f"input     {model.input.rows} x {model.input.columns} pixels"
    yield f"labels    {' '.join(map(ascii, model.labels))}"[:100]


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Reads, checks and rewrites a model file.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--rewrite", metavar="OUT", help="encode the values that were read into OUT")
    parser.add_argument("--checkpoint", action="store_true", help="FILE is a checkpoint")
    parser.add_argument("--level", type=int, choices=range(5), default=4, help="check up to this level")
    parser.add_argument("--self-test", action="store_true", help="run even a large self-test")
    options = parser.parse_args(arguments)
    if options.rewrite and options.level < 2:
        parser.error("--rewrite needs level 2 or higher")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse_arguments(arguments)
    limit = CHECKPOINT_LIMIT if options.checkpoint else MODEL_LIMIT
    try:
        with open(options.file, "rb") as source:
            file = source.read(limit + 1)
        if options.checkpoint:
            result: Model | Checkpoint | None = read_checkpoint(file, options.level)
        else:
            result = read(file, min(options.level, 3))
        note = "no self-test"
        if isinstance(result, Model) and result.samples and options.level >= 4:
            if options.self_test or multiply_adds(result) <= SELF_TEST_LIMIT:
                check_samples(result)
                note = f"{len(result.samples)} samples give their logits bit for bit"
            else:
                note = "left out because it is large; --self-test runs it"
        if options.rewrite and result:
            content = write(result) if isinstance(result, Model) else write_checkpoint(result)
            with open(options.rewrite, "wb") as target:
                target.write(content)
    except Refused as fault:
        print(fault, file=sys.stderr)
        return 3
    except OSError as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 4
    print(f"valid     {len(file)} bytes, sha256 {hashlib.sha256(file).hexdigest()}")
    for line in summary(result) if result else []:
        print(line)
    print(f"self-test {note}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
