"""The container of model files: `model-file.md`, sections 2, 3 and 10.1 to 10.3."""

from __future__ import annotations

import hashlib
import math
import re
import struct
import sys
import zlib
from array import array
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

MAGIC = bytes.fromhex("894D4C500D0A1A0A")
MAJOR, MINOR = 1, 1
BYTE_ORDER = 0x01020304
ALIGNMENT = HEADER_BYTES = TRAILER_BYTES = 64
ENTRY_BYTES = 32
HEAD_LIMIT = 1_048_576


class Refused(Exception):
    """The first fault of a file. What a message quotes from the file is escaped."""

    def __init__(self, number: int, offset: int, message: str) -> None:
        super().__init__(f"error {number} at {offset}: {message}")
        self.number, self.offset = number, offset


def require(rule: bool, number: int, offset: int, message: str) -> None:
    if not rule:
        raise Refused(number, offset, message)


@dataclass
class Section:
    """An entry of the section table, and where its section ends."""

    type: str
    start: int
    end: int
    checksum: int
    entry: int  # the offset of its entry in the section table


# -- Bytes: section 2 ------------------------------------------------------------------------------

NAME = re.compile(rb"[a-z0-9_.]+")
FORBIDDEN = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
FORBIDDEN_IN_TEXT = re.compile(f"[{FORBIDDEN}]")
FORBIDDEN_IN_CARD = re.compile(f"(?![\t\n])[{FORBIDDEN}]")


def aligned(count: int) -> int:
    return -(-count // ALIGNMENT) * ALIGNMENT


def require_zeros(file: bytes, start: int, end: int, number: int) -> None:
    rest = file[start:end].lstrip(b"\0")
    require(not rest, number, end - len(rest), "expected 0, found another byte")


def floats(content: bytes) -> array[float]:
    """Little-endian f32 values, kept bit for bit, NaN included."""
    result = array("f", content)
    if sys.byteorder == "big":
        result.byteswap()
    return result


def float_bytes(values: array[float]) -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def is_storable(value: float) -> bool:
    """Whether a number is finite and no negative zero."""
    return math.isfinite(value) and (value != 0 or math.copysign(1, value) > 0)


class Cursor:
    """Reads the fields of one section one after the other and never leaves it."""

    def __init__(self, file: bytes, section: Section) -> None:
        self.file, self.start, self.end = file, section.start, section.end
        self.position = section.start

    def take(self, count: int) -> bytes:
        left = self.end - self.position
        require(count <= left, 404, self.position, f"a field of {count} bytes, {left} are left")
        self.position += count
        return self.file[self.position - count : self.position]

    def number(self, form: str) -> Any:
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0]

    def field(
        self, form: str, name: str, number: int, allowed: Container[int], at: int = -1
    ) -> int:
        """An unsigned field; outside `allowed` the error is at the field, or at `at`."""
        at = self.position if at < 0 else at
        value: int = self.number(form)
        require(value in allowed, number, at, f"{name}: expected {spelled(allowed)}, found {value}")
        return value

    def reserved(self) -> None:
        self.field("I", "reserved field", 406, (0,))

    def text(self, count: int, forbidden: re.Pattern[str] = FORBIDDEN_IN_TEXT) -> str:
        at, content = self.position, self.take(count)
        try:
            text = content.decode("utf-8")  # strict: no overlong form, no surrogate
        except UnicodeDecodeError as error:
            raise Refused(433, at, f"no UTF-8 from byte {error.start} of the text on") from None
        found = forbidden.search(text)
        require(not found, 434, at, f"a text holds {ascii(found and found.group())}")
        return text

    def name(self, count: int, before: bytes, characters: int, twice: int, order: int) -> bytes:
        """A name or key, with the errors of its rules."""
        at, name = self.position, self.take(count)
        require(bool(NAME.fullmatch(name)), characters, at, f"{name!r} holds another character")
        require(name != before, twice, at, f"{name!r} occurs twice")
        require(name > before, order, at, f"{name!r} comes after {before!r}")
        return name

    def finish(self) -> None:
        left = self.end - self.position
        require(left == 0, 405, self.position, f"{left} bytes are left over in the section")


def spelled(allowed: Any) -> str:
    if isinstance(allowed, range):
        return f"{allowed[0]} to {allowed[-1]}"
    return " or ".join(map(str, allowed))


# -- The container: sections 3 and 10.1 to 10.3 ----------------------------------------------------

HEADER = struct.Struct("<8s4H2IQ2IQ12s")  # without its checksum
ENTRY = struct.Struct("<4sI2Q2I")
TRAILER = struct.Struct("<32sQ16s8s")

# The table of section 10.2: error, offset of the bytes, bytes.
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
        *((113, 0, f"08{version:02X}12") for version in range(3, 14)),
    ]
    for digits in rows.split()
]


def refuse_first_bytes(file: bytes) -> NoReturn:
    """Section 10.2."""
    if not file:
        raise Refused(101, 0, "the file is empty")
    if MAGIC.startswith(file):
        raise Refused(103 if len(file) >= 6 else 102, len(file), "the file ends inside its magic")
    for number, offset, content in FIRST_BYTES:
        if file.startswith(content, offset):
            raise Refused(number, 0, f"not a model file: {content!r} at {offset}")
    text = file[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b"\t\n\r ")
    raise Refused(111 if text.startswith((b"<", b"{", b"[")) else 114, 0, "not a model file")


