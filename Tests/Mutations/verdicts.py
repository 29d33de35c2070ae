"""The verdicts of both readers: that of Swift by a process of its own, that of Python by a call."""

import hashlib
import os
import pathlib
import re
import select
import struct
import subprocess

import mlp_reader
from mlp_container import read_container

# What refusing or reading a file may take: so many times its bytes, and so much besides.
MEMORY_FACTOR, MEMORY_BESIDES = 8, 4 << 20
PATIENCE_SECONDS = 120


class Broken(Exception):
    """The reader crashed, hung, or took more memory than the file gives it a right to."""


class SwiftReader:
    """A process that judges files; memory is bounded over its whole life."""

    def __init__(self, program):
        environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self.largest = 0
        self.verdict(b"", "m")  # loads what every verdict needs
        self.baseline = self.peak()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def verdict(self, file, kind):
        """`valid DIGEST` or `refused NUMBER OFFSET`."""
        self.largest = max(self.largest, len(file))
        try:
            self.process.stdin.write(struct.pack("<cI", kind.encode(), len(file)) + file)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Broken(self.ending()) from None
        if not select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0]:
            self.process.kill()
            raise Broken(f"no verdict after {PATIENCE_SECONDS} s")
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise Broken(self.ending())
        return line.decode("ascii").rstrip()

    def ending(self):
        return f"the reader ended with status {self.process.wait()}"

    def peak(self):
        """The most address space that the process ever had, in bytes, touched or not."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return 1024 * int(re.search(r"VmPeak:\s+(\d+) kB", status).group(1))

    def growth(self):
        """How far memory went above what the process began with; refuses what is too far."""
        growth = self.peak() - self.baseline
        bound = MEMORY_FACTOR * self.largest + MEMORY_BESIDES
        if growth > bound:
            raise Broken(f"{growth} bytes of memory, for files of {self.largest}: above {bound}")
        return growth


def python_verdict(file, is_checkpoint):
    try:
        model = mlp_reader.read(file, checkpoint=is_checkpoint)
    except mlp_reader.Refused as fault:
        return f"refused {fault.number} {fault.offset}"
    again = mlp_reader.write(model)
    if again != file and not is_rewritten(file, again, model, is_checkpoint):
        return "valid, but written again with other bytes"
    return f"valid {hashlib.sha256(again).hexdigest()}"


def is_rewritten(file, again, model, is_checkpoint):
    """Whether a writer lowers the version of a legal file, drops a section, or adds a dimension."""
    known = () if is_checkpoint else ("cARd", "eVAL", "mETa", "pROV", "sELF")
    names = [section.type for section in read_container(file, len(file))]
    unknown = [name for name in names if name[0].islower() and name not in known]
    dropped = any(is_checkpoint or name[3].isupper() for name in unknown)
    flat = is_checkpoint and any(len(tensor.shape) == 1 for tensor in model.tensors)
    return file[10:14] != again[10:14] or dropped or flat
