"""Damages legal files by chance, then makes checksums and digests right: they shield no rule."""

import struct

from model_editor import MAGIC, aligned
from rule_set import EDGES

# The bits of an f32 and of an f64: infinities, NaN, the least and the greatest, 1 and -1.
NUMBERS = [
    *EDGES, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0x80000000, 0x00800000, 0x7F7FFFFF,
    0x3F800000, 0xBF800000, 0x7FF << 52, 0xFFF << 52, 0x7FF8 << 48, 0x3FF << 52, 0xBFF << 52,
]  # fmt: skip

# Forbidden characters, the first and last allowed ones beside them, and what is no UTF-8.
TEXTS = [
    *"\0 \t \n \x1b[31m \x7f \x80 \x9f \xa0 \u061c \u200d \u200e \u2010 \u2027 \u2028".split(" "),
    *"\u202f \u2065 \u2066 \u206a \ufeff \ufffe \ud7ff \ue000 \U0010ffff A a _ . - \xe4".split(" "),
    b"\xff", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80",
]  # fmt: skip

# The fields of header, table entry and trailer: offset and size.
HEADER = [
    (0, 8), (8, 2), (10, 2), (12, 2), (14, 2), (16, 4), (20, 4), (24, 8), (32, 4), (36, 4), (40, 8),
    (48, 12), (60, 4),
]  # fmt: skip
ENTRY = [(0, 4), (4, 4), (8, 8), (16, 8), (24, 4), (28, 4)]
TRAILER = [(0, 32), (32, 8), (40, 16), (56, 8)]


def put_number(content, at, size, pick):
    """Overwrites a number by one at an edge of a rule, or by one near the old one."""
    size = min(size, 8, len(content) - at)
    old = int.from_bytes(content[at : at + size], "little")
    near = old + pick.choice((-64, -1, 1, 64))
    number = pick.choice((pick.choice(NUMBERS), pick.choice(NUMBERS), near, pick.getrandbits(64)))
    content[at : at + size] = (number % 256**size).to_bytes(size, "little")


def damage_bytes(content, foreign, pick):
    """Changes, copies, inserts or removes a few bytes; `foreign` is another file or section."""
    at, other = pick.randrange(len(content)), pick.randrange(len(content))
    size = min(pick.choice((1, 2, 4, 8)), len(content))
    kind = pick.choice(
        ("bits", "bytes", "number", "text", "copy", "splice", "insert", "remove", "cut")
    )
    if kind == "bits":
        for _ in range(pick.choice((1, 1, 1, 2, 8))):
            content[pick.randrange(len(content))] ^= 1 << pick.randrange(8)
    elif kind == "bytes":
        content[at : at + size] = pick.randbytes(min(size, len(content) - at))
    elif kind == "number":
        at = at // size * size if pick.random() < 0.5 else at
        put_number(content, at, size, pick)
    elif kind == "text":
        text = pick.choice(TEXTS)
        text = text.encode() if isinstance(text, str) else text
        content[at : at + len(text)] = text
    elif kind == "copy":
        content[at : at + size] = content[other : other + size]
    elif kind == "splice":
        start = pick.choice((at, pick.randrange(len(foreign))))
        content[at:] = foreign[start:] if pick.random() < 0.5 else foreign[start : start + size]
    elif kind == "insert":
        content[at:at] = pick.choice((bytes(size), bytes(content[other : other + 64])))
    elif kind == "remove":
        del content[at : at + size]
    else:
        del content[at:]


def damage_part(edit, foreign, pick):
    """Damages the bytes of a section and lays the file out anew."""
    i = pick.randrange(len(edit.parts))
    name, content = edit.parts[i]
    # The same section of another file, where it has one: legal by itself, wrong here.
    donor = foreign.part(name) if name in foreign.names else bytes(foreign.file)
    if pick.random() < 0.1:
        content = donor
    else:
        content = bytearray(content)
        damage_bytes(content, donor, pick)
    if content:
        edit.parts[i] = (name, bytes(content))
        edit.layout()


def damage_field(edit, foreign, pick):
    """Writes a number into a field of a section."""
    fields = [found for name in edit.names for found in edit.fields(name) if found.size]
    found = pick.choice(fields)
    at = found.at if found.size <= 8 else pick.randrange(found.at, found.at + found.size)
    put_number(edit.file, at, min(found.size, pick.choice((1, 4, 4, 8))), pick)


