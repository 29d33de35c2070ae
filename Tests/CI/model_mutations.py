"""Damages model files, then makes checksums and digests right again: they shield no other rule."""

import hashlib
import struct
import zlib

from mlp_container import ENTRY, FIRST_BYTES, HEADER, MAGIC, TRAILER, aligned, read_container


class Container:
    """A model file in parts that may be damaged one by one; `seal` sets the checksums."""

    def __init__(self, file):
        sections = read_container(file, len(file))
        self.parts = [[s.type.encode(), bytearray(file[s.start : s.end])] for s in sections]

    def part(self, name):
        return next((content for kind, content in self.parts if kind == name), None)

    def join(self):
        place = aligned(64 + 32 * len(self.parts))
        table, body = b"", b""
        for kind, content in self.parts:
            table += ENTRY.pack(kind, 0, place + len(body), len(content), 0, 0)
            body += bytes(content).ljust(aligned(len(content)), b"\0")
        size, count = place + len(body) + 64, len(self.parts)
        header = HEADER.pack(MAGIC, 1, 0, 0, 0, 0x01020304, 64, size, count, 0, 64, bytes(12))
        file = bytearray(header.ljust(64, b"\0") + table).ljust(place, b"\0") + body
        return file + TRAILER.pack(bytes(32), size, bytes(16), MAGIC[::-1])


def seal(file):
    """Sets the checksums of header, table, sections and file, as far as they can be found."""
    if len(file) < 128:
        return file
    count = struct.unpack_from("<I", file, 32)[0]
    if count <= 64:
        for entry in range(64, min(64 + 32 * count, len(file) - 31), 32):
            start, length = struct.unpack_from("<QQ", file, entry + 8)
            if start + length <= len(file):
                struct.pack_into("<I", file, entry + 24, zlib.crc32(file[start : start + length]))
        struct.pack_into("<I", file, 36, zlib.crc32(file[64 : 64 + 32 * count]))
    struct.pack_into("<I", file, 60, zlib.crc32(file[:60]))
    file[-64:-32] = hashlib.sha256(file[:-64]).digest()
    return file


def seal_tensors(container):
    """Sets the tensors digest, as far as the directory can be read."""
    directory, data = container.part(b"TDIR"), container.part(b"DATA")
    if directory is None or data is None or len(directory) < 40:
        return
    digest = hashlib.sha256(b"mlp tensors 1\n" + directory[:4])
    row = 40
    while row + 32 <= len(directory):
        length, dimensions = struct.unpack_from("<HxB", directory, row)
        offset, count = struct.unpack_from("<QQ", directory, row + 16)
        digest.update(directory[row : row + 2] + directory[row + 32 : row + 32 + length])
        digest.update(directory[row + 2 : row + 4 + 4 * min(dimensions, 2)])
        digest.update(directory[row + 24 : row + 32] + data[offset : offset + count])
        row += 32 + length
    directory[8:40] = digest.digest()


# Numbers at the edges of rules.
NUMBERS = [
    *range(10), 15, 16, 31, 32, 63, 64, 65, 127, 128, 129, 255, 256, 257, 1_023, 1_024, 1_025,
    4_096, 4_097, 65_535, 65_536, 65_537, 2**20, 2**24, 2**28, 2**31 - 1, 2**31, 2**32 - 1,
    2**53 - 1, 2**53, 2**63, 2**64 - 64, 2**64 - 1,
    # The bits of an f32 and of an f64: infinities, NaN, the least and the greatest, 1 and -1.
    0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0x00800000, 0x7F7FFFFF, 0x3F800000, 0xBF800000,
    0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0x3FF << 52, 0xBFF << 52,
]  # fmt: skip

# Forbidden characters, the first and last allowed ones beside them, and what is no UTF-8.
TEXTS = [
    *"\0 \t \n \x1b[31m \x7f \x80 \x9f \xa0 \u061c \u200d \u200e \u2010 \u2027 \u2028".split(" "),
    *"\u202f \u2065 \u2066 \u206a \ufeff \ufffe \ud7ff \ue000 \U0010ffff A a _ . - \xe4".split(" "),
    b"\xff", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80",
]  # fmt: skip


