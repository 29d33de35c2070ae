#!/usr/bin/env python3
"""Classifies IDX images through `mnistd`: the command line of `mnist_client.py`.

    python3 mnist_client.py --socket PATH [--model M] IMAGES.idx[.gz]     one label a line

Exit code 0: done. 2: wrong usage. 3: images or server break their format. 4: no file, no server, or
refused.
"""

import argparse
import gzip
import struct
import sys
import zlib

from mnist_client import Client, ProtocolError, Refused


def read_idx(path):
    """The pixels of an IDX file of images, plain or compressed."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rb") as file:
        data = file.read()
    if len(data) < 16 or data[:4] != b"\0\0\x08\x03":
        raise ValueError(f"{path}: expected an idx file of images, found {data[:4].hex(' ')}")
    count, rows, columns = struct.unpack_from(">III", data, 4)
    expected = count * rows * columns
    if len(data) - 16 != expected:
        raise ValueError(f"{path}: expected {expected} pixels, found {len(data) - 16}")
    return data[16:]


def labels(options):
    """The labels of a file's images, or the exit code and what went wrong."""
    try:
        pixels = read_idx(options.images)
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        return 3, error
    except OSError as error:
        return 4, f"{options.images}: {error.strerror}"
    try:
        return 0, Client(options.socket, options.model).classify(pixels)
    except ProtocolError as error:
        return 3, f"{options.socket}: {error}"
    except OSError as error:
        return 4, f"{options.socket}: {error.strerror or error}"
    except Refused as error:
        return 4, error


def main():
    parser = argparse.ArgumentParser(
        prog="mnist_client.py", description="Classifies IDX images through mnistd.")
    parser.add_argument("--socket", help="the data socket", default="/run/mnistd/data.sock")
    parser.add_argument("--model", help="name[@version|:label|#digest]", default="")
    parser.add_argument("images", help="an IDX file of images, plain or .gz")
    code, found = labels(parser.parse_args())
    if code:
        print(f"mnist_client.py: {found}", file=sys.stderr)
    else:
        sys.stdout.write("".join(f"{label}\n" for label in found))
    sys.exit(code)


if __name__ == "__main__":
    main()
