"""Sends 100,000 classifications to a daemon whose allocations are counted, up to three times, until
there are none.

    allocation_load.py SOCKET COUNTS PROCESS

COUNTS is the file of `allocation_counter.c`, PROCESS the daemon's number. Before counting begins,
every connection has had the most that any request of the run can need. What must allocate is
asked for in the same way, so that a counter that sees nothing is found out.
"""

import fcntl
import mmap
import os
import pathlib
import random
import select
import socket
import struct
import sys
import termios

CLONE = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(CLONE / "formats"))
import mnist_client as wire  # from the folder that was just named

STATUS, CLASSIFY_FD = 0x06, 0x12
PROBABILITIES, LOGITS, TOP_K = 1, 2, 4
INPUTS, MOST_IMAGES, MOST_SMALL = 784, 2_000, 64
LARGEST_KEPT = 83  # images of the largest frame that the server keeps until it is whole
CONNECTIONS, REQUESTS, WINDOW = 8, 100_000, 4
MOST_WARM_UPS = 5
# Chance decides when a buffer meets its largest load, which makes it grow once more; whatever
# allocates for a request does so in every run.
MOST_RUNS = 3
SEED = 20261128
# Pages of a stack or a buffer that are touched for the first time; a leak of one byte a request
# would be more.
MOST_GROWTH = 65_536
SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


class Connection:
    """One connection; requests go out as long as fewer than the window are open."""

    def __init__(self, path, files):
        self.files = files
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.settimeout(30)
        self.stream.connect(path)
        hello = struct.pack("<BBHIH", 1, 1, 0, 1, 4) + b"test"
        self.stream.sendall(wire.frame(wire.HELLO, 1, hello))
        self.received, self.limit, self.open = b"", 1 << 26, 0
        self.answer()

    def answer(self):
        """The next answer."""
        while isinstance(found := wire.parse(self.received, self.limit), int):
            data = self.stream.recv(1 << 20)
            if not data:
                raise ConnectionError("the server closed the connection")
            self.received += data
        self.received = self.received[found.size :]
        return found

    def send(self, images, flags, top, by_file):
        if by_file:
            head = struct.pack("<IHH", INPUTS, top, 0)
            frame = wire.frame(CLASSIFY_FD, images, head, flags, 0, images)
            socket.send_fds(self.stream, [frame], [self.files[images]])
        else:
            self.stream.sendall(request(images, flags, top))
        self.open += 1

    def await_receipt(self):
        """Waits until the server has received all that was sent."""
        unread = bytearray(4)
        while fcntl.ioctl(self.stream, termios.TIOCOUTQ, unread) or any(unread):
            os.sched_yield()

    def take(self):
        found = self.answer()
        if found.detail != 0 or found.items != found.id:
            raise SystemExit(f"expected {found.id} labels, found status {found.detail}")
        self.open -= 1

    def take_all(self):
        """The next answer, and those that came with it."""
        self.take()
        while not isinstance(wire.parse(self.received, self.limit), int):
            self.take()


PIXELS = random.Random(SEED).randbytes(MOST_IMAGES * INPUTS)


def sealed_files(sizes):
    files = {}
    for images in sizes:
        files[images] = os.memfd_create("pixels", os.MFD_ALLOW_SEALING)
        os.write(files[images], PIXELS[: images * INPUTS])
        fcntl.fcntl(files[images], fcntl.F_ADD_SEALS, SEALS)
    return files


def request(images, flags=0, top=0):
    """A CLASSIFY; its id is the number of images."""
    head = struct.pack("<IHH", INPUTS, top, 0)
    pixels = PIXELS[: images * INPUTS]
    return wire.frame(wire.CLASSIFY, images, head + pixels, flags, 0, images)


def settle(other):
    """Waits until all answers are computed, of which none may have been read."""
    while True:
        other.stream.sendall(wire.frame(STATUS, 1))
        if struct.unpack_from("<I", other.answer().payload, 20)[0] == 0:
            return
        os.sched_yield()


