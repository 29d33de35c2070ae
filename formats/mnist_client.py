#!/usr/bin/env python3
"""Classifies images through `mnistd`, with Python's standard library alone.

A client made from `wire-protocol.md`; comments name its sections. It keeps several batches in
flight, takes answers in any order, waits where it is told to, and sends what is unanswered again on
a new connection, so that a restart of the server loses nothing. Its command line, which reads IDX
files, stands in `mnist_classify.py`:

    python3 mnist_client.py --socket PATH [--model M] IMAGES.idx[.gz]     one label a line
"""

import collections
import socket
import struct
import time

HEADER = struct.Struct("<4sBBHQIIII")  # section 3
MAGIC = b"\x89MWP"
HELLO, GOAWAY, RESOLVE, CLASSIFY, ANSWER = 0x01, 0x03, 0x10, 0x11, 0x80
LOGITS = 2  # section 5.4, bits of the flags
STATUS = (
    "OK BAD_FRAME BAD_VERSION TOO_LARGE BAD_SHAPE BAD_FD NO_MODEL NOT_READY BUSY DEADLINE DENIED"
    " DRAINING INTERNAL BAD_ARGUMENT UNSUPPORTED TIMEOUT"
).split()
FRAME_BYTES, IMAGES, REQUESTS, BYTES_IN_FLIGHT, UNREAD_BYTES = 1, 2, 3, 4, 10  # section 7
Frame = collections.namedtuple("Frame", "code detail id model items payload size")


class ProtocolError(Exception):
    """The other side breaks the protocol: a status of section 8 and the offset in the frame."""

    def __init__(self, status, offset):
        super().__init__(f"{status} at offset {offset}")
        self.status, self.offset = status, offset


class Refused(Exception):
    """The server refused a request, and sending it again would not help."""


def frame(code, id=0, payload=b"", flags=0, model=0, items=0, deadline=0):
    fields = (MAGIC, 1, code, flags, id, model, items, len(payload), deadline)
    return HEADER.pack(*fields) + payload + bytes(-len(payload) % 8)


def need(condition, offset, status="BAD_ARGUMENT"):
    if not condition:
        raise ProtocolError(status, offset)


def parse(data, limit, from_server=True):
    """The frame at the start of `data`, or how many bytes are missing: section 9, steps 1 to 6."""
    need(data[:4] == MAGIC[: len(data)], 0, "BAD_FRAME")
    if len(data) < HEADER.size:
        return HEADER.size - len(data)
    _, version, code, detail, id, model, items, length, _ = HEADER.unpack_from(data)
    end = HEADER.size + length
    size = (end + 7) // 8 * 8
    need(version == 1, 4, "BAD_VERSION")
    need((code >= ANSWER) == from_server and code != GOAWAY, 5, "BAD_FRAME")
    need(size <= (min(limit, 4096) if code == HELLO else limit), 24, "TOO_LARGE")
    if len(data) < size:
        return size - len(data)
    for place in range(end, size):
        need(data[place] == 0, place, "BAD_FRAME")
    return Frame(code, detail, id, model, items, data[HEADER.size : end], size)


def hello_answer(answer):
    """The limits by number: section 5.1."""
    need(len(answer.payload) >= 26 + 16 * answer.items, 24)
    need(answer.payload[0] == 1, 32)
    rows = struct.iter_unpack("<IIQ", answer.payload[24 : 24 + 16 * answer.items])
    limits = {number: value for number, _, value in rows}
    need(all(number in limits for number in range(1, 15)), 20)
    need(65_536 <= limits[FRAME_BYTES] <= limits[BYTES_IN_FLIGHT], 64)
    return limits


def resolve_answer(answer):
    """Handle, bytes of an image and number of classes: section 5.3."""
    need(len(answer.payload) >= 56, 24)
    handle, inputs, classes = struct.unpack_from("<III", answer.payload)
    need(handle > 0, 32)
    need(inputs > 0, 36)
    return handle, inputs, classes


def labels(answer, count, flags=0):
    """The classes of a request, and with LOGITS their logits image by image: section 5.4."""
    need(answer.items == count, 20)
    need(len(answer.payload) >= 8, 24)
    classes, top, found = struct.unpack_from("<IHH", answer.payload)
    start = (8 + 2 * count + 7) // 8 * 8  # of the logits
    need(len(answer.payload) == (start + 4 * count * classes if flags else 8 + 2 * count), 24)
    need(top == 0 and found == flags, 36)
    values = struct.unpack_from(f"<{count}H", answer.payload, 8)
    need(max(values) < classes, 40)
    if not flags:
        return list(values)
    return list(zip(values, struct.iter_unpack(f"<{classes}f", answer.payload[start:])))


