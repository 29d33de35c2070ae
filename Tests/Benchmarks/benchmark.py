"""Runs both sides in turn on the same cores and compares medians; started by `run`."""

import argparse
import importlib.util
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).parent
EPOCHS = 10
LEAST_ACCURACY = 0.96
BATCHES = (1, 1024)


@dataclass
class Goal:
    """What the issue's machine should reach; `limit` is in the benchmark's own unit."""

    unit: str
    limit: float | None


GOALS = {
    "epoch-1-thread": Goal("s", 0.11),
    "epoch-4-threads": Goal("s", None),  # two and a half times faster than one thread
    "process-1-thread": Goal("s", 1.5),
    "process-4-threads": Goal("s", 0.7),
    "inference-batch-1": Goal("us", 2.0),
    "inference-batch-1024": Goal("us", 1000.0),
    "memory": Goal("MB", 150.0),
}
SPEED_UP_OF_FOUR_THREADS = 2.5


@dataclass
class Run:
    """One process: its output, duration and peak memory."""

    events: list
    seconds: float
    peak_bytes: int


def run(command, cores, environment=None):
    """Runs a command on some cores; its output must be lines of JSON."""
    began = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "--cpu-list", ",".join(map(str, cores)), *map(str, command)],
        stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
        text=True,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(map(str, command))}")
    events = [json.loads(line) for line in output.splitlines() if line.strip()]
    return Run(events, seconds, usage.ru_maxrss * 1024)


def assert_accuracy(who, accuracy):
    if accuracy < LEAST_ACCURACY:
        raise SystemExit(f"{who}: expected an accuracy of {LEAST_ACCURACY}, found {accuracy}")