def warm_up(connections, other):
    """The most of everything: large batches on all connections at once, in frames and in memory
    files, answers that nobody reads yet, and frames that are kept because they come in two parts.
    """
    everything = PROBABILITIES | LOGITS | TOP_K
    for by_file in (False, True):
        for connection in connections:
            # More files than in the run, because the daemon answers some while others are sent.
            for _ in range(3 * WINDOW if by_file else WINDOW):
                connection.send(MOST_IMAGES, everything, 10, by_file)
        settle(other)
        for connection in connections:
            while connection.open:
                connection.take()
    for whole in (request(MOST_IMAGES), request(LARGEST_KEPT)):
        place = len(whole) // 2 if len(whole) > 1 << 16 else len(whole) - 1
        for _ in range(3):
            for connection in connections:
                connection.stream.sendall(whole[:place])
            for connection in connections:
                connection.await_receipt()
            for connection in connections:
                connection.stream.sendall(whole[place:])
                connection.open += 1
            for connection in connections:
                connection.take()


def run(connections, requests):
    """Requests of mixed sizes and options, in the same order each time."""
    dice = random.Random(SEED)
    poll = select.poll()
    by_number = {connection.stream.fileno(): connection for connection in connections}
    for number in by_number:
        poll.register(number, select.POLLIN)
    sent = 0
    sizes = sorted(connections[0].files)
    while sent < requests or any(connection.open for connection in connections):
        for connection in connections:
            while connection.open < WINDOW and sent < requests:
                flags = dice.randrange(8)
                top = dice.randrange(1, 11) if flags & TOP_K else 0
                by_file = dice.random() < 0.1
                most = MOST_SMALL if dice.random() < 0.95 else MOST_IMAGES
                images = dice.choice(sizes) if by_file else int(most ** dice.random())
                connection.send(images, flags, top, by_file)
                sent += 1
        for number, _ in poll.poll():
            by_number[number].take_all()


class Counts:
    """The counter's file."""

    def __init__(self, path):
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 16)

    def reset(self):
        self.memory[:16] = bytes(16)

    def read(self):
        return struct.unpack("<QQ", self.memory[:16])


def resident(process):
    """The bytes of the process that are in memory, without files that clients share with it."""
    for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("no size of the process")


def must_allocate(counts, what, action):
    """Finds out a counter that sees nothing."""
    counts.reset()
    action()
    taken, _ = counts.read()
    print(f"{what}: {taken} allocations, as there must be some")
    if taken == 0:
        raise SystemExit(f"{what}: the counter saw nothing")


def main():
    path, counts, process = sys.argv[1], Counts(sys.argv[2]), int(sys.argv[3])
    files = sealed_files([1, 7, 64, 65, 500, MOST_IMAGES])
    connections = [Connection(path, files) for _ in range(CONNECTIONS)]
    other = Connection(path, files)
    for _ in range(MOST_WARM_UPS):
        warm_up(connections, other)
        counts.reset()
        run(connections, REQUESTS // 20)
        if counts.read() == (0, 0):
            break

    for _ in range(MOST_RUNS):
        before = resident(process)
        counts.reset()
        run(connections, REQUESTS)
        taken, given_back = counts.read()
        growth = resident(process) - before
        print(
            f"{REQUESTS} requests on {CONNECTIONS} connections: {taken} allocations, "
            f"{given_back} given back, {growth} bytes more in memory"
        )
        is_steady = taken == given_back == 0 and growth <= MOST_GROWTH
        if is_steady:
            break

    def resolve():
        connections[0].stream.sendall(wire.frame(wire.RESOLVE, 1, b""))
        connections[0].answer()

    def refused():
        connections[0].stream.sendall(wire.frame(wire.CLASSIFY, 1, bytes(8), 0, 0, 1))
        connections[0].answer()

    must_allocate(counts, "RESOLVE", resolve)
    must_allocate(counts, "a refused request", refused)
    if not is_steady:
        raise SystemExit(f"expected no allocation and at most {MOST_GROWTH} bytes more in memory")


main()
