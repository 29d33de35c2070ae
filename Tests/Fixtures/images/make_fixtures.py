#!/usr/bin/env python3
"""Writes PNG files of every kind, and beside each the grey picture that it has to decode to.

The second program for the decoder's tests: written from the PNG specification with zlib and struct
alone. Pictures are made of arithmetic patterns. Usage: make_fixtures.py [FOLDER]
"""

import pathlib
import struct
import sys
import zlib

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
NAMES = {0: "grey", 2: "colour", 3: "palette", 4: "grey-alpha", 6: "colour-alpha"}
WHITE = 65535


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filtered(kind, row, above, distance):
    out = bytearray([kind])
    for i, byte in enumerate(row):
        left = row[i - distance] if i >= distance else 0
        corner = above[i - distance] if i >= distance else 0
        guess = [0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner)][kind]
        out.append((byte - guess) % 256)
    return bytes(out)


def packed(samples, depth):
    bits = "".join(format(s, f"0{depth}b") for s in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def picture(width, height, channels, depth, limit):
    """Samples that take all values: `picture[y][x]` is a tuple of a pixel's samples."""
    def sample(x, y, c):
        if depth == 16:
            return (x * 7919 + y * 104729 + c * 15485863 + x * y * 31) % 65536
        return (x * 37 + y * 91 + c * 53 + x * y * 11) % limit
    return [[tuple(sample(x, y, c) for c in range(channels)) for x in range(width)]
            for y in range(height)]


def grey(pixel, kind, depth, palette, alphas, clear):
    """The grey byte of a pixel, by the rule that the decoder documents."""
    largest = 2 ** depth - 1

    def wide(sample, most=largest):
        return (sample * 65535 + most // 2) // most

    def luma(r, g, b):
        return (299 * r + 587 * g + 114 * b + 500) // 1000

    if kind == 3:
        value = luma(*(wide(s, 255) for s in palette[pixel[0]]))
        alpha = wide(alphas[pixel[0]] if pixel[0] < len(alphas) else 255, 255)
    else:
        colours = [wide(s) for s in pixel[:3 if kind in (2, 6) else 1]]
        value = luma(*colours) if len(colours) == 3 else colours[0]
        alpha = wide(pixel[-1]) if kind in (4, 6) else 65535
        if pixel == clear:
            alpha = 0
    mixed = (alpha * value + (65535 - alpha) * WHITE + 32767) // 65535
    return (mixed * 255 + 32767) // 65535


def write(folder, name, kind, depth, width, height, interlaced, transparent=False, piece=None):
    channels = CHANNELS[kind]
    colours = min(2 ** depth, 200) if kind == 3 else 0
    pixels = picture(width, height, channels, depth, colours or 2 ** depth)
    palette = [((i * 83) % 256, (i * 151 + 20) % 256, (i * 29 + 7) % 256) for i in range(colours)]
    alphas = [(i * 97) % 256 for i in range(max(1, colours // 2))] if transparent else []
    clear = pixels[height // 2][width // 2] if transparent and kind in (0, 2) else None

    raw = b""
    distance = max(1, channels * depth // 8)
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        if x0 >= width:
            continue
        above = None
        for number, y in enumerate(range(y0, height, dy)):
            row = packed([s for x in range(x0, width, dx) for s in pixels[y][x]], depth)
            raw += filtered((number + x0 + y0) % 5, row, above or bytes(len(row)), distance)
            above = row
    stream = zlib.compress(raw, 9)

    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)),
             chunk(b"gAMA", struct.pack(">I", 100000)), chunk(b"tEXt", b"Title\0pattern")]
    if kind == 3:
        parts.append(chunk(b"PLTE", bytes(s for c in palette for s in c)))
    if transparent:
        data = bytes(alphas) if kind == 3 else struct.pack(f">{channels}H", *clear)
        parts.append(chunk(b"tRNS", data))
    parts += [chunk(b"IDAT", stream[i:i + (piece or len(stream))])
              for i in range(0, len(stream), piece or len(stream))]
    parts += [chunk(b"tIME", b"\x07\xe8\x01\x01\0\0\0"), chunk(b"IEND", b"")]
    (folder / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))

    expected = bytes(grey(p, kind, depth, palette, alphas, clear) for row in pixels for p in row)
    (folder / f"{name}.pgm").write_bytes(b"P5\n%d %d\n255\n" % (width, height) + expected)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for kind, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (0, 1):
                name = f"{NAMES[kind]}-{depth}" + ("-adam7" if interlaced else "")
                write(folder, name, kind, depth, 19, 11, interlaced)
                if kind in (0, 2, 3) and not interlaced:
                    write(folder, f"{NAMES[kind]}-{depth}-trns", kind, depth, 19, 11, 0, True)
    for width, height in [(1, 1), (1, 9), (9, 1), (4, 4), (5, 5), (2, 3), (3, 2), (8, 8)]:
        write(folder, f"size-{width}x{height}-adam7", 0, 8, width, height, 1)
        write(folder, f"size-{width}x{height}", 6, 8, width, height, 0)
    write(folder, "pieces-of-1", 0, 8, 19, 11, 0, piece=1)
    write(folder, "pieces-of-7-adam7", 2, 8, 19, 11, 1, piece=7)


main()
