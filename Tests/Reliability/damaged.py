"""R5: model files that are no models."""

import os
import pathlib
import random
import signal
import socket
import threading
import time

import peer
from workshop import eventually, result

NOBODY = 65_534
SLOWEST_LOAD = 2.0  # seconds


class Attack:
    """Puts bad files in the place of the model that serves, which must serve on."""

    def __init__(self, row, daemon):
        self.row, self.daemon = row, daemon
        self.path, self.hidden = daemon.models / "digits.mlp", daemon.models / ".next"
        self.control = peer.Peer(daemon.control, patience=60)
        self.serving = self.record()
        self.slowest, self.count = 0.0, 0

    def record(self):
        begun = time.monotonic()
        (record,) = self.control.order(peer.LOAD, b"digits")
        self.slowest = max(getattr(self, "slowest", 0), time.monotonic() - begun)
        return record

    def place(self, content):
        self.hidden.write_bytes(content)
        os.replace(self.hidden, self.path)

    def refused(self, what, word=""):
        """What stands there now must be refused, with a reason that says so."""
        record = self.record()
        self.count += 1
        self.row.check(
            what, record["state"] == "stale" and record["reason"] != ""
            and word in record["reason"] and record["digest"] == self.serving["digest"]
            and record["generation"] == self.serving["generation"], record)

    def tried(self, what, content):
        self.place(content)
        self.refused(what)

    def is_loaded(self, what, content):
        """What stands there now is good again."""
        self.place(content)
        self.serving = self.record()
        self.row.equal(what, self.serving["state"], "serving")


def damaged_models(row, shop):
    small = shop.train("small", 1, "--hidden", "1", "--self-test-samples", "1").read_bytes()
    with shop.daemon("--workers", 1, "--default", "clean", model=None) as daemon:
        # Another model serves all the time and must not notice.
        daemon.publish(shop.models[0], "clean.mlp")
        daemon.publish(shop.models[1])
        daemon.start()
        load = shop.load(daemon, "--connections", 4, "--window", 16, "--rate", 500)
        attack = Attack(row, daemon)
        damaged_bytes(attack, small, shop.full)
        special_files(attack, small)
        row.check(
            "the service manager is told why",
            eventually(lambda: "digits stale: " in daemon.status and "directory" in daemon.status),
            daemon.status)
        attack.is_loaded("a good model after all bad ones", small)
        row.at_most("seconds of the slowest load", round(attack.slowest, 3), SLOWEST_LOAD)
        changing_file(row, shop, attack)
        rename_storm(row, shop, attack)
        load.send_signal(signal.SIGTERM)
        found = result(load)
        row.flawless("beside the damage", found)
        row.equal("exit code", daemon.stop(), 0)
    not_readable(row, shop)
    row.note(
        **{"files refused": attack.count, "slowest load s": attack.slowest},
        answers=found["answered"], lost=found["lost"])


def damaged_bytes(attack, good, full):
    """Every prefix; every bit of the header; bits of the rest, all or some."""
    luck = random.Random(5)
    for length in range(0, len(good), 1 if full else 29):
        attack.tried(f"the first {length} bytes of {len(good)}", good[:length])
    last = len(good) if full else 64
    bits = [(place, bit) for place in range(last) for bit in range(8)]
    bits += [(luck.randrange(len(good)), luck.randrange(8)) for _ in range(0 if full else 300)]
    for place, bit in bits:
        changed = bytearray(good)
        changed[place] ^= 1 << bit
        attack.tried(f"bit {bit} of byte {place} flipped", changed)
    for number in range(20_000 if full else 100):
        changed = bytearray(good)
        for _ in range(luck.randint(2, 64)):
            changed[luck.randrange(len(good))] = luck.randrange(256)
        attack.tried(f"damage number {number}", changed)
    attack.tried("two models in one file", good + good)


