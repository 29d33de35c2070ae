"""R3, R4 and R16: the process ends, in order or not, and the next one goes on."""

import json
import os
import random
import signal
import statistics
import subprocess
import threading
import time

import peer
from workshop import favoured, result

RATE = 4_000
LONGEST_STALL = 250.0  # milliseconds
STALL_BESIDE = 100.0  # beside the restart itself: the pause before a client connects again
MEDIAN_RESTART = 150.0
WATCHDOG = 1.0  # seconds


def clients(shop, daemon, **more):
    """A load that connects again and sends again."""
    return shop.load(
        daemon, "--connections", 32, "--window", 64, "--rate", RATE, "--returns", "--grace", 20,
        **more)


def finish(load):
    load.send_signal(signal.SIGTERM)
    return result(load)


def renew(daemon, end):
    """Ends the process, by `end`, and starts the next one; gives the milliseconds that it took."""
    begun = time.monotonic()
    code = end()
    daemon.start()
    return code, 1_000 * (time.monotonic() - begun)


def judge_stall(row, found, passed):
    """How long a request waited at most, in milliseconds.

    A process that ends waits for the kernel to take its watch of the model directory down, which on
    a busy machine takes seconds; no client can be served before the next one starts. So the limit
    holds for what the daemon and its clients need, and the usual restart has one of its own.
    """
    stall = found["durations"]["longest"] / 1e3
    row.at_most("longest stall in ms", stall, max(LONGEST_STALL, max(passed) + STALL_BESIDE))
    row.quick("ms of the median restart", statistics.median(passed), at_most=MEDIAN_RESTART)
    return stall


def by_the_other_client(row, shop, daemon, end):
    """`mnistctl bench` goes through the same; it connects and sends again by its own rules."""
    checked = [word for model in shop.models for word in ("--check-model", model)]
    command = [
        shop.mnistctl, "bench", "--socket", daemon.data, "--rate", "500", "--connections", "4",
        "--seconds", "2", "--warm-up", "0", "--resend-refused", "--json", *checked]
    with subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            ) as client:
        count = 0
        while client.poll() is None:
            time.sleep(0.1)
            renew(daemon, end)
            count += 1
        found, said = client.communicate()
        if row.equal(f"mnistctl bench: {said}", client.returncode, 0):
            found = json.loads(found)
            row.check("mnistctl bench lost and mixed nothing", not found["lost"] and not found["mixed"])
            row.equal("answers of mnistctl bench", found["answered"], found["sent"])
    row.note(**{"bench: ends": count})


def restarts(row, shop):
    """R3: SIGTERM and a new process, with the sockets held open by whoever starts it."""
    count = 1_000 if shop.full else 50
    luck = random.Random(3)
    with shop.daemon("--workers", 2) as daemon, favoured():
        daemon.start()
        load = clients(shop, daemon)
        passed = []
        for _ in range(count):
            time.sleep(luck.uniform(0.005, 0.05))
            code, milliseconds = renew(daemon, daemon.stop)
            passed.append(milliseconds)
            row.equal("exit code", code, 0)
        found = finish(load)
        row.flawless("restarts", found)
        stall = judge_stall(row, found, passed)
        by_the_other_client(row, shop, daemon, daemon.stop)
        stored_model(row, daemon)
    row.note(
        restarts=count, answers=found["answered"], resent=found["resent"], lost=found["lost"],
        **{"longest stall ms": stall, "median restart ms": statistics.median(passed),
           "slowest ms": max(passed),
           "p99.9 ms": found["durations"]["p999"] / 1e3})


def stored_model(row, daemon):
    """The service manager keeps what was loaded last: a directory without its file is no harm."""
    row.equal("stored models", [name.split("#")[0] for name in daemon.stored], ["model digits"])
    (daemon.models / "digits.mlp").unlink()
    daemon.stop()
    daemon.start()
    with peer.Peer(daemon.data) as client:
        answer = client.classify(bytes(784), 1)
    row.equal("the answer of a stored model", peer.verdict(answer), "OK")