def read_header(file: bytes) -> int:
    """Checks the header and gives the number of sections."""
    size = len(file)
    require(size >= HEADER_BYTES, 200, size, f"a header of 64 bytes, {size} are there")
    (_, major, minor, minimum, _, order, alignment, length, count, table_checksum, table,
     _) = HEADER.unpack_from(file)  # fmt: skip
    require(order == BYTE_ORDER, 201, 16, f"byte order 0x{order:08x}")
    require(major == MAJOR, 202, 8, f"major version: expected {MAJOR}, found {major}")
    require(minimum <= minor, 204, 12, f"reader minimum {minimum} above the minor version {minor}")
    require(minimum <= MINOR, 203, 12, f"reader minimum: expected at most {MINOR}, found {minimum}")
    require(length <= size, 205, size, f"a file of {length} bytes, {size} are there")
    require(length >= size, 206, length, f"a file of {length} bytes, {size} are there")
    require(file[60:64] == crc32(file[:60]), 207, 60, "the header's CRC-32 is another")
    require_zeros(file, 14, 16, 208)
    require(alignment == ALIGNMENT, 209, 20, f"alignment: expected 64, found {alignment}")
    require(1 <= count <= 64, 210, 32, f"section count: expected 1 to 64, found {count}")
    require(table == HEADER_BYTES, 211, 40, f"table offset: expected 64, found {table}")
    require_zeros(file, 48, 60, 208)
    end = HEADER_BYTES + ENTRY_BYTES * count
    require(end <= size - TRAILER_BYTES, 212, 32, f"a table up to {end} in {size} bytes")
    require(table_checksum == zlib.crc32(file[64:end]), 213, 36, "the table's CRC-32 is another")
    return count


def crc32(content: bytes) -> bytes:
    return struct.pack("<I", zlib.crc32(content))


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
        require(kind.isalpha(), 214, entry, f"section type {kind!r}")
        name = kind.decode("ascii")
        require(name[2].isupper(), 215, entry, f"reserved section type {name}")
        require(kind != before, 216, entry, f"section {name} occurs twice")
        ordered = not before or table_order(kind) > table_order(before)
        require(ordered, 217, entry, f"section {name} comes after {before!r}")
        require_zeros(file, entry + 4, entry + 8, 208)
        where = f"section {name}: expected at {place}, found at {start}"
        require(start % ALIGNMENT == 0, 218, entry + 8, where)
        require(start <= limit, 219, entry + 8, where)
        require(start >= place, 220, entry + 8, where)
        require(start <= place, 221, entry + 8, where)
        require(length > 0, 222, entry + 16, f"section {name} is empty")
        require(length <= limit - start, 219, entry + 16, f"section {name} has {length} bytes")
        require_zeros(file, entry + 28, entry + 32, 208)
        head += aligned(length) if name not in ("DATA", "sELF") else 0
        require(head <= HEAD_LIMIT, 223, entry + 16, f"{head} bytes with section {name}")
        sections.append(Section(name, start, start + length, checksum, entry))
        place, before = aligned(start + length), kind
    where = f"trailer: expected at {place}, found at {limit}"
    require(place == limit, 221, sections[-1].end, where)
    return sections


def read_container(file: bytes, limit: int) -> list[Section]:
    """Level 0."""
    require(len(file) <= limit, 100, limit, f"the file has more than {limit} bytes")
    if not file.startswith(MAGIC):
        refuse_first_bytes(file)
    count = read_header(file)
    sections = read_table(file, count)
    trailer = len(file) - TRAILER_BYTES
    _, length, _, end_magic = TRAILER.unpack_from(file, trailer)
    require(end_magic == MAGIC[::-1], 224, trailer + 56, f"end magic {end_magic!r}")
    require(length == len(file), 225, trailer + 32, f"the trailer says {length} bytes")
    require_zeros(file, trailer + 40, trailer + 56, 208)
    for end in (HEADER_BYTES + ENTRY_BYTES * count, *(section.end for section in sections)):
        require_zeros(file, end, aligned(end), 226)
    return sections


def check_digests(file: bytes, sections: list[Section]) -> None:
    """Level 1."""
    for section in sections:
        same = zlib.crc32(file[section.start : section.end]) == section.checksum
        require(same, 300, section.start, f"the CRC-32 of section {section.type} is another")
    end = len(file) - TRAILER_BYTES
    same = hashlib.sha256(file[:end]).digest() == file[end : end + 32]
    require(same, 301, end, "the file's SHA-256 is another")


def reader_minimum(file: bytes) -> int:
    """Of a file whose header was checked."""
    return int.from_bytes(file[12:14], "little")


def write_container(contents: dict[str, bytes], minor: int = 0) -> bytes:
    names = sorted((name.encode("ascii") for name in contents), key=table_order)
    place = aligned(HEADER_BYTES + ENTRY_BYTES * len(names))
    table, body = b"", b""
    for name in names:
        content = contents[name.decode("ascii")]
        start, checksum = place + len(body), zlib.crc32(content)
        table += ENTRY.pack(name, 0, start, len(content), checksum, 0)
        body += content.ljust(aligned(len(content)), b"\0")
    length = place + len(body) + TRAILER_BYTES
    header = HEADER.pack(
        MAGIC, MAJOR, minor, minor, 0, BYTE_ORDER, ALIGNMENT, length, len(names), zlib.crc32(table),
        HEADER_BYTES, bytes(12),
    )  # fmt: skip
    file = (header + crc32(header) + table).ljust(place, b"\0") + body
    return file + TRAILER.pack(hashlib.sha256(file).digest(), length, bytes(16), MAGIC[::-1])


def sections_by_type(sections: list[Section], known: Sequence[str]) -> dict[str, Section]:
    """Step 2 of section 10.4."""
    for section in sections:
        understood = section.type[0].islower() or section.type in known
        require(understood, 402, section.entry, f"unknown critical section {section.type}")
    found = {section.type: section for section in sections}
    for name in known:
        require(name in found, 403, HEADER_BYTES, f"no section {name}")
    return found