class Client:
    """Classifies through one connection at a time, which is made again when it ends."""

    def __init__(self, path, model="", batch=256, window=8, patience=30.0):
        self.path, self.model, self.patience = str(path), model, patience
        self.batch, self.window = batch, window  # images of a request, requests in flight

    def connect(self):
        self.received, self.limit = b"", 65_536
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(self.patience)
        self.socket.connect(self.path)
        self.socket.sendall(frame(HELLO, 1, struct.pack("<BBHIH", 1, 1, 0, 0, 6) + b"python"))
        self.limits = hello_answer(self.receive(HELLO))
        self.limit = self.limits[FRAME_BYTES]
        self.socket.sendall(frame(RESOLVE, 2, self.model.encode()))
        self.handle, self.inputs, self.classes = resolve_answer(self.receive(RESOLVE))

    def receive(self, code):
        """The next answer. Whatever may be sent again later raises ConnectionError: section 8."""
        while isinstance(found := parse(self.received, self.limit), int):
            data = self.socket.recv(1 << 20)
            if not data:
                raise ConnectionError("the server closed the connection")
            self.received += data
        self.received = self.received[found.size :]
        status = STATUS[found.detail] if found.detail < len(STATUS) else "INTERNAL"
        if status in ("NOT_READY", "BUSY", "DRAINING", "TIMEOUT"):
            time.sleep(found.items / 1e6)  # the retry hint
            raise ConnectionError(status)
        if status != "OK":
            raise Refused(f"{status}: {ascii(found.payload.decode(errors='replace'))[1:-1]}")
        need(found.code == code | ANSWER, 5)
        return found

    def classify(self, pixels, flags=0):
        """The labels of the images that stand in `pixels` one after the other; see `labels`."""
        waiting, found, pause, give_up = None, {}, 0.001, time.monotonic() + self.patience
        while waiting is None or waiting:
            known = len(found)
            try:
                self.connect()
                waiting = waiting or self.cut(pixels)
                self.run(waiting, found, flags)
            except OSError as error:
                if len(found) > known:
                    pause, give_up = 0.001, time.monotonic() + self.patience
                gone = isinstance(error, (FileNotFoundError, PermissionError))
                if gone and waiting is None or time.monotonic() + pause > give_up:
                    raise
                time.sleep(pause)
                pause = min(2 * pause, 0.25)
            finally:
                self.socket.close()
        return [label for start in sorted(found) for label in found[start]]

    def cut(self, pixels):
        if len(pixels) % self.inputs:
            raise Refused(f"{len(pixels)} bytes are no whole images of {self.inputs}")
        fitting = (self.limits[FRAME_BYTES] - 48) // self.inputs
        step = max(1, min(self.batch, self.limits[IMAGES], fitting)) * self.inputs
        return {at: pixels[at : at + step] for at in range(0, len(pixels), step)}

    def run(self, waiting, found, flags):
        """Moves batches from `waiting`, where those without an answer stay, to `found`."""
        fitting = self.limits[BYTES_IN_FLIGHT] // (48 + self.batch * self.inputs)
        # While it sends it reads nothing: what comes meanwhile must fit the server's queue.
        size = 48 + self.batch * (2 + (4 * self.classes if flags else 0))
        readable = self.limits[UNREAD_BYTES] // size
        window = max(1, min(self.window, self.limits[REQUESTS], fitting, readable))
        flying, unsent = set(), collections.deque(waiting)
        while waiting:
            while unsent and len(flying) < window:
                start = unsent.popleft()
                flying.add(start)
                count = len(waiting[start]) // self.inputs
                payload = struct.pack("<IHH", self.inputs, 0, 0) + waiting[start]
                self.socket.sendall(frame(CLASSIFY, start, payload, flags, self.handle, count))
            answer = self.receive(CLASSIFY)
            need(answer.id in flying, 8)
            flying.remove(answer.id)
            found[answer.id] = labels(answer, len(waiting.pop(answer.id)) // self.inputs, flags)


if __name__ == "__main__":
    import mnist_classify

    mnist_classify.main()