class Pins(threading.Thread):
    """Pins a name to one and the other of its versions, again and again, and knows which order was
    answered last."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.answered, self.tried, self.count = path, None, None, 0
        self.must_end = False

    def run(self):
        version = 1
        while not self.must_end:
            try:
                with peer.Peer(self.path, patience=5) as client:
                    while not self.must_end:
                        self.tried = str(version)
                        client.order(peer.PIN, f"other@{version}".encode())
                        self.answered, self.count = self.tried, self.count + 1
                        version = 3 - version
            except (OSError, peer.wire.Refused, AttributeError):
                time.sleep(0.002)  # it was killed, or does not know the models yet


def kills(row, shop):
    """R4: SIGKILL at any moment, also while a model is loaded and an order is kept."""
    count = 1_000 if shop.full else 50
    luck = random.Random(4)
    with shop.daemon("--workers", 2, "--default", "digits") as daemon, favoured():
        for version, model in enumerate(shop.models[:2], start=1):
            daemon.publish(model, f"other@{version}.mlp")
        daemon.start()
        load = clients(shop, daemon, swapping=True, every=8_000)
        pins = Pins(daemon.control)
        pins.start()
        passed = []
        for _ in range(count):
            time.sleep(luck.uniform(0.001, 0.06))
            before = {pins.answered, pins.tried}
            _, milliseconds = renew(daemon, daemon.kill)
            passed.append(milliseconds)
            check_pin(row, daemon, before | {pins.answered, pins.tried})
        pins.must_end = True
        pins.join()
        found = finish(load)
        # A load that was under way when the process ended has no outcome to compare.
        row.flawless("kills", found)
        row.equal("loads with another outcome than serving", found["wrongOutcomes"], 0)
        stall = judge_stall(row, found, passed)
        row.check("orders were cut off", found["swapsUnanswered"] > 0)
        row.check("pins were ordered", pins.count > 0)
        by_the_other_client(row, shop, daemon, daemon.kill)
        with peer.Peer(daemon.control) as client:
            client.order(peer.PIN, b"other@1")
        row.equal("exit code", daemon.stop(), 0)
        row.equal("files of the state directory", sorted(os.listdir(daemon.state)), ["lock", "orders"])
        row.equal(
            "files of the model directory", sorted(os.listdir(daemon.models)),
            ["digits.mlp", "other@1.mlp", "other@2.mlp"])
    row.note(
        kills=count, answers=found["answered"], resent=found["resent"], lost=found["lost"],
        loads=found["swaps"], pins=pins.count,
        **{"cut off": found["swapsUnanswered"], "longest stall ms": stall,
           "median restart ms": statistics.median(passed), "slowest ms": max(passed),
           "p99.9 ms": found["durations"]["p999"] / 1e3})


def check_pin(row, daemon, expected):
    """What is pinned now is what the last answered order said, or the one that had no answer."""
    with peer.Peer(daemon.control) as client:
        pinned = {each["version"] for each in peer.records(client.ask(peer.INDEX))
                  if each["name"] == "other" and each["isPinned"]}
    row.check("the pin after a kill", len(pinned) <= 1, pinned)
    pin = next(iter(pinned), None)
    row.check("the pin after a kill", pin in expected, f"{pin}, expected one of {expected}")


def hang(row, shop):
    """R16: a worker stands still; whoever feeds the watchdog must not, and the manager restarts."""
    rounds = 10 if shop.full else 2
    worst = 0.0
    with shop.daemon("--workers", 2, watchdog=WATCHDOG) as daemon, favoured():
        daemon.start()
        load = clients(shop, daemon)
        for number in range(rounds):
            time.sleep(0.7)
            row.check("the watchdog is fed", time.monotonic() - daemon.fed < WATCHDOG)
            thread = daemon.threads()[f"worker {number % 2}"]
            with subprocess.Popen(
                    [shop.work / "hold_thread", str(thread)], stdout=subprocess.PIPE) as holder:
                row.equal("the thread is held", holder.stdout.readline(), b"held\n")
                began = time.monotonic()
                while time.monotonic() - daemon.fed < WATCHDOG:
                    time.sleep(0.005)
                    if time.monotonic() - began > 10 * WATCHDOG:
                        break
                row.at_most("seconds until the watchdog", time.monotonic() - began, 2 * WATCHDOG)
                daemon.kill()
                daemon.start()
                worst = max(worst, time.monotonic() - began)
        found = finish(load)
        row.flawless("hangs", found)
        row.at_most("seconds until it serves again", worst, 2 * WATCHDOG + LONGEST_STALL / 1e3)
    row.note(
        hangs=rounds, answers=found["answered"], lost=found["lost"], **{
            "WatchdogSec": WATCHDOG, "longest until it serves again s": worst})