def special_files(attack, good):
    """What is no file, or no file that can be a model."""
    daemon, path, hidden = attack.daemon, attack.path, attack.hidden
    outside = daemon.home / "good.mlp"
    outside.write_bytes(good)

    def replaced(what, make, word=""):
        make(hidden)
        if path.is_dir():
            path.rmdir()
        os.replace(hidden, path)
        attack.refused(what, word)

    def bound(name):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(name))

    replaced("a symbolic link to a good model", lambda name: name.symlink_to(outside), "symbolic")
    replaced("a link to nothing", lambda name: name.symlink_to("nothing"), "symbolic")
    replaced("a link to a device", lambda name: name.symlink_to("/dev/zero"), "symbolic")
    replaced("a named pipe", os.mkfifo, "pipe")
    replaced("a socket", bound, "socket")
    if os.geteuid() == 0:
        replaced("a device", lambda name: os.mknod(name, 0o20666, os.makedev(1, 5)), "device")
    else:
        attack.row.skip("a device", "making one is not permitted")
    replaced("an empty file", pathlib.Path.touch)

    def sparse(name):
        with open(name, "wb") as file:
            file.truncate(1 << 40)

    replaced("1 TiB of nothing", sparse, "1099511627776")
    path.unlink()
    path.mkdir()
    attack.refused("a directory", "directory")
    path.rmdir()


def changing_file(row, shop, attack):
    """A writer without manners cuts and fills the very file that is read."""
    good = shop.train("large", 1, "--hidden", "1024").read_bytes()
    attack.is_loaded("a large model", good)
    must_end = threading.Event()

    def write():
        luck = random.Random(6)
        with open(attack.path, "r+b", buffering=0) as file:
            while not must_end.is_set():
                file.truncate(luck.randrange(len(good)))
                if luck.random() < 0.7:
                    file.seek(0)
                    file.write(good)
                time.sleep(luck.uniform(0, 0.004))

    writer = threading.Thread(target=write)
    writer.start()
    states = {}
    for _ in range(2_000 if shop.full else 60):
        record = attack.record()
        states[record["state"]] = states.get(record["state"], 0) + 1
        row.equal("the model while its file changes", record["digest"], attack.serving["digest"])
    must_end.set()
    writer.join()
    row.check("files were refused while they changed", states.get("stale", 0) > 0, states)
    attack.is_loaded("the file once it is whole", good)


def rename_storm(row, shop, attack):
    """A thousand renames a second; what serves in the end is what stands there in the end."""
    must_end, count = threading.Event(), 0
    contents = [path.read_bytes() for path in shop.models[:2]]

    def rename():
        nonlocal count
        while not must_end.is_set():
            source = attack.daemon.models / f".storm{count % 2}"
            if not source.exists():
                source.write_bytes(contents[count % 2])
            os.replace(source, attack.path)
            count += 1
            time.sleep(0.0005)

    storm = threading.Thread(target=rename)
    begun = time.monotonic()
    storm.start()
    slowest = 0.0
    while time.monotonic() - begun < (30 if shop.full else 2):
        asked = time.monotonic()
        state = attack.record()["state"]
        slowest = max(slowest, time.monotonic() - asked)
        row.check("a model in the storm", state in ("serving", "stale"), state)
    must_end.set()
    storm.join()
    row.at_least("renames", count, 50)
    row.note(renames=count)
    row.at_most("seconds of the slowest load in the storm", round(slowest, 3), SLOWEST_LOAD)
    attack.is_loaded("a model after the storm", contents[0])


def not_readable(row, shop):
    """A file of another owner, which the daemon's user may not read."""
    if os.geteuid() != 0:
        return row.skip("a file of another owner", "becoming another user is not permitted")
    with shop.daemon("--workers", 1, user=NOBODY) as daemon:
        daemon.start()
        with peer.Peer(daemon.control) as control:
            (before,) = control.order(peer.LOAD, b"digits")
            daemon.publish(shop.models[1])
            (daemon.models / "digits.mlp").chmod(0o600)
            (after,) = control.order(peer.LOAD, b"digits")
            row.check(
                "a file of another owner",
                after["state"] == "stale" and after["digest"] == before["digest"]
                and "ermission" in after["reason"], after)
            (daemon.models / "digits.mlp").chmod(0o644)
            (after,) = control.order(peer.LOAD, b"digits")
            row.equal("the file once it may be read", after["state"], "serving")
