"""R8, R10, R11 and R12: clients that mean ill."""

import fcntl
import os
import signal
import statistics
import struct
import subprocess
import threading
import time

import peer
from workshop import favoured, result

SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
KIBIBYTE, MEBIBYTE = 1024, 1 << 20
CROWDED = 1.5  # how many times the p99 alone it may be beside slow clients
ROUNDS, ROUNDS_IN_DOUBT = 3, 6
SLICE = 0.5  # seconds of which a p99 is taken; the median of many forgets the machine's bursts
SLACK = 0.5  # seconds within which the end of a time is noticed, on a busy machine


def settled(daemon, descriptors, seconds=5):
    """Waits until the daemon has closed what its clients have closed; gives what is open."""
    end = time.monotonic() + seconds
    while daemon.open_descriptors() > descriptors and time.monotonic() < end:
        time.sleep(0.01)
    return daemon.open_descriptors()


def garblers(shop, daemon, frames):
    """Starts clients that send such frames: four ninths, four ninths, one ninth to control."""
    return [
        subprocess.Popen(
            [shop.work / "garble", path, str(frames * share // 9 + 1), str(number), str(kind)],
            stdout=subprocess.PIPE, text=True)
        for number, (path, kind, share) in enumerate(
            [(daemon.data, 1, 4), (daemon.data, 1, 4), (daemon.control, 2, 1)])]


def malformed_frames(row, shop):
    """R8: frames that lie, on both sockets at once, and a clean client beside them."""
    frames = 10_000_000 if shop.full else 300_000
    with shop.daemon("--workers", 2, "--default", "digits") as daemon:
        daemon.publish(shop.models[2], "bait.mlp")
        daemon.start()
        descriptors = daemon.open_descriptors()
        load = shop.load(daemon, "--connections", 2, "--window", 16, "--rate", 500)
        memory, attackers = None, garblers(shop, daemon, frames)
        while memory is None and any(each.poll() is None for each in attackers):
            time.sleep(1)  # what it holds once every kind of frame has come
            memory = daemon.resident()
        found = [result(each, 7_200) for each in attackers]
        load.send_signal(signal.SIGTERM)
        clean = result(load)
        row.flawless("the clean client", clean)
        row.check("it lives", not daemon.ended, daemon.tail())
        for each in found:
            row.equal("faults of the server", each["fault"], "")
        total = {name: sum(each[name] for each in found)
                 for name in ("frames", "connections", "answers", "pings")}
        row.at_least("frames", total["frames"], frames)
        row.at_least("answers to PING that were compared", total["pings"], frames // 1_000)
        seen = {status for each in found for status in each["refusals"] | each["goaways"]}
        row.check(
            "all causes of refusal that frames can have were met",
            {"1", "2", "3", "4", "5", "6", "10", "13", "14"} <= seen, sorted(seen))
        # An order among the frames may have unloaded the bait, which takes a descriptor with it.
        with peer.Peer(daemon.control) as administrator:
            (bait,) = administrator.order(peer.LOAD, b"bait")
        row.equal("state of the bait", bait["state"], "serving")
        row.equal("open descriptors", settled(daemon, descriptors), descriptors)
        growth = daemon.resident() - (memory or daemon.resident())
        row.at_most("MiB of memory after the first second", round(growth / MEBIBYTE, 1), 16)
        row.equal("exit code", daemon.stop(), 0)
    refusals = sum(sum(each["refusals"].values()) for each in found)
    goaways = sum(sum(each["goaways"].values()) for each in found)
    row.note(
        frames=total["frames"], connections=total["connections"], refusals=refusals,
        goaways=goaways, **{"clean answers": clean["answered"], "lost": clean["lost"],
                            "MiB grown": growth / MEBIBYTE})


def slow_ones(shop, daemon, kind, count, seconds):
    """Starts that many clients that `drip` a byte a second, or are `deaf` to all answers."""
    return subprocess.Popen(
        [shop.work / "slow", kind, daemon.data, str(count), str(seconds)],
        stdout=subprocess.PIPE, text=True)


def slow_clients(row, shop):
    """R10: a byte a second; never reading; saying nothing at all. A client beside them is timed."""
    many, deaf = (5_000, 1_000) if shop.full else (500, 100)
    limits = ["--max-connections", 20_000, "--max-connections-per-user", 20_000]
    with shop.daemon(
            "--workers", 2, *limits, "--unread-timeout", 1_000,
            descriptors=20_000) as daemon, favoured():
        daemon.start()
        descriptors = daemon.open_descriptors()
        modest = [
            "--connections", 4, "--window", 16, "--rate", 2_000, "--seconds", 4, "--slice", SLICE]
        alone, beside, each, ratio = [shop.judged(daemon, *modest)], [], 0, 0
        row.flawless("a client before the slow ones", alone[0])
        while len(beside) < ROUNDS or ratio > CROWDED and len(beside) < ROUNDS_IN_DOUBT:
            memory = daemon.resident()
            slow = slow_ones(shop, daemon, "drip", many, 10)
            time.sleep(2)
            busy = daemon.processor_seconds()
            beside.append(shop.judged(daemon, *modest))
            busy = (daemon.processor_seconds() - busy) / 4
            # Later rounds find the first one's memory at hand.
            each = max(each, (daemon.resident() - memory) / many)
            dripping = result(slow)
            alone.append(shop.judged(daemon, *modest))
            for what, load in (("beside", beside[-1]), ("after", alone[-1])):
                row.flawless(f"a client {what} the slow ones", load)
            row.at_least("slow connections at once", dripping["mostOpen"], 0.9 * many)
            row.equal("slow ones told why", dripping["byStatus"], {"15": dripping["told"]})
            row.at_least("slow ones told why", dripping["told"], 0.99 * dripping["closed"])
            row.at_least("seconds until a slow one is closed", dripping["soonest"], 1.95)
            row.at_most("seconds until a slow one is closed", dripping["latest"], 2.0 + SLACK)
            row.at_most("KiB of memory a connection", round(each / KIBIBYTE, 1), 32)
            crowded, quiet = typical_p99(beside), typical_p99(alone)
            ratio = crowded / quiet
        row.quick("p99 beside them, as a multiple of p99 alone", round(ratio, 2), at_most=CROWDED)
        never_reading(row, shop, daemon, deaf)
        announced = announcing(row, daemon, many)
        row.equal("open descriptors", settled(daemon, descriptors), descriptors)
    saying_nothing(row, shop)
    bounded = memory_of_all(row, shop)
    row.note(
        **{"slow": dripping["mostOpen"], "closed and told": dripping["told"],
           "closed after s": dripping["latest"], "KiB each": each / KIBIBYTE,
           "p99 alone us": quiet, "p99 beside us": crowded, "ratio": ratio,
           "processor share": busy, "deaf": deaf, "KiB each that announce": announced / KIBIBYTE,
           "MiB of all": bounded / MEBIBYTE})


def typical_p99(loads):
    """The median of the slices' p99, in microseconds."""
    return statistics.median(part["p99"] for load in loads for part in load["slices"])


def never_reading(row, shop, daemon, count):
    """Those that do not read are sent away, and their answers' memory comes back."""
    memory = daemon.resident()
    found = result(slow_ones(shop, daemon, "deaf", count, 12))
    row.equal("deaf ones that were closed", found["closed"], count)
    row.equal("deaf ones still open", found["open"], 0)
    growth = (daemon.resident() - memory) / MEBIBYTE
    row.at_most("MiB of memory after those that never read", round(growth, 1), 16)


ANNOUNCED = 65_536  # images: the most that a request may have


def announcing(row, daemon, count):
    """The header and head of the largest batch, and no pixel: 40 bytes must not cost megabytes."""
    memory, clients = daemon.resident(), []
    payload = 8 + ANNOUNCED * 784
    for _ in range(count):
        client = peer.Peer(daemon.data)
        client.send(peer.wire.HEADER.pack(
            peer.wire.MAGIC, 1, peer.CLASSIFY, 7, 7, 0, ANNOUNCED, payload, 0)
            + struct.pack("<IHH", 784, 10, 0))
        clients.append(client)
    with peer.Peer(daemon.data) as client:
        client.classify(bytes(784), 1)
    each = (daemon.resident() - memory) / count
    row.at_most("KiB of memory for who only announces", round(each / KIBIBYTE, 1), 32)
    verdicts = {peer.verdict(client.next())[:22] for client in clients}
    row.equal("they are told why", verdicts, {"GOAWAY TIMEOUT partial"})
    for client in clients:
        client.close()
    return each


def memory_of_all(row, shop):
    """More unread answers than all connections may have memory for: it is kept, and named."""
    limit = 32 * MEBIBYTE
    with shop.daemon(
            "--workers", 2, "--max-frame-bytes", 8 * MEBIBYTE, "--max-memory", limit,
            "--unread-timeout", 60_000) as daemon:
        daemon.start()
        memory, clients = daemon.resident(), []
        images = 5_000
        pixels = (shop.pixels * (images // shop.images + 1))[: images * 784]
        request = peer.frame(
            peer.CLASSIFY, 7, struct.pack("<IHH", 784, 10, 0) + pixels, flags=7, items=images)
        for _ in range(200):
            client = peer.Peer(daemon.data)
            client.send(request)
            clients.append(client)
        with peer.Peer(daemon.data) as client:
            row.equal("a small request beside them", peer.verdict(client.classify(bytes(784), 1)), "OK")
            status = client.ask(peer.STATUS).payload
        growth = daemon.resident() - memory
        # Beside that: what large batches leave at hand, queues that do not count, pieces of others.
        row.at_most("MiB of memory of all", round(growth / MEBIBYTE, 1), 32 + 2 * 16 + 200 / 16)
        at = 32 + 2 + struct.unpack_from("<H", status, 32)[0]
        at += 2 + struct.unpack_from("<H", status, at)[0]
        _, taken, most = struct.unpack_from("<QQQ", status, at)
        row.equal("the limit that STATUS tells", most, limit)
        row.at_most("bytes that STATUS tells", taken, limit + MEBIBYTE)
        verdicts = {}
        for client in clients:
            verdict = peer.verdict(client.next())
            verdict = "BUSY" if verdict.startswith(
                f"BUSY memory of all connections: expected at most {limit} bytes") else verdict
            verdicts[verdict] = verdicts.get(verdict, 0) + 1
            client.close()
        row.check("answered or told why", set(verdicts) == {"OK", "BUSY"}, verdicts)
        row.equal("exit code", daemon.stop(), 0)
    return growth


def saying_nothing(row, shop):
    """A connection without a request ends after the idle time."""
    with shop.daemon("--workers", 1, "--idle-timeout", 300) as daemon:
        daemon.start()
        for greet in (False, True):
            begun = time.monotonic()
            with peer.Peer(daemon.data, greet=greet) as client:
                row.check(
                    "an idle connection is told why", "TIMEOUT idle" in peer.verdict(client.next()))
                row.equal("then it ends", client.next(), None)
            passed = time.monotonic() - begun
            row.check("after the idle time", 0.3 <= passed <= 0.3 + SLACK, passed)


def no_descriptors(row, shop):
    """R11: more clients than places, and a daemon that may open 256 files."""
    with shop.daemon("--workers", 1, descriptors=256) as daemon:
        daemon.start()
        with peer.Peer(daemon.data) as client:
            client.classify(bytes(784), 1)
        descriptors = settled(daemon, 0, seconds=0.2)
        clients, refusals, served = [], 0, 0
        for _ in range(1_000 if shop.full else 320):
            client = peer.Peer(daemon.data, greet=False)
            answer = client.ask(peer.HELLO, struct.pack("<BBHIH", 1, 1, 0, 1, 0))
            if answer is not None and answer.code == peer.HELLO | 0x80:
                served += 1
                clients.append(client)
                continue
            refusals += 1
            text = peer.verdict(answer)
            row.check("the refusal", "GOAWAY BUSY open descriptors: expected at most 256" in text, text)
            row.equal("its end", client.next(), None)
            client.close()
        row.check("connections that were served", 200 <= served < 256, served)
        # Descriptors that are sent now cannot even be received.
        for client in clients[:20]:
            with open("/dev/null", "rb") as null:
                answer = client.classify(
                    b"", 1, code=peer.CLASSIFY_FD, descriptors=[null.fileno()])
            row.check("a descriptor too many", "BAD_FD" in peer.verdict(answer), peer.verdict(answer))
        waiting = [peer.Peer(daemon.data, greet=False) for _ in range(50)]
        begun, busy = time.monotonic(), daemon.processor_seconds()
        time.sleep(2)
        share = (daemon.processor_seconds() - busy) / (time.monotonic() - begun)
        row.at_most("processor share while none is left", round(share, 3), 0.05)
        for client in clients + waiting:
            client.close()
        begun = time.monotonic()
        while True:
            client = peer.Peer(daemon.data, greet=False)
            answer = client.ask(peer.HELLO, struct.pack("<BBHIH", 1, 1, 0, 1, 0))
            client.close()
            if answer is not None and answer.code == peer.HELLO | 0x80:
                break
        recovery = 1_000 * (time.monotonic() - begun)
        row.at_most("ms until clients are served again", round(recovery, 1), 100)
        row.equal("open descriptors", settled(daemon, descriptors), descriptors)
        with peer.Peer(daemon.data) as client:
            row.equal("an answer", peer.verdict(client.classify(bytes(784), 1)), "OK")
    row.note(
        served=served, refused=refusals, **{"processor share": share, "recovery ms": recovery})


def memory_file(content, seals=SEALS, size=None):
    file = os.memfd_create("pixels", os.MFD_ALLOW_SEALING)
    os.write(file, content)
    os.ftruncate(file, len(content) if size is None else size)
    if seals:
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
    return file


def hostile_descriptors(row, shop):
    """R12: what is sent is no sealed memory file, or too many, or cut short while it is read."""
    pixels, count = shop.pixels, shop.images
    with shop.daemon("--workers", 2) as daemon:
        daemon.start()
        descriptors = daemon.open_descriptors()
        for what, make in odd_descriptors(pixels).items():
            one_descriptor(row, daemon, what, make, count)
        too_many(row, daemon)
        floods = truncation(row, shop, daemon)
        with peer.Peer(daemon.data, features=peer.DESCRIPTORS) as client:
            file = memory_file(pixels)
            answer = client.classify(
                b"", count, code=peer.CLASSIFY_FD, descriptors=[file])
            os.close(file)
            row.equal("a good one after all", peer.verdict(answer), "OK")
            row.equal(
                "its logits", answer.payload[-40 * count :], shop.logits[0])
        row.equal("open descriptors", settled(daemon, descriptors), descriptors)
        row.equal("exit code", daemon.stop(), 0)
    row.note(kinds=len(odd_descriptors(pixels)), truncations=floods)


def odd_descriptors(pixels):
    """What is sent in place of a sealed memory file; each makes descriptors that are then closed."""
    def pipe():
        ends = os.pipe()
        os.close(ends[1])
        return ends[0]

    return {
        "no seal": lambda: memory_file(pixels, 0),
        "no seal against shrinking": lambda: memory_file(
            pixels, fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE),
        "no seal against growing": lambda: memory_file(
            pixels, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_WRITE),
        "no seal against writing": lambda: memory_file(
            pixels, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK),
        "a byte too few": lambda: memory_file(pixels[1:]),
        "a byte too many": lambda: memory_file(pixels + b"\0"),
        "nothing in it": lambda: memory_file(b""),
        "never written": lambda: memory_file(b"", size=len(pixels)),
        "a pipe": pipe,
        "a directory": lambda: os.open("/", os.O_RDONLY | os.O_DIRECTORY),
        "a file of /proc": lambda: os.open("/proc/self/status", os.O_RDONLY),
        "a regular file": lambda: os.open(__file__, os.O_RDONLY),
        "a device": lambda: os.open("/dev/zero", os.O_RDONLY),
        "a path only": lambda: os.open(__file__, os.O_PATH),
        "an event counter": lambda: os.eventfd(0),
    }


def one_descriptor(row, daemon, what, make, count):
    with peer.Peer(daemon.data, features=peer.DESCRIPTORS) as client:
        descriptor = make()
        answer = client.classify(b"", count, code=peer.CLASSIFY_FD, descriptors=[descriptor])
        os.close(descriptor)
        row.check(what, peer.verdict(answer).startswith("BAD_FD "), peer.verdict(answer))
        row.equal(f"{what}: then a PING", peer.verdict(client.ask(peer.PING, b"x")), "OK")
        row.check(
            "without a descriptor",
            "BAD_FD" in peer.verdict(client.classify(b"", count, code=peer.CLASSIFY_FD)))


def too_many(row, daemon):
    """More than one with a message, one with the wrong request, and one that nobody asks for."""
    null = os.open("/dev/null", os.O_RDONLY)
    for what, number, code in (
            ("two", 2, peer.CLASSIFY_FD), ("253", 253, peer.CLASSIFY_FD), ("with PING", 1, peer.PING)):
        with peer.Peer(daemon.data, features=peer.DESCRIPTORS) as client:
            payload = struct.pack("<IHH", 784, 0, 0) if code == peer.CLASSIFY_FD else b""
            answer = client.ask(
                code, payload, descriptors=[null] * number, items=int(code == peer.CLASSIFY_FD))
            if code == peer.PING and answer.code == peer.PING | 0x80:
                answer = client.next()
            row.check(
                f"descriptors: {what}", peer.verdict(answer).startswith("GOAWAY BAD_FD"),
                peer.verdict(answer))
            row.equal(f"descriptors: {what}: the end", client.next(), None)
    with peer.Peer(daemon.data) as client:  # it did not ask for the feature
        answer = client.classify(b"", 1, code=peer.CLASSIFY_FD, descriptors=[null])
        row.check(
            "without the feature", peer.verdict(answer).startswith("UNSUPPORTED"),
            peer.verdict(answer))
    for _ in range(300):  # and go without a word
        client = peer.Peer(daemon.data, features=peer.DESCRIPTORS)
        client.send(peer.frame(peer.CLASSIFY_FD, 9)[:20], [null])
        client.close()
    os.close(null)


def truncation(row, shop, daemon):
    """Files are cut short while they are classified: unsealed ones, which must not be read."""
    rounds = 2_000 if shop.full else 200
    images = 4_000
    content = (shop.pixels * (images // shop.images + 1))[: images * 784]
    verdicts = {}
    with peer.Peer(daemon.data, features=peer.DESCRIPTORS) as client:
        for _ in range(rounds):
            file = memory_file(content, 0)
            cutter = threading.Thread(target=lambda number=file: os.ftruncate(number, 0))
            payload = struct.pack("<IHH", 784, 0, 0)
            client.send(
                peer.frame(peer.CLASSIFY_FD, 7, payload, items=images), [file])
            cutter.start()
            verdict = peer.verdict(client.next()).split()[0]
            verdicts[verdict] = verdicts.get(verdict, 0) + 1
            cutter.join()
            os.close(file)
    row.equal("files that could be cut short", verdicts, {"BAD_FD": rounds})
    row.check("it lives", not daemon.ended, daemon.tail())
    return rounds
