"""A connection that sends what it likes, made from the independent client of `formats`."""

import contextlib
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "formats"))

import mnist_client as wire
from mnist_client import Frame, frame  # noqa: F401 (for those who import this)

HELLO, PING, GOAWAY, INDEX, STATS, STATUS, RESOLVE = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x10
CLASSIFY, CLASSIFY_FD = 0x11, 0x12
LOAD, UNLOAD, PIN, LABEL, ROLLBACK, RELOAD, DRAIN = range(0x20, 0x27)
DESCRIPTORS = 1
STATES = {1: "serving", 2: "loading", 3: "refused", 4: "stale", 5: "unloaded"}


def status_name(number):
    return wire.STATUS[number] if number < len(wire.STATUS) else "INTERNAL"


class Peer:
    """A connection that has said HELLO, unless it was told not to."""

    def __init__(self, path, greet=True, features=0, patience=10.0):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))
        self.received, self.id, self.limit = b"", 1, 65_536
        if greet:
            payload = struct.pack("<BBHIH", 1, 1, 0, features, 4) + b"peer"
            answer = self.ask(HELLO, payload)
            self.boot = answer.payload[8:24]
            self.limits = wire.hello_answer(answer)
            self.limit = self.limits[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data, descriptors=()):
        if descriptors:
            socket.send_fds(self.socket, [data], list(descriptors))
        else:
            self.socket.sendall(data)

    def next(self):
        """The next frame, or `None` at the end of the connection."""
        while isinstance(found := wire.parse(self.received, self.limit), int):
            try:
                data = self.socket.recv(1 << 20)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.received += data
        self.received = self.received[found.size :]
        return found

    def ask(self, code, payload=b"", descriptors=(), **fields):
        """Sends a request and takes the next frame, whatever it is."""
        self.id += 1
        with contextlib.suppress(BrokenPipeError):  # it may have said why before it closed
            self.send(frame(code, self.id, payload, **fields), descriptors)
        return self.next()

    def order(self, code, reference=b""):
        """A request of the control socket: its records."""
        answer = self.ask(code, reference)
        if answer is None or answer.detail != 0:
            raise wire.Refused(verdict(answer))
        return records(answer)

    def classify(self, pixels, count, flags=wire.LOGITS, code=CLASSIFY, inputs=784, **fields):
        payload = struct.pack("<IHH", inputs, 0, 0) + pixels
        return self.ask(code, payload, flags=flags, items=count, **fields)


def verdict(answer):
    """An answer in words: what refusals say."""
    if answer is None:
        return "end of the connection"
    text = answer.payload.decode(errors="replace") if answer.detail else ""
    name = "GOAWAY " if answer.code == GOAWAY | 0x80 else ""
    return f"{name}{status_name(answer.detail)} {text}".strip()


def records(answer):
    """The records of INDEX and of the control requests: section 5.6."""
    found, offset = [], 0
    for _ in range(answer.items):
        (length,) = struct.unpack_from("<I", answer.payload, offset)
        body = answer.payload[offset : offset + 4 + length]
        generation, state, marks, labels = struct.unpack_from("<IBBH", body, 4)
        texts, at = [], 72
        for _ in range(3 + labels):
            (count,) = struct.unpack_from("<H", body, at)
            texts.append(body[at + 2 : at + 2 + count].decode())
            at += 2 + count
        found.append({
            "generation": generation, "state": STATES.get(state), "isDefault": bool(marks & 1),
            "isPinned": bool(marks & 2), "digest": body[40:72].hex(), "name": texts[0],
            "version": texts[1], "labels": texts[2:-1], "reason": texts[-1],
        })
        offset += 4 + length
    return found
