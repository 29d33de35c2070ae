"""Serving over a Unix socket: the daemon beside usual servers, and one that does nothing.

Servers run on the first core and the client on the second, but where it is said otherwise.
"""

import concurrent.futures
import contextlib
import shutil
import time

from . import peers
from .figure import OURS, Figure, Job, Sample
from .load import PROTOCOLS, Load
from .process import run
from .server import Server

BATCHES = (1, 16, 64, 256, 1024)
SERVERS = ("echo", "socketserver", "fastapi")
IN_PYTHON = SERVERS[1:]
CONNECTIONS, DEPTH = 16, 64
LARGE_BATCH = 10_000


def depth(side, batch):
    """Requests under way on each connection; one where answers carry no number."""
    return 1 if PROTOCOLS[side] == "http" else max(2, min(DEPTH, 1024 // batch))


def one_request(batch):
    name = f"serving/one-request/batch-{batch}"
    goals = {"socketserver": 0.55} if batch == 1024 else {}
    excess = {"echo": 3} if batch == 1 else {}
    yield Figure(name, "us", SERVERS, goals, excess)
    yield Figure(f"{name}/p99", "us", SERVERS, {"echo": 2} if batch == 1 else {})


def figures():
    """The rows; throughputs are times an image, so that smaller is better in all of them."""
    for batch in BATCHES:
        yield from one_request(batch)
    yield Figure("serving/busy-poll/batch-1", "us", ("echo",))
    for form in ("fresh", "kept"):
        yield Figure(f"serving/memory-file/{form}", "us", ("own-socket",), {"own-socket": 1})
    for batch in BATCHES:
        most = {1: 1 / 0.75, 1024: 1}.get(batch)
        yield Figure(f"serving/pipelined/batch-{batch}", "us/image", SERVERS, most=most)
    yield Figure("serving/two-workers", "us/image", ("one-worker",), {"one-worker": 1.25})
    yield Figure("serving/beside-large/p99", "us", ("undisturbed",), {"undisturbed": 2})
    yield Figure("serving/start", "ms", IN_PYTHON, most=15)
    yield Figure("serving/idle-memory", "MB", IN_PYTHON, most=15)
    yield Figure("serving/binary", "MB", most=20)


class ServingJob(Job):
    """One request at a time, many on many connections, memory files, starting, memory, size."""

    threads = 2

    def __init__(self):
        self.figures = list(figures())

    def model(self, bench):
        """What is served."""
        return bench.model()

    def is_quick(self, peer):
        return peer not in IN_PYTHON

    def round(self, bench, sides):
        self.bench = bench
        self.seconds = 0.05 if bench.quick else 0.3
        servers = [side for side in sides if side in PROTOCOLS]
        self.prepare(servers)
        for side in servers:
            if side != "echo":
                yield self.start(side)
        with contextlib.ExitStack() as stack:
            started = {side: stack.enter_context(self.server(side)) for side in servers}
            for side in servers:
                if side != "echo":
                    yield self.idle_memory(started[side], side)
            for batch in BATCHES:
                for side in servers:
                    yield from self.one_request(started[side], side, batch)
            for batch in BATCHES:
                for side in servers:
                    yield self.pipelined(started[side], side, batch)
            yield from self.memory_files(started[OURS])
            yield from self.beside_large(started[OURS])
        if "echo" in servers:
            yield from self.busy_poll()
        yield from self.two_workers()
        yield self.binary()

    def prepare(self, servers):
        """What is sent, and the model in the form that each side takes."""
        bench = self.bench
        model = self.model(bench)
        self.models, self.graph = bench.folder / f"{model.stem}.served", bench.folder / "model.onnx"
        if self.models.exists():
            return
        self.load = Load(bench, model)
        self.models.mkdir()
        shutil.copy(model, self.models / "digits.mlp")
        for side in servers:
            if side in IN_PYTHON:
                command = peers.ALL[side].command(bench)
                bench.run([*command, "prepare", bench.model(), self.graph], 1)

    def command(self, side, path, *options):
        if side == OURS:
            return [
                self.bench.daemon, "--models", self.models, "--socket", path,
                "--workers", 1, "--log-level", "error", *options,
            ]  # fmt: skip
        command = peers.ALL[side].command(self.bench)
        return [*command, path] if side == "echo" else [*command, "serve", self.graph, path]

    def server(self, side, *options, cores=1):
        path = self.bench.folder / f"{side}.sock"
        return Server(self.command(side, path, *options), path, self.bench.cores[:cores])

    def latency(self, server, side, batch, *options):
        options = ("--batch", batch, "--seconds", self.seconds, *options)
        return self.load.run("latency", side, server.path, self.bench.cores[1:2], *options)

    def throughput(self, server, side, batch, cores):
        return self.load.run(
            "throughput", side, server.path, cores, "--batch", batch, "--seconds", self.seconds,
            "--connections", CONNECTIONS, "--depth", depth(side, batch),
        )  # fmt: skip

    # The figures

    def start(self, side):
        """From the start of the process to the first answer, on two cores."""
        self.bench.log(f"  {self.bench.name_of(side)}: start")
        path = self.bench.folder / f"{side}.start.sock"
        command = ["--", *self.command(side, path)]
        result = self.load.run("start", side, path, self.bench.cores[:2], *command)
        return Sample("serving/start", side, result["milliseconds"])

    def idle_memory(self, server, side):
        """What the process keeps in memory after its first answers, before any load."""
        self.load.run("latency", side, server.path, self.bench.cores[1:2], "--seconds", 0.001)
        resident, proportional = server.memory()
        details = {"proportionalMB": proportional / 1e6}
        return Sample("serving/idle-memory", side, resident / 1e6, details)

    def one_request(self, server, side, batch, name="serving/one-request"):
        self.bench.log(f"  {self.bench.name_of(side)}: one request, batch {batch}")
        computed = server.processor_seconds()
        result = self.latency(server, side, batch)
        computed = server.processor_seconds() - computed
        name = f"{name}/batch-{batch}"
        details = {key: result[key] for key in ("p50", "p99", "p999", "max", "requests")}
        details["serverMicroseconds"] = computed * 1e6 / (result["labels"] / batch)
        yield Sample(name, side, result["p50"], details)
        yield Sample(f"{name}/p99", side, result["p99"], details)

    def pipelined(self, server, side, batch, name="serving/pipelined"):
        self.bench.log(f"  {self.bench.name_of(side)}: pipelined, batch {batch}")
        cores = self.bench.cores[1:2]
        result = self.throughput(server, side, batch, cores)
        rate = result["imagesPerSecond"]
        details = {"imagesPerSecond": rate}
        return Sample(f"{name}/batch-{batch}", side, 1e6 / rate, details)

    def busy_poll(self):
        """A worker that looks for the next request for 100 us before it sleeps."""
        name = "serving/busy-poll/batch-1"
        with self.server(OURS, "--busy-poll", 100) as ours, self.server("echo") as echo:
            yield Sample(name, OURS, self.latency(ours, OURS, 1)["p50"])
            yield Sample(name, "echo", self.latency(echo, "echo", 1)["p50"])

    def memory_files(self, server):
        """A batch of 1,024 as a memory file: made for each request, or made once."""
        own = self.latency(server, OURS, 1024)["p50"]
        for form in ("fresh", "kept"):
            name = f"serving/memory-file/{form}"
            yield Sample(name, "own-socket", own)
            yield Sample(name, OURS, self.latency(server, OURS, 1024, "--memory-file", form)["p50"])

    def beside_large(self, server):
        """The p99 of batch 1 while another connection sends batches of 10,000 images."""
        name = "serving/beside-large/p99"
        yield Sample(name, "undisturbed", self.latency(server, OURS, 1)["p99"])
        with concurrent.futures.ThreadPoolExecutor() as pool:
            large = ("--batch", LARGE_BATCH, "--seconds", 4 * self.seconds)
            cores = self.bench.cores[1:2]
            other = pool.submit(self.load.run, "latency", OURS, server.path, cores, *large)
            time.sleep(self.seconds)
            result = self.latency(server, OURS, 1)
            details = {"p50": result["p50"], "largeRequests": other.result()["requests"]}
        yield Sample(name, OURS, result["p99"], details)

    def two_workers(self):
        """What the server computes for an image of batch 1, with one worker and with two.

        Two workers and their client need three cores; on fewer, the time that the server's threads
        have run tells what throughput does not.
        """
        name = "serving/two-workers"
        for side, workers in (("one-worker", 1), (OURS, 2)):
            with self.server(OURS, "--workers", workers, cores=2) as server:
                cores = self.bench.cores[2:3] or self.bench.cores[:2]
                computed = server.processor_seconds()
                result = self.throughput(server, OURS, 1, cores)
                computed = server.processor_seconds() - computed
                details = {"imagesPerSecond": result["imagesPerSecond"]}
                yield Sample(name, side, computed * 1e6 / result["labels"], details)

    def binary(self):
        """The static binary without symbols."""
        stripped = self.bench.folder / "mnistd.stripped"
        if not stripped.exists():
            shutil.copy(self.bench.daemon, stripped)
            run(["strip", stripped], self.bench.cores, 1, speaks=False)
        return Sample("serving/binary", OURS, stripped.stat().st_size / 1e6)


class QuantisedServingJob(ServingJob):
    """The daemon with the same network in 8-bit integers, beside the server that does nothing."""

    def __init__(self):
        self.figures = [
            Figure("serving-int8/one-request/batch-1", "us", ("echo",)),
            Figure("serving-int8/one-request/batch-1024", "us", ("echo",), {"echo": 1.4}),
            Figure("serving-int8/pipelined/batch-1", "us/image", most=1 / 1.5),
            Figure("serving-int8/pipelined/batch-1024", "us/image", most=1 / 3),
        ]

    def model(self, bench):
        return bench.quantised()

    def round(self, bench, sides):
        self.bench = bench
        self.seconds = 0.05 if bench.quick else 0.3
        servers = [side for side in sides if side in PROTOCOLS]
        self.prepare(servers)
        with contextlib.ExitStack() as stack:
            started = {side: stack.enter_context(self.server(side)) for side in servers}
            for batch in (1, 1024):
                for side in servers:
                    for sample in self.one_request(
                        started[side], side, batch, "serving-int8/one-request"
                    ):
                        if not sample.figure.endswith("/p99"):
                            yield sample
                yield self.pipelined(started[OURS], OURS, batch, "serving-int8/pipelined")
