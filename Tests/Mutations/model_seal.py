"""Checksums and digests of damaged model files, made right again as far as damage allows."""

import hashlib
import struct
import zlib


def seal_tensors(editor):
    """Sets the tensors digest of section 6.3, as far as directory and elements can be found."""
    file = editor.file
    head = 64 + 32 * len(editor.parts)
    if len(file) < head or not {"TDIR", "DATA"} <= set(editor.names):
        return
    (row, end), (data, limit) = (_span(file, editor.entry(name)) for name in ("TDIR", "DATA"))
    if row < head or end > len(file) or limit > len(file) or end - row < 40:
        return
    place = row + 8
    digest = hashlib.sha256(b"mlp tensors 1\n" + file[row : row + 4])
    row += 40
    while row + 32 <= end:
        length, dimensions = struct.unpack_from("<HxB", file, row)
        offset, count = struct.unpack_from("<QQ", file, row + 16)
        start = min(data + offset, limit)
        digest.update(file[row : row + 2] + file[row + 32 : row + 32 + length])
        digest.update(file[row + 2 : row + 4 + 4 * min(dimensions, 2)])
        digest.update(file[row + 24 : row + 32] + file[start : min(start + count, limit)])
        row += 32 + length
    file[place : place + 32] = digest.digest()


def seal_header(file):
    struct.pack_into("<I", file, 60, zlib.crc32(file[:60]))


def seal_table(file):
    """Sets the checksum of table and header."""
    count = struct.unpack_from("<I", file, 32)[0]
    if count <= 64:
        struct.pack_into("<I", file, 36, zlib.crc32(file[64 : 64 + 32 * count]))
    seal_header(file)


def seal_digest(file):
    file[-64:-32] = hashlib.sha256(memoryview(file)[:-64]).digest()


def seal_file(file):
    """Sets the checksums of sections, table and header and the digest of the file."""
    if len(file) < 128:
        return
    count = struct.unpack_from("<I", file, 32)[0]
    if count <= 64:
        for entry in range(64, min(64 + 32 * count, len(file) - 95), 32):
            start, end = _span(file, entry)
            if end <= len(file):
                struct.pack_into("<I", file, entry + 24, zlib.crc32(file[start:end]))
    seal_table(file)
    seal_digest(file)


def _span(file, entry):
    start, length = struct.unpack_from("<QQ", file, entry + 8)
    return start, start + length
