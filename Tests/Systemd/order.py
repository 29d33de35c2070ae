"""Gives an order on the control socket, and prints what is known of the models after it.

    order.py SOCKET index|reload|pin REFERENCE|label LABEL REFERENCE|drain

A line is NAME VERSION STATE GENERATION MARKS LABELS SHA256 REASON, with - for what is empty.
"""

import socket
import struct
import sys

from mnist_client import HELLO, Client, frame

OPCODES = {"index": 0x04, "pin": 0x22, "label": 0x23, "reload": 0x25, "drain": 0x26}
STATES = "- serving loading refused stale unloaded".split()


class Control(Client):
    """The protocol's second client, on the other socket, which resolves no models."""

    def connect(self):
        self.received, self.limit = b"", 1 << 26
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(self.patience)
        self.socket.connect(self.path)
        self.socket.sendall(frame(HELLO, 1, struct.pack("<BBHIH", 1, 1, 0, 0, 6) + b"python"))
        self.receive(HELLO)

    def order(self, verb, words):
        texts = [word.encode() for word in words]
        payload = texts[0] if verb == "pin" else b""
        if verb == "label":
            payload = b"".join(struct.pack("<H", len(text)) + text for text in texts)
        opcode = OPCODES[verb]
        self.socket.sendall(frame(opcode, 3, payload))
        return self.receive(opcode).payload


def text(record, at):
    (count,) = struct.unpack_from("<H", record, at)
    return record[at + 2 : at + 2 + count].decode() or "-", at + 2 + count


def records(payload):
    at = 0
    while at < len(payload):
        (count,) = struct.unpack_from("<I", payload, at)
        record = payload[at : at + 4 + count]
        generation, state, marks, labels = struct.unpack_from("<IBBH", record, 4)
        name, end = text(record, 72)
        version, end = text(record, end)
        names = []
        for _ in range(labels):
            label, end = text(record, end)
            names.append(label)
        reason, _ = text(record, end)
        listed = ",".join(names) or "-"
        digest = record[40:72].hex()
        yield name, version, STATES[state], generation, marks, listed, digest, reason
        at += 4 + count


def main():
    control = Control(sys.argv[1], patience=20)
    control.connect()
    for record in records(control.order(sys.argv[2], sys.argv[3:])):
        print(*record)


main()