def damage_bytes(content, generator):
    """Changes, copies, inserts or removes a few bytes."""
    at, other = generator.randrange(len(content)), generator.randrange(len(content))
    size = min(generator.choice((1, 2, 4, 8)), len(content))
    kinds = ("bit", "byte", "number", "number", "step", "text", "copy", "insert", "remove", "cut")
    kind = generator.choice(kinds)
    if kind in ("number", "step"):
        at = min(at // size * size if generator.random() < 0.5 else at, len(content) - size)
        number = int.from_bytes(content[at : at + size], "little")
        number += generator.choice((-64, -1, 1, 64))
        number = generator.choice(NUMBERS) if kind == "number" else number
        content[at : at + size] = (number % 256**size).to_bytes(size, "little")
    elif kind == "bit":
        content[at] ^= 1 << generator.randrange(8)
    elif kind == "byte":
        content[at] = generator.randrange(256)
    elif kind == "text":
        text = generator.choice(TEXTS)
        text = text.encode() if isinstance(text, str) else text
        content[at : at + len(text)] = text
    elif kind == "copy":
        content[at : at + size] = content[other : other + size]
    elif kind == "insert":
        content[at:at] = generator.choice((bytes(size), content[other : other + 64]))
    elif len(content) > 1:
        del content[max(at, 1) : max(at, 1) + size if kind == "remove" else len(content)]


def damage_sections(parts, generator):
    """Removes, doubles, moves, renames or adds a section."""
    i = generator.randrange(len(parts))
    kind = generator.choice(("remove", "double", "swap", "case", "letter", "add"))
    if kind == "remove" and len(parts) > 1:
        del parts[i]
    elif kind == "double":
        parts.insert(generator.randrange(len(parts) + 1), [parts[i][0], bytearray(parts[i][1])])
    elif kind == "swap":
        j = generator.randrange(len(parts))
        parts[i], parts[j] = parts[j], parts[i]
    elif kind in ("case", "letter"):
        name, k = bytearray(parts[i][0]), generator.randrange(4)
        name[k] = name[k] ^ 0x20 if kind == "case" else generator.choice(b"AZaz@[`{0\xc1")
        parts[i][0] = bytes(name)
    else:
        name = generator.choice((b"zZZz", b"zZZZ", b"zzZz", b"ZZZz", b"aAAa", b"CKPT", b"cARd"))
        parts.append([name, bytearray(b"addition")])
        parts.sort(key=lambda part: (part[0] == b"DATA", part[0]))


def damage_frame(file, generator):
    """Changes header, table, trailer, padding or length."""
    kinds = ("header", "table", "table", "trailer", "padding", "cut", "add", "begin")
    kind = generator.choice(kinds)
    count, size = struct.unpack_from("<I", file, 32)[0], len(file)
    spans = {"header": (0, 64), "table": (64, 64 + 32 * count), "trailer": (size - 64, size)}
    if kind in spans:
        start, end = spans[kind]
        span = file[start:end]
        while len(span) != end - start or span == file[start:end]:
            span = file[start:end]
            damage_bytes(span, generator)
        file[start:end] = span
    elif kind == "padding":
        entry = 64 + 32 * generator.randrange(count)
        end = sum(struct.unpack_from("<QQ", file, entry + 8))
        if end % 64:
            file[generator.randrange(end, aligned(end))] = 1
    elif kind == "cut":
        del file[generator.choice((generator.randrange(200), generator.randrange(size))) :]
    elif kind == "add":
        at = generator.choice((size, size - 64))
        file[at:at] = bytes(generator.choice((1, 32, 63, 64, 65, 128)))
        if generator.random() < 0.7:
            struct.pack_into("<Q", file, 24, len(file))
            struct.pack_into("<Q", file, len(file) - 32, len(file))
    else:
        _, offset, content = generator.choice(FIRST_BYTES)
        if generator.random() < 0.2:
            content = content[: generator.randrange(len(content) + 1)]
        file[offset : offset + len(content)] = content


def mutate(golden, generator):
    """A damaged copy of a legal file."""
    container = Container(golden)
    kind = generator.choice(("bytes", "bytes", "bytes", "bytes", "sections", "frame", "frame"))
    if kind == "bytes":
        for _ in range(generator.choice((1, 1, 1, 2))):
            damage_bytes(generator.choice(container.parts)[1], generator)
        if generator.random() < 0.9:
            seal_tensors(container)
    elif kind == "sections":
        damage_sections(container.parts, generator)
    file = container.join()
    if kind == "frame":
        damage_frame(file, generator)
    return bytes(seal(file) if generator.random() < 0.97 else file)


def has_unsafe_unknown_section(file):
    """Whether a legal file has an unknown section that a writer drops."""
    known = ("cARd", "eVAL", "mETa", "pROV", "sELF")
    names = [section.type for section in read_container(file, len(file))]
    return any(name[0].islower() and name[3].isupper() for name in names if name not in known)
