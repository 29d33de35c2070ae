"""IDX files beside Python's `gzip` and NumPy: the same bytes, or both refuse.

Where the library of this project is stricter than Python's, it says so, and `strictness` knows the
reasons: reserved flags, a wrong checksum of a gzip header, and zeros after a member, none of which
Python looks at.
"""

import gzip
import hashlib
import io
import math
import os
import pathlib
import random
import struct
import zlib

try:
    import numpy
except ImportError:  # the bytes are compared all the same
    numpy = None

PEERS = f"Python's gzip and NumPy {numpy.__version__}" if numpy else "Python's gzip, without NumPy"
IMAGES, LABELS = "i", "l"
LARGEST_IMAGE, LARGEST_COUNT, CLASSES = 65_536, 1 << 30, 10
DIMENSIONS = {IMAGES: 3, LABELS: 1}
FLAG_CHECKSUM, FLAG_EXTRA, FLAG_NAME, FLAG_COMMENT, RESERVED_FLAGS = 2, 4, 8, 16, 0xE0


# -- Python's reading ------------------------------------------------------------------------------


def decoded(file, kind):
    """The uncompressed file; raises ValueError where it is none."""
    if file.startswith(b"\x1f\x8b"):
        try:
            file = gzip.decompress(file)
        except (EOFError, OSError, zlib.error, struct.error) as fault:
            raise ValueError(f"gzip: {fault}") from None
    start = 4 + 4 * DIMENSIONS[kind]
    if len(file) < start or file[:4] != bytes((0, 0, 8, DIMENSIONS[kind])):
        raise ValueError("another header")
    shape = struct.unpack_from(f">{DIMENSIONS[kind]}I", file, 4)
    count = math.prod(shape)
    if not 0 < count <= LARGEST_COUNT or count // shape[0] > LARGEST_IMAGE:
        raise ValueError(f"shape {shape}")
    if len(file) - start != count:
        raise ValueError(f"{len(file) - start} elements, {count} declared")
    if kind == LABELS and max(file[start:]) >= CLASSES:
        raise ValueError("a label that is no class")
    if numpy is not None:
        array = numpy.frombuffer(file, numpy.uint8, offset=start).reshape(shape)
        sizes = numpy.array(shape, ">u4").tobytes()
        return file[:4] + sizes + array.tobytes()
    return file


def decoded_size(file, kind):
    return len(decoded(file, kind))


def strictness(file):
    """Why a file that Python reads may be refused; None where nothing allows it."""
    while file:
        if file[0] == 0:
            return "zeros after a member"
        head = io.BytesIO(file)
        _, _, flags = struct.unpack("<HBB", head.read(4))
        if flags & RESERVED_FLAGS:
            return "reserved flags"
        head.read(6)
        if flags & FLAG_EXTRA:
            head.read(struct.unpack("<H", head.read(2))[0])
        for flag in (FLAG_NAME, FLAG_COMMENT):
            while flags & flag and head.read(1) not in (b"", b"\0"):
                pass
        if flags & FLAG_CHECKSUM:
            computed = zlib.crc32(file[: head.tell()]) & 0xFFFF
            if struct.unpack("<H", head.read(2))[0] != computed:
                return "checksum of a gzip header"
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        inflater.decompress(file[head.tell() :])
        file = inflater.unused_data[8:]
    return None


def disagreement(swift, file, kind):
    """What is wrong with a verdict of `SwiftReader`; None where Python says the same."""
    try:
        python = f"valid {hashlib.sha256(decoded(file, kind)).hexdigest()}"
    except ValueError:
        python = "refused"
    if python == swift:
        return None
    if swift == "refused" and file.startswith(b"\x1f\x8b") and strictness(file):
        return None
    return f"Swift {swift}, Python {python}"


# -- Files -----------------------------------------------------------------------------------------


def idx(pick, kind):
    """A small legal file, uncompressed."""
    if kind == LABELS:
        labels = bytes(pick.randrange(CLASSES) for _ in range(pick.randint(1, 60)))
        return struct.pack(">2I", 2049, len(labels)) + labels
    shape = pick.randint(1, 6), pick.randint(1, 9), pick.randint(1, 9)
    count = math.prod(shape)
    pixels = bytes(pick.choice((0, 0, 255, pick.randrange(256))) for _ in range(count))
    return struct.pack(">4I", 2051, *shape) + pixels


