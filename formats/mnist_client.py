#!/usr/bin/env python3
"""Classifies IDX images through `mnistd`, with Python's standard library alone.

A client made from `wire-protocol.md`; comments name its sections. It keeps many batches in flight,
takes answers in any order, waits where it is told to, and sends what is unanswered again on a new
connection, so that a restart of the server loses nothing.

    python3 mnist_client.py --socket PATH [--model M] IMAGES.idx[.gz]     one label a line

Exit code 0: done. 2: wrong usage. 3: the images or the server break their format. 4: no server, or
a refusal. As a module: `Client(path, model).classify(pixels)` gives a list of labels.
`wire-vectors/check.py` checks it by the vectors.
"""

import argparse
import collections
import gzip
import select
import socket
import struct
import sys
import time
import zlib

HEADER = struct.Struct("<4sBBHQIIII")  # section 3
MAGIC = b"\x89MWP"
HELLO, PING, GOAWAY, RESOLVE, CLASSIFY, ANSWER = 0x01, 0x02, 0x03, 0x10, 0x11, 0x80
STATUS = (
    "OK BAD_FRAME BAD_VERSION TOO_LARGE BAD_SHAPE BAD_FD NO_MODEL NOT_READY BUSY DEADLINE DENIED"
    " DRAINING INTERNAL BAD_ARGUMENT UNSUPPORTED TIMEOUT"
).split()
AFTER_HINT, NEW_CONNECTION = ("NOT_READY", "BUSY"), ("DRAINING", "TIMEOUT")  # section 8
FRAME_BYTES, IMAGES, REQUESTS, BYTES_IN_FLIGHT = 1, 2, 3, 4  # section 7
LEAST_FRAME_LIMIT = 65_536

Frame = collections.namedtuple("Frame", "code detail id model items payload size")


class ProtocolError(Exception):
    """The other side breaks the protocol: a status of section 8 and the offset in the frame."""

    def __init__(self, status, offset):
        super().__init__(f"{status} at offset {offset}")
        self.status, self.offset = status, offset


class Refused(Exception):
    """The server refused a request, and sending it again would not help."""


class Disconnected(Exception):
    """The connection ended or could not be made."""


def frame(code, id=0, payload=b"", flags=0, model=0, items=0, deadline=0):
    fields = (MAGIC, 1, code, flags, id, model, items, len(payload), deadline)
    return HEADER.pack(*fields) + payload + bytes(-len(payload) % 8)


def parse(data, limit, from_server=True):
    """The frame at the start of `data`, or how many bytes are missing: section 9, steps 1 to 6."""
    if data[:4] != MAGIC[: len(data)]:
        raise ProtocolError("BAD_FRAME", 0)
    if len(data) < HEADER.size:
        return HEADER.size - len(data)
    _, version, code, detail, id, model, items, length, _ = HEADER.unpack_from(data)
    if version != 1:
        raise ProtocolError("BAD_VERSION", 4)
    if (code >= ANSWER) != from_server or code == GOAWAY:
        raise ProtocolError("BAD_FRAME", 5)
    size = HEADER.size + (length + 7) // 8 * 8
    if size > (min(limit, 4096) if code == HELLO else limit):
        raise ProtocolError("TOO_LARGE", 24)
    if len(data) < size:
        return size - len(data)
    for place in range(HEADER.size + length, size):
        if data[place]:
            raise ProtocolError("BAD_FRAME", place)
    payload = bytes(data[HEADER.size : HEADER.size + length])
    return Frame(code, detail, id, model, items, payload, size)


def need(condition, offset):
    if not condition:
        raise ProtocolError("BAD_ARGUMENT", offset)


def text(value):
    return struct.pack("<H", len(value.encode())) + value.encode()


def hello_answer(answer):
    """The limits by number: section 5.1."""
    need(len(answer.payload) >= 26 + 16 * answer.items, 24)
    need(answer.payload[0] == 1, 32)
    rows = struct.iter_unpack("<IIQ", answer.payload[24 : 24 + 16 * answer.items])
    limits = {number: value for number, _, value in rows}
    need(all(number in limits for number in range(1, 15)), 20)
    need(LEAST_FRAME_LIMIT <= limits[FRAME_BYTES] <= limits[BYTES_IN_FLIGHT], 64)
    return limits