class Suite:
    """Both sides, the cores they may use, and what was measured so far."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.rounds = 1 if options.quick else 5
        self.cores = sorted(os.sched_getaffinity(0))
        self.has_peer = importlib.util.find_spec("numpy") is not None
        self.ours = {}
        self.peer = {}
        if os.getloadavg()[0] > 0.5:
            self.log("other work is running: the figures say little")

    def log(self, text):
        print(text, file=sys.stderr, flush=True)

    def wants(self, *names):
        return not self.options.only or any(name in self.options.only for name in names)

    def blas(self, threads):
        environment = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
        # Some builds of OpenBLAS take newer CPUs for very old ones.
        if " avx512f " in cpu_information():
            environment["OPENBLAS_CORETYPE"] = "SkylakeX"
        return environment

    def record(self, side, name, value):
        side.setdefault(name, []).append(value)

    def record_training(self, side, suffix, run, epoch_seconds, accuracy):
        assert_accuracy("mnistkit" if side is self.ours else "NumPy", accuracy)
        self.record(side, f"epoch-{suffix}", statistics.median(epoch_seconds))
        self.record(side, f"process-{suffix}", run.seconds)
        if suffix == "4-threads":
            self.record(side, "memory", run.peak_bytes / 1e6)

    def train(self, threads, suffix):
        """Ten epochs from the compressed files to a saved model, both sides in turn."""
        cores = self.cores[:threads]
        if len(cores) < threads:
            self.log(f"only {len(cores)} cores for {threads} threads")
        # The peer's threads spin while they wait: beside other work, they take minutes.
        has_peer = self.has_peer and (threads == 1 or not self.options.quick)
        for turn in range(self.rounds):
            self.log(f"training, {suffix}, round {turn + 1} of {self.rounds}")
            command = [
                self.options.tool, "train", "--json", "--data", self.options.data,
                "--hidden", "128", "--optimizer", "sgd", "--learning-rate", "0.1",
                "--batch", "128", "--epochs", EPOCHS, "--threads", threads,
                "--out", self.folder / "model.mlp",
            ]  # fmt: skip
            ours = run(command, cores)
            epochs = [event["seconds"] for event in ours.events if event["event"] == "epoch"]
            done = ours.events[-1]
            self.record_training(self.ours, suffix, ours, epochs, done["testAccuracy"])
            if has_peer:
                command = [
                    sys.executable, HERE / "numpy_peer.py", "train", self.options.data, EPOCHS,
                    self.folder / "model.npz",
                ]  # fmt: skip
                peer = run(command, cores, self.blas(threads))
                result = peer.events[-1]
                self.record_training(
                    self.peer, suffix, peer, result["epochSeconds"], result["accuracy"]
                )

    def infer(self):
        """Labels from pixels in process, both sides in turn, with the models just trained."""
        cores = self.cores[:1]
        for turn in range(self.rounds):
            self.log(f"inference, round {turn + 1} of {self.rounds}")
            commands = [
                (self.ours, [self.options.timer, self.folder / "model.mlp", self.options.data])
            ]
            if self.has_peer:
                peer = [sys.executable, HERE / "numpy_peer.py", "infer", self.options.data]
                commands.append((self.peer, [*peer, self.folder / "model.npz"]))
            for side, command in commands:
                result = run(command, cores, self.blas(1)).events[-1]
                assert_accuracy("mnistkit" if side is self.ours else "NumPy", result["accuracy"])
                for batch in BATCHES:
                    self.record(
                        side, f"inference-batch-{batch}", result["microseconds"][str(batch)]
                    )

    def run(self):
        inference = self.wants(*(f"inference-batch-{batch}" for batch in BATCHES))
        if inference or self.wants("epoch-1-thread", "process-1-thread", "epoch-4-threads"):
            self.train(1, "1-thread")
        if self.wants("epoch-4-threads", "process-4-threads", "memory"):
            self.train(4, "4-threads")
        if inference:
            self.infer()

    def results(self):
        for name, goal in GOALS.items():
            if name not in self.ours or not self.wants(name):
                continue
            ours, peer = self.ours[name], self.peer.get(name)
            limit = goal.limit
            if limit is None:
                limit = statistics.median(self.ours["epoch-1-thread"]) / SPEED_UP_OF_FOUR_THREADS
            middle = statistics.median(ours)
            yield {
                "name": name,
                "ours": middle,
                "peer": statistics.median(peer) if peer else None,
                "ratio": statistics.median(peer) / middle if peer else None,
                "goal": limit,
                "met": middle <= limit,
                "unit": goal.unit,
                "oursRange": [min(ours), max(ours)],
                "peerRange": [min(peer), max(peer)] if peer else None,
                "runs": len(ours),
            }


def cpu_information():
    return pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").replace("\n", " \n")


def first_line(command):
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return (output.splitlines() or ["unknown"])[0]


def describe(suite):
    """The conditions, for whoever compares the figures."""
    model = [line for line in cpu_information().splitlines() if line.startswith("model name")]
    yield f"CPU       {model[0].split(':')[1].strip() if model else platform.machine()}, " + (
        f"{len(suite.cores)} in use; load {os.getloadavg()[0]:.1f}"
    )
    yield f"system    {platform.freedesktop_os_release()['PRETTY_NAME']}, {platform.release()}"
    yield f"mnistkit  {first_line([suite.options.tool, '--version'])}; " + (
        first_line(["swift", "--version"])
    )
    if suite.has_peer:
        import numpy  # here, because our side runs without it

        blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
        yield f"NumPy     {numpy.__version__}, {blas['name']} {blas['version']}; " + (
            f"Python {platform.python_version()}"
        )
    else:
        yield "NumPy     missing: no peer"
    yield f"runs      {suite.rounds} of each side in turn, median; 784-128-10, minibatch 128, SGD"


def table(results):
    yield f"{'':22}{'mnistkit':>12}{'NumPy':>12}{'ratio':>8}{'goal':>12}  met  range of mnistkit"
    for result in results:
        unit = result["unit"]

        def show(value):
            return "-" if value is None else f"{value:.4g} {unit}"

        ratio = "-" if result["ratio"] is None else f"{result['ratio']:.1f}x"
        low, high = result["oursRange"]
        yield f"{result['name']:22}{show(result['ours']):>12}{show(result['peer']):>12}" + (
            f"{ratio:>8}{show(result['goal']):>12}  {'yes' if result['met'] else 'no ':3}"
            f"  {low:.4g} ... {high:.4g}"
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", type=pathlib.Path, required=True)
    parser.add_argument("--timer", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", action="append", choices=list(GOALS))
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--quick", action="store_true", help="one run of each side, the peer with one thread only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        suite = Suite(options, pathlib.Path(folder))
        print(*describe(suite), sep="\n", file=sys.stderr if options.json else sys.stdout)
        suite.run()
    results = list(suite.results())
    print(*(map(json.dumps, results) if options.json else table(results)), sep="\n")


main()
