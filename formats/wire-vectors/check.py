#!/usr/bin/env python3
"""Checks `mnist_client.py` by the vectors beside this file; exit code 0 if all agree.

The client judges whole frames from both sides, and of the messages those that it reads itself; the
rest is the business of a server.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from mnist_client import ANSWER, CLASSIFY, HELLO, RESOLVE, ProtocolError, frame  # noqa: E402
from mnist_client import hello_answer, labels, parse, resolve_answer  # noqa: E402

FRAME_LIMIT = 67_108_864


def check_vector(path):
    """What a vector says and this client finds otherwise; empty where they agree."""
    keys, _, dump = path.read_text(encoding="utf-8").partition("\nhex\n")
    want = dict(line.partition(" ")[::2] for line in keys.splitlines() if line[0] != "#")
    data, from_server = bytes.fromhex(dump), want["from"] == "server"
    try:
        found = parse(data, FRAME_LIMIT, from_server)
        if isinstance(found, int):
            verdict = f"PARTIAL {found}"
            return "" if verdict == want["verdict"] else verdict
        names = ("opcode", "status" if from_server else "flags", "id", "model", "items")
        numbers = (found.code & ~ANSWER, found.detail, found.id, found.model, found.items)
        pairs = [(want.get(name), str(number)) for name, number in zip(names, numbers)]
        if want["verdict"] != "OK":
            # The frame is sound, and a server refuses what it asks for; this client is none.
            pass
        elif not from_server:
            pairs.append((data[: found.size], frame(
                found.code, found.id, found.payload, found.detail, found.model, found.items,
                int(want["microseconds"]))))
        elif found.detail == 0 and found.code == HELLO | ANSWER:
            known = hello_answer(found)
            pairs += [(n, f"{i}={known[int(i)]}") for n in want["limits"].split()
                      for i in n.split("=")[:1]]
        elif found.detail == 0 and found.code == RESOLVE | ANSWER:
            pairs += zip((want["handle"], want["inputs"]), map(str, resolve_answer(found)))
        elif found.detail == 0 and found.code == CLASSIFY | ANSWER and want["answer-flags"] == "0":
            pairs.append((want["labels"], " ".join(map(str, labels(found, found.items)))))
        return "; ".join(f"expected {a}, found {b}" for a, b in pairs if a != b)
    except ProtocolError as error:
        verdict = f"{error.status} {error.offset}"
        return "" if verdict == want["verdict"] else verdict


def main():
    vectors = sorted(FOLDER.glob("*.txt"))
    faults = [f"{path}: {fault}" for path in vectors if (fault := check_vector(path))]
    print("\n".join(faults) or f"{len(vectors)} vectors agree")
    return 1 if faults or not vectors else 0


if __name__ == "__main__":
    sys.exit(main())
