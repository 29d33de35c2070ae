"""Programs, models, images and what each model makes of them."""

import contextlib
import gzip
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import time

from daemon import Daemon
import peer

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLIENTS = {
    "load": ["load.c", "traffic.c", "swapper.c", "answers.c", "wire.c"],
    "garble": ["garble.c", "wire.c"],
    "slow": ["slow.c", "wire.c"],
    "hold_thread": ["hold_thread.c", "wire.c"],
}
INPUTS, CLASSES = 784, 10


def built(product, *options):
    """The path of a program of this package, which is brought up to date first."""
    build = ["swift", "build", *options, "--product", product]
    subprocess.run(build, cwd=ROOT, check=True, stdout=sys.stderr)
    path = subprocess.run(
        [*build, "--show-bin-path"], cwd=ROOT, check=True, capture_output=True, text=True)
    return pathlib.Path(path.stdout.strip()) / product


def compiler():
    """The C compiler that comes with Swift, else that of the system."""
    swift = shutil.which("swift")
    clang = pathlib.Path(swift).resolve().parent / "clang" if swift else None
    return clang if clang and clang.exists() else "cc"


class Workshop:
    """All that rows need, below one folder."""

    def __init__(self, work, programs, full):
        self.work, self.full = pathlib.Path(work), full
        self.mnistd, self.mnistctl = programs
        self.count = 0
        for name, sources in CLIENTS.items():
            subprocess.run(
                [compiler(), "-O2", "-g", "-std=gnu17", "-Wall", "-Wextra", "-Werror",
                 "-Wno-missing-field-initializers", "-pthread", "-o", self.work / name,
                 *(HERE / "clients" / source for source in sources)], check=True)
        self.tiny = self.work / "tiny"
        subprocess.run([HERE.parent / "CI" / "tiny-dataset", self.tiny], check=True)
        self.models = [self.train(f"m{seed}", seed) for seed in (1, 2, 3)]
        with gzip.open(self.tiny / "t10k-images-idx3-ubyte.gz") as file:
            self.pixels = file.read()[16:]
        self.images = len(self.pixels) // INPUTS
        (self.work / "pixels").write_bytes(self.pixels)
        # Each model by itself answers for what it makes of the images.
        self.logits = [self.answers_of(model) for model in self.models]
        (self.work / "logits").write_bytes(b"".join(self.logits))

    def train(self, name, seed, *options):
        """Trains a model that differs from those of other seeds in every answer."""
        path = self.work / f"{name}.mlp"
        subprocess.run(
            [self.mnistctl, "train", "--data", self.tiny, "--hidden", "128", "--epochs", "1",
             "--threads", "1", "--quiet", "--seed", str(seed), "--out", path, *options],
            check=True, stdout=subprocess.DEVNULL)
        return path

    def home(self):
        self.count += 1
        path = self.work / str(self.count)
        path.mkdir()
        return path

    def daemon(self, *options, model=0, program=None, **more):
        """A daemon that is not started yet, with one model in its directory."""
        daemon = Daemon(program or self.mnistd, self.home(), *options, **more)
        if model is not None:
            shutil.copyfile(self.models[model], daemon.models / "digits.mlp")
        return daemon

    def answers_of(self, model):
        """The logits of all images by the model alone, image by image."""
        with Daemon(self.mnistd, self.home()) as daemon:
            shutil.copyfile(model, daemon.models / "digits.mlp")
            daemon.start()
            found = peer.wire.Client(daemon.data).classify(self.pixels, peer.wire.LOGITS)
        return b"".join(struct.pack(f"<{CLASSES}f", *logits) for _, logits in found)

    # Clients.

    def load(self, daemon, *options, swapping=False, every=20_000, swaps=0):
        """Starts the load client."""
        words = [
            self.work / "load", "--socket", daemon.data, "--pixels", self.work / "pixels",
            "--logits", self.work / "logits", "--models", str(len(self.models)),
            *map(str, options),
        ]
        if swapping:
            words += [
                "--control", daemon.control, "--target", daemon.models / "digits.mlp",
                "--swap-every", str(every), "--swaps", str(swaps), "--server", str(daemon.pid)]
            for model in self.models:
                words += ["--publish", model]
        return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)

    def judged(self, daemon, *options, **more):
        """What a load found, once it has ended."""
        return result(self.load(daemon, *options, **more))

    def peak(self, daemon, seconds=1.5):
        """Requests a second of one image that the daemon answers at most."""
        found = self.judged(daemon, "--connections", 64, "--window", 16, "--seconds", seconds)
        return found["answered"] / found["seconds"]


def result(process, seconds=900):
    """The figures of a client, once it has ended."""
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    if process.returncode != 0:
        raise RuntimeError(f"{pathlib.Path(process.args[0]).name}: exit code {process.returncode}")
    return json.loads(output)


def eventually(condition, seconds=10):
    """Waits for a condition, and gives what it was in the end."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.005)
    return found


@contextlib.contextmanager
def favoured():
    """Lets what is started meanwhile run before other programs, where the system has that and
    permits it: what they do would be measured else. No row depends on it."""
    set_nice(-10)
    try:
        yield
    finally:
        set_nice(0)


def set_nice(value):
    """Sets the priority as far as that goes; what a kernel says to what it lacks differs."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, value)
    # Where the kernel groups processes by session, the number counts within the session alone.
    with contextlib.suppress(OSError):
        pathlib.Path("/proc/self/autogroup").write_text(str(value))