def member(content, pick, flags=0):
    """A gzip member with the optional header fields that `flags` names."""
    head = b"\x1f\x8b\x08" + bytes([flags]) + pick.randbytes(6)
    if flags & FLAG_EXTRA:
        extra = pick.randbytes(pick.choice((0, 1, 40)))
        head += struct.pack("<H", len(extra)) + extra
    if flags & FLAG_NAME:
        head += b"train-images-idx3-ubyte\0"
    if flags & FLAG_COMMENT:
        head += b"caf\xe9\0"
    if flags & FLAG_CHECKSUM:
        head += struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    deflater = zlib.compressobj(pick.choice((0, 1, 6, 9)), zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflater.compress(content) + deflater.flush()
    return head + data + struct.pack("<2I", zlib.crc32(content), len(content))


def packed(file, pick):
    """A file as it is, as one member, or as several, some of them empty."""
    if pick.random() < 0.3:
        return file
    cuts = sorted(pick.choices(range(len(file) + 1), k=pick.choice((0, 0, 1, 2))))
    ends = zip([0, *cuts], [*cuts, len(file)])
    return b"".join(member(file[start:end], pick, pick.randrange(32)) for start, end in ends)


def damage(file, pick):
    file = bytearray(file)
    for _ in range(pick.choice((1, 1, 1, 2, 4))):
        at = pick.randrange(len(file))
        kind = pick.choice(("bit", "byte", "number", "cut", "add", "insert", "remove"))
        if kind == "bit":
            file[at] ^= 1 << pick.randrange(8)
        elif kind == "byte":
            file[at] = pick.choice((0, 1, 8, 0x1F, 0x8B, 0xFF, pick.randrange(256)))
        elif kind == "number":
            numbers = (0, 1, 10, 65_536, 65_537, 2**30, 2**31, 2**32 - 1, 2_049, 2_051)
            at = 4 * pick.randrange(4)
            file[at : at + 4] = struct.pack(">I", pick.choice(numbers))
        elif kind == "cut" and at:
            del file[at:]
        elif kind == "add":
            file += pick.choice((b"\0", bytes(99), b"x", member(b"", pick), pick.randbytes(9)))
        elif kind == "insert":
            file[at:at] = pick.randbytes(pick.randint(1, 4))
        elif len(file) > 4:
            del file[at : at + pick.randint(1, 4)]
    return bytes(file)


def mutants(start, count):
    """(title, file, kind, whether Python is asked) of files damaged before or after packing."""
    for i in range(start, start + count):
        pick = random.Random(f"idx {i}")
        kind = pick.choice((IMAGES, LABELS))
        file = idx(pick, kind)
        if pick.random() < 0.3:
            file = damage(file, pick)
        file = packed(file, pick)
        if pick.random() < 0.8 and file:
            file = damage(file, pick)
        read_as = kind if pick.random() < 0.95 else pick.choice((IMAGES, LABELS))
        yield f"idx {i}", file, read_as, True


def variants():
    """Legal files in every form that RFC 1952 allows."""
    pick = random.Random("variants")
    for kind in (IMAGES, LABELS):
        file = idx(pick, kind)
        yield f"{kind} plain", file, kind, True
        for flags in range(32):
            yield f"{kind} flags {flags}", member(file, pick, flags), kind, True
        for cut in range(len(file) + 1):
            halves = member(file[:cut], pick) + member(file[cut:], pick)
            yield f"{kind} two members, cut at {cut}", halves, kind, True


def bombs():
    """Small files that claim or hold very much: all are refused, and only memory is at stake."""
    pick = random.Random("bombs")
    deflater = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = struct.pack(">4I", 2051, 10, 28, 28)
    bomb = deflater.compress(head) + b"".join(deflater.compress(bytes(1 << 20)) for _ in range(512))
    yield "512 MiB of zeros", bomb + deflater.flush(), IMAGES, False
    yield "empty members", gzip.compress(b"") * 20_000, IMAGES, False
    for count in (2**20, 2**20 + 1, 2**32 - 1):
        claim = struct.pack(">4I", 2051, count, 32, 32) + bytes(9)
        yield f"{count} images claimed", claim, IMAGES, False
        yield f"{count} images claimed, gzip", member(claim, pick), IMAGES, False
        claim = struct.pack(">2I", 2049, count)
        yield f"{count} labels claimed", claim, LABELS, False
        yield f"{count} labels claimed, gzip", member(claim, pick), LABELS, False


def published():
    """The real files, where they are at hand."""
    folder = os.environ.get("MNIST_DIR")
    for path in sorted(pathlib.Path(folder).glob("*-ubyte*")) if folder else ():
        kind = IMAGES if "images" in path.name else LABELS
        yield path.name, path.read_bytes(), kind, True