def resolve_answer(answer):
    """Handle and bytes of an image: section 5.3."""
    need(len(answer.payload) >= 56, 24)
    handle, inputs = struct.unpack_from("<II", answer.payload)
    need(handle > 0, 32)
    need(inputs > 0, 36)
    return handle, inputs


def labels(answer, count):
    """The classes of a request without flags: section 5.4."""
    need(answer.items == count, 20)
    need(len(answer.payload) == 8 + 2 * count, 24)
    classes, top, flags = struct.unpack_from("<IHH", answer.payload)
    need(top == 0 and flags == 0, 36)
    values = struct.unpack_from(f"<{count}H", answer.payload, 8)
    need(max(values) < classes, 40)
    return list(values)


class Connection:
    """One connection: HELLO, RESOLVE, then batches in flight up to the announced limits."""

    def __init__(self, path, model, patience):
        self.patience, self.received, self.unsent = patience, bytearray(), bytearray()
        self.frame_limit, self.leaving = LEAST_FRAME_LIMIT, False
        self.not_before, self.last_id = 0.0, 0
        self.path, self.model = path, model
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def open(self):
        self.socket.settimeout(self.patience)
        self.socket.connect(self.path)
        self.socket.setblocking(False)
        hello = struct.pack("<BBHI", 1, 1, 0, 0) + text("mnist_client.py")
        self.limits = hello_answer(self.ask(HELLO, hello))
        self.frame_limit = self.limits[FRAME_BYTES]
        self.handle, self.inputs = resolve_answer(self.ask(RESOLVE, self.model.encode()))

    def ask(self, code, payload):
        """Sends one request and waits for its answer."""
        self.last_id += 1
        self.unsent += frame(code, self.last_id, payload)
        while True:
            self.exchange()
            for answer in self.frames():
                need(answer.code in (code | ANSWER, GOAWAY | ANSWER), 5)
                if self.outcome(answer) == "OK":
                    return answer
                raise Disconnected("the server asks to come back later")

    def run(self, batches, labels_by_start):
        """Classifies (start, pixels) batches; those without an answer are in `batches` again."""
        flying, give_up = {}, time.monotonic() + self.patience
        try:
            while batches or flying:
                if self.leaving and not flying:
                    raise Disconnected("the server is leaving")
                if time.monotonic() > give_up:
                    raise Disconnected(f"refused for {self.patience:g} seconds")
                self.submit(batches, flying)
                self.exchange()
                for answer in self.frames():
                    status = self.outcome(answer)
                    if answer.code == GOAWAY | ANSWER:
                        continue
                    need(answer.code == CLASSIFY | ANSWER and answer.id in flying, 8)
                    start, pixels = batch = flying.pop(answer.id)
                    if status == "OK":
                        labels_by_start[start] = labels(answer, len(pixels) // self.inputs)
                        give_up = time.monotonic() + self.patience
                    else:
                        batches.append(batch)
        finally:
            # CLASSIFY has no effect, so whatever has no answer may be sent again: section 1.
            batches.extendleft(flying.values())

    def submit(self, batches, flying):
        bytes_in_flight = sum(48 + len(pixels) for _, pixels in flying.values())
        while batches and not self.leaving and time.monotonic() >= self.not_before:
            pixels = batches[0][1]
            bytes_in_flight += 48 + len(pixels)
            full = len(flying) == self.limits[REQUESTS]
            if full or self.unsent or bytes_in_flight > self.limits[BYTES_IN_FLIGHT]:
                return
            self.last_id += 1
            flying[self.last_id] = batches.popleft()
            head = struct.pack("<IHH", self.inputs, 0, 0)
            count = len(pixels) // self.inputs
            self.unsent += frame(CLASSIFY, self.last_id, head + pixels, 0, self.handle, count)

    def exchange(self):
        """Sends and receives what can be; waits for either, or for the end of a pause."""
        pause = self.not_before - time.monotonic()
        wait = pause if 0 < pause < self.patience else self.patience
        readable, writable, _ = select.select(
            [self.socket], [self.socket] if self.unsent else [], [], wait)
        if writable:
            del self.unsent[: self.socket.send(self.unsent[: 1 << 18])]
        if readable:
            data = self.socket.recv(1 << 20)
            if not data:
                raise Disconnected("the server closed the connection")
            self.received += data
        if not readable and not writable and pause <= 0:
            raise Disconnected(f"no answer for {self.patience:g} seconds")

    def frames(self):
        while not isinstance(found := parse(self.received, self.frame_limit), int):
            del self.received[: found.size]
            yield found

    def outcome(self, answer):
        """OK, or a status after which the request may be sent again: section 8."""
        status = STATUS[answer.detail] if answer.detail < len(STATUS) else "INTERNAL"
        self.leaving |= answer.code == GOAWAY | ANSWER or status in NEW_CONNECTION
        if status in AFTER_HINT + NEW_CONNECTION:
            self.not_before = time.monotonic() + (answer.items / 1e6 or 0.001)
        elif status != "OK":
            raise Refused(f"{status}: {ascii(answer.payload.decode(errors='replace'))[1:-1]}")
        return status


class Client:
    """Classifies through one connection at a time, which is made again when it ends."""

    def __init__(self, path, model="", batch=256, patience=30.0):
        self.path, self.model, self.batch, self.patience = str(path), model, batch, patience

    def classify(self, pixels):
        """The labels of the images that stand in `pixels` one after the other."""
        batches, found, pause = None, {}, 0.001
        give_up = time.monotonic() + self.patience
        while batches is None or batches:
            known, connection = len(found), Connection(self.path, self.model, self.patience)
            try:
                connection.open()
                if batches is None:
                    size, batches = connection.inputs, self.cut(pixels, connection)
                if connection.inputs != size:
                    raise Refused(f"BAD_SHAPE: inputs: expected {connection.inputs}, found {size}")
                connection.run(batches, found)
            except (Disconnected, OSError) as error:
                nobody = (FileNotFoundError, PermissionError, ConnectionRefusedError)
                if batches is None and isinstance(error, nobody):
                    raise Disconnected(f"{self.path}: {error.strerror}") from error
                if len(found) > known:
                    give_up, pause = time.monotonic() + self.patience, 0.001
                if time.monotonic() + pause > give_up:
                    raise Disconnected(f"{self.path}: {error}") from error
                time.sleep(max(pause, connection.not_before - time.monotonic()))
                pause = min(2 * pause, 0.25)
            finally:
                connection.socket.close()
        return [label for start in sorted(found) for label in found[start]]

    def cut(self, pixels, connection):
        size = connection.inputs
        if len(pixels) % size:
            raise Refused(f"BAD_SHAPE: {len(pixels)} bytes are no whole images of {size}")
        fitting = (connection.limits[FRAME_BYTES] - 48) // size
        step = max(1, min(self.batch, connection.limits[IMAGES], fitting)) * size
        return collections.deque((at, pixels[at : at + step]) for at in range(0, len(pixels), step))


def read_idx(path):
    """The pixels of an IDX file of images, plain or compressed."""
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with (gzip.open if packed else open)(path, "rb") as file:
        data = file.read()
    if len(data) < 16 or data[:4] != b"\0\0\x08\x03":
        raise ValueError(f"{path}: expected an idx file of images, found {data[:4].hex(' ')}")
    count, rows, columns = struct.unpack_from(">III", data, 4)
    if len(data) - 16 != count * rows * columns:
        expected = count * rows * columns
        raise ValueError(f"{path}: expected {expected} pixels, found {len(data) - 16}")
    return data[16:]


def fail(error, code):
    print(f"mnist_client.py: {error}", file=sys.stderr)
    return code


def main():
    parser = argparse.ArgumentParser(description="Classifies IDX images through mnistd.")
    parser.add_argument("--socket", help="the data socket", default="/run/mnistd/data.sock")
    parser.add_argument("--model", help="name[@version|:label|#digest]", default="")
    parser.add_argument("images", help="an IDX file of images, plain or .gz")
    options = parser.parse_args()
    try:
        found = Client(options.socket, options.model).classify(read_idx(options.images))
        sys.stdout.write("".join(f"{label}\n" for label in found))
        return 0
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error, ProtocolError) as error:
        return fail(error, 3)
    except (Refused, Disconnected, OSError) as error:
        return fail(error, 4)


if __name__ == "__main__":
    sys.exit(main())