def damage_element(edit, foreign, pick):
    """Writes a number into a tensor."""
    at = pick.randrange(edit.start("DATA"), edit.end("DATA")) & ~3
    put_number(edit.file, at, 4, pick)


def damage_sections(edit, foreign, pick):
    """Removes, doubles, moves, renames or adds a section."""
    parts, i = edit.parts, pick.randrange(len(edit.parts))
    kind = pick.choice(("remove", "double", "swap", "contents", "case", "letter", "add"))
    if kind == "remove" and len(parts) > 1:
        del parts[i]
    elif kind == "double":
        parts.insert(pick.randrange(len(parts) + 1), parts[i])
    elif kind in ("swap", "contents"):
        j = pick.randrange(len(parts))
        parts[i], parts[j] = parts[j], parts[i]
        if kind == "contents":
            (a, first), (b, second) = parts[i], parts[j]
            parts[i], parts[j] = (b, first), (a, second)
    elif kind in ("case", "letter"):
        name, k = bytearray(parts[i][0].encode()), pick.randrange(4)
        name[k] = name[k] ^ 0x20 if kind == "case" else pick.choice(b"AZaz@[`{0")
        parts[i] = (name.decode(), parts[i][1])
    else:
        more = ("zZZz", "zZZZ", "zzZz", "ZZZz", "aAAa", "CKPT", "cARd", pick.choice(foreign.names))
        name = pick.choice(more)
        content = foreign.part(name) if name in foreign.names else b"addition"
        parts.append((name, content))
        parts.sort(key=lambda part: (part[0] == "DATA", part[0].encode()))
    edit.layout()


def damage_frame(edit, foreign, pick):
    """Changes header, table, trailer, padding or length."""
    file, size, count = edit.file, edit.size, len(edit.parts)
    entry = 64 + 32 * pick.randrange(count)
    kind = pick.choice(("header", "table", "table", "trailer", "padding", "cut", "add", "version"))
    fields = {"header": (0, HEADER), "table": (entry, ENTRY), "trailer": (size - 64, TRAILER)}
    if kind in fields:
        start, places = fields[kind]
        at, length = pick.choice(places)
        at += pick.randrange(length) if length > 8 else 0
        put_number(file, start + at, length, pick)
    elif kind == "padding":
        end = sum(struct.unpack_from("<QQ", file, entry + 8))
        if end % 64:
            file[pick.randrange(end, aligned(end))] = 1
    elif kind == "cut":
        del file[pick.choice((pick.randrange(200), pick.randrange(size))) :]
    elif kind == "add":
        at = pick.choice((size, size - 64))
        file[at:at] = bytes(pick.choice((1, 32, 63, 64, 65, 128)))
        if pick.random() < 0.7:
            struct.pack_into("<Q", file, 24, len(file))
            struct.pack_into("<Q", file, len(file) - 32, len(file))
    else:
        struct.pack_into("<3H", file, 8, 1, pick.randrange(4), pick.choice((0, 0, 1, 2)))


def damage_whole(edit, foreign, pick):
    """Damages the file as it lies there, without a thought of its parts."""
    damage_bytes(edit.file, foreign.file, pick)
    if pick.random() < 0.1:
        edit.file[: len(MAGIC)] = MAGIC


KINDS = [
    (damage_part, 30), (damage_field, 25), (damage_element, 5), (damage_sections, 10),
    (damage_frame, 15), (damage_whole, 15),
]  # fmt: skip


def mutate(legal, foreign, pick):
    """A damaged copy of a legal file, with pieces of a foreign one."""
    edit, foreign = legal.edit(), foreign.edit()
    first, *_ = pick.choices(*zip(*KINDS))
    first(edit, foreign, pick)
    if pick.random() < 0.2 and len(edit.file) >= 128:
        put_number(edit.file, pick.randrange(64, len(edit.file)), 4, pick)
    if len(edit.file) < 128 or pick.random() < 0.05:
        return bytes(edit.file)
    if pick.random() < 0.9:
        edit.seal()
    else:
        edit.seal_without_tensors()
    return bytes(edit.file)
