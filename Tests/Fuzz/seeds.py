#!/usr/bin/env python3
"""Writes the inputs that fuzzing starts from, one file each, named by its digest.

    seeds.py TARGET FOLDER      TARGET: model, checkpoint, idx, gzip, wire, picture
                                or import

Golden and bad files, files at the limits of the format, every find of former runs, and small IDX
and gzip files made here; by another writer than ours where there is one. What is longer than the
longest input is left out.
"""

import gzip
import hashlib
import itertools
import pathlib
import struct
import sys
import zlib

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/Fixtures"
sys.path[:0] = [str(ROOT / "formats"), str(ROOT / "Tests/CI")]
import import_seeds  # noqa: E402
import model_cases  # noqa: E402

TARGETS = ("model", "checkpoint", "idx", "gzip", "wire", "picture", "import")
LONGEST = 4096


def containers():
    """Models and checkpoints alike: each target learns from what only the other accepts."""
    for path in sorted((FIXTURES / "model-file").rglob("*.mlp")):
        yield path.read_bytes()
    for _, file in model_cases.cases():
        yield file


def idx_files():
    for count, rows, columns in [(1, 1, 1), (3, 2, 5), (2, 28, 28), (40, 1, 7), (9, 16, 1)]:
        pixels = bytes(i * 37 % 256 for i in range(count * rows * columns))
        yield struct.pack(">IIII", 2051, count, rows, columns) + pixels
        yield struct.pack(">II", 2049, count) + bytes(i % 10 for i in range(count))
    yield struct.pack(">IIII", 2051, 60_000, 28, 28)
    yield struct.pack(">IIII", 2051, 2**32 - 1, 2**32 - 1, 2**32 - 1)
    yield struct.pack(">IIII", 2051, 1, 256, 256) + bytes(65_536)
    yield struct.pack(">II", 2049, 2**30) + bytes(64)
    for sizes in [(0, 28, 28), (1, 0, 28), (1, 28, 0)]:
        yield struct.pack(">IIII", 2051, *sizes)
    for start in [b"<?xml", b"PK\3\4", b"version https://git-lfs", b"\x93NUMPY", b"\0\0\x0d\3"]:
        yield start + bytes(20)


def members():
    """Gzip data with each kind of block, header field and ending."""
    texts = [b"", b"a", b"mnistkit " * 40, bytes(range(256)) * 2, bytes(5000)]
    for text, level in itertools.product(texts, (0, 1, 6, 9)):
        yield gzip.compress(text, level, mtime=0)
    for strategy in (zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE):
        packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9, strategy)
        yield packer.compress(texts[2]) + packer.flush()
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    flushed = packer.compress(b"one") + packer.flush(zlib.Z_FULL_FLUSH)
    yield flushed + packer.compress(b"two") + packer.flush()
    fields = [(4, b"\3\0abc"), (8, b"name\0"), (16, b"comment\0")]
    plain = gzip.compress(b"fields", mtime=0)
    for chosen in itertools.chain.from_iterable(
        itertools.combinations(fields, count) for count in range(4)
    ):
        header = bytearray(plain[:10]) + b"".join(field for _, field in chosen)
        for has_checksum in (0, 2):
            header[3] = sum(flag for flag, _ in chosen) + has_checksum
            end = struct.pack("<H", zlib.crc32(header) & 0xFFFF) if has_checksum else b""
            yield bytes(header) + end + plain[10:]
    first, second = gzip.compress(b"first", mtime=0), gzip.compress(b"second", mtime=0)
    yield from (first + second, first + bytes(16), first + b"garbage", first[:-3], first[:12])
    # A small input that makes much more than is asked for.
    yield gzip.compress(bytes(1 << 20), mtime=0)


def idx_seeds():
    for file in idx_files():
        yield file
        yield gzip.compress(file, mtime=0)
    yield gzip.compress(gzip.compress(next(idx_files()), mtime=0), mtime=0)


def streams():
    """The protocol's vectors, each behind a byte that says who reads it, and some one after another."""
    hello = b""
    for path in sorted((ROOT / "formats/wire-vectors").glob("*.txt")):
        head, _, digits = path.read_text().partition("\nhex\n")
        bytes_ = bytes.fromhex(" ".join(digits.split()))
        server, control = "from server" in head, "socket control" in head
        is_hello = bytes_[5:6] == b"\x01"
        yield bytes([server | control << 1 | (not is_hello) << 2]) + bytes_
        if is_hello and "verdict OK" in head:
            hello = hello or bytes_
        elif hello and not server:
            yield bytes([control << 1]) + hello + bytes_


def chunk(kind, data=b""):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, depth, colour, interlace, rows, *between):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    chunks = [chunk(b"IHDR", header), *between, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pictures():
    """PGM and PNG files of each kind, by another writer than the code under test."""
    yield from (b"P5\n3 2\n255\n" + bytes(range(6)), b"P2\n# ink\n3 2 15\n0 1 2 3 4 15\n")
    yield b"P5 2 2 65535\n" + bytes(range(8))
    stroke = bytes(255 * (10 <= y < 30 and 18 <= x < 22) for y in range(40) for x in range(40))
    yield b"P5 40 40 255\n" + stroke
    palette, clear = chunk(b"PLTE", bytes(range(12))), chunk(b"tRNS", b"\0\x80\xff")
    for colour, channels, depths in [(0, 1, (1, 2, 4, 8, 16)), (2, 3, (8, 16)), (3, 1, (1, 2)),
                                     (4, 2, (8, 16)), (6, 4, (8, 16))]:
        for depth in depths:
            row = bytes(i * 29 % 256 for i in range((5 * channels * depth + 7) // 8))
            rows = b"".join(bytes([line % 5]) + row for line in range(4))
            between = (palette,) + (clear,) * (depth == 2) if colour == 3 else ()
            yield png(5, 4, depth, colour, 0, rows, *between)
    passes = b"".join(bytes(height * (1 + width)) for width, height in
                      [(1, 1), (1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (8, 4)])
    yield png(8, 8, 8, 0, 1, passes)
    yield png(2, 1, 8, 0, 0, b"\0\1\2", chunk(b"gAMA", struct.pack(">I", 45_455)))
    yield from (b"GIF89a" + bytes(20), b"\xff\xd8\xff\xe0" + bytes(20), b"BM" + bytes(20))


def foreign_models():
    """Files that NumPy and others wrote, and forms of each format that our exporters do not write."""
    for path in sorted((FIXTURES / "exchange").iterdir()):
        if path.suffix != ".md":
            yield path.read_bytes()
    yield from import_seeds.files()


def main():
    target, folder = sys.argv[1:]
    makers = (containers, containers, idx_seeds, members, streams, pictures, foreign_models)
    sources = dict(zip(TARGETS, makers, strict=True))
    finds = (path.read_bytes() for path in sorted((FIXTURES / "fuzz" / target).glob("*")))
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    written = set()
    for seed in itertools.chain(sources[target](), finds):
        if len(seed) <= LONGEST:
            name = hashlib.sha256(seed).hexdigest()[:16]
            (out / name).write_bytes(seed)
            written.add(name)
    print(f"{target}: {len(written)} seeds of at most {LONGEST} bytes")


if __name__ == "__main__":
    main()
