#!/usr/bin/env python3
"""Writes the inputs that fuzzing starts from, one file each, named by its digest.

    seeds.py TARGET FOLDER      TARGET: model, checkpoint, idx or gzip

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
import model_cases  # noqa: E402

LONGEST = {"model": 4096, "checkpoint": 4096, "idx": 4096, "gzip": 4096}


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


def main():
    target, folder = sys.argv[1:]
    sources = {"model": containers, "checkpoint": containers, "idx": idx_seeds, "gzip": members}
    finds = (path.read_bytes() for path in sorted((FIXTURES / "fuzz" / target).glob("*")))
    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    written = set()
    for seed in itertools.chain(sources[target](), finds):
        if len(seed) <= LONGEST[target]:
            name = hashlib.sha256(seed).hexdigest()[:16]
            (out / name).write_bytes(seed)
            written.add(name)
    print(f"{target}: {len(written)} seeds of at most {LONGEST[target]} bytes")


if __name__ == "__main__":
    main()
