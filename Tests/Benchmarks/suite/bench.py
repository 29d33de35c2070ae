"""One run of the table: the jobs in turn, the sides of a job in turn, everything kept."""

import os
import statistics
import sys

from . import peers
from .figure import OURS, Selection
from .process import run


class Bench:
    """What all jobs need: the programs, the data, the cores, and where results go."""

    def __init__(self, options, folder):
        self.tool = options.tool
        self.timer = options.timer
        self.daemon = options.daemon
        self.python = options.python
        self.built = options.built
        self.data = options.data
        self.quick = options.quick
        self.rounds = 1 if options.quick else options.runs
        self.selection = Selection(options.only)
        self.folder = folder
        self.cores = sorted(os.sched_getaffinity(0))
        self.load = os.getloadavg()[0]
        self.samples = {}
        self.here = {}

    def log(self, text):
        print(text, file=sys.stderr, flush=True)

    def name_of(self, side):
        return OURS if side == OURS else peers.ALL[side].name

    def run(self, command, threads):
        """Runs a command on as many cores as it has threads: the same cores for every side."""
        return run(command, self.cores[:threads], threads)

    def model(self):
        """A model of 784-128-10 after ten epochs, trained once."""
        path = self.folder / "model.mlp"
        if not path.exists():
            self.log("  mnistkit trains the model for the jobs that need one")
            command = [
                self.tool, "train", "--json", "--data", self.data, "--hidden", "128",
                "--optimizer", "sgd", "--learning-rate", "0.1", "--epochs", 10, "--threads", 1,
                "--out", path,
            ]  # fmt: skip
            self.run(command, 1)
        return path

    def quantised(self):
        """The same model in 8-bit integers."""
        path = self.folder / "model.int8.mlp"
        if not path.exists():
            command = [
                self.tool, "quantize", self.model(), "--to", "int8", "--json", "--data", self.data,
                "--threads", 1, "--out", path,
            ]  # fmt: skip
            self.run(command, 1)
        return path

    def exported(self):
        """That model as a graph for ONNX Runtime."""
        path = self.folder / "model.int8.onnx"
        if not path.exists():
            command = [self.tool, "export", self.quantised(), "--to", "onnx", "--json"]
            self.run([*command, "--out", path], 1)
        return path

    def measure(self, jobs):
        """Every wanted job, round by round: A B C ... A B C ..."""
        for job in jobs:
            if not self.selection.rows(job.figures):
                continue
            wanted = self.selection.peers(job.figures)
            if len(self.cores) < job.threads:
                self.log(f"{job.figures[0].name}: only {len(self.cores)} cores")
            sides = [OURS, *(peer for peer in wanted if peer in self.here)]
            if self.quick:
                sides = [OURS, *(peer for peer in sides[1:] if job.is_quick(peer))]
            for turn in range(self.rounds):
                self.log(f"{job.figures[0].name}, round {turn + 1} of {self.rounds}")
                for sample in job.round(self, sides):
                    key = (sample.figure, sample.side)
                    self.samples.setdefault(key, []).append(sample)

    def results(self, jobs):
        """One row for each figure and peer that was measured; without any, one for ours alone."""
        for figure in (figure for job in jobs for figure in job.figures):
            ours = self.samples.get((figure.name, OURS))
            if not ours:
                continue
            wanted = [peer for _, peer in self.selection.rows([figure])]
            rows = [peer for peer in wanted if (figure.name, peer) in self.samples]
            for peer in rows:
                yield row(figure, peer, ours, self.samples[figure.name, peer])
            if None in wanted or wanted and not rows:
                yield row(figure, None, ours, None)


def row(figure, peer, ours, theirs):
    """The figure of one peer; `ratio` is ours as a part of the peer's, `goal` a limit of its kind."""
    own = [sample.value for sample in ours]
    other = [sample.value for sample in theirs] if theirs else None
    middle = statistics.median(own)
    theirs_middle = statistics.median(other) if other else None
    kind, goal = figure.goal(peer)
    return {
        "name": figure.row(peer),
        "ours": middle,
        "peer": theirs_middle,
        "ratio": middle / theirs_middle if other else None,
        "goal": goal,
        "goalKind": kind,
        "goalText": figure.goal_text(peer),
        "met": figure.is_met(peer, middle, theirs_middle),
        "unit": figure.unit,
        "peerName": peers.ALL[peer].name if peer else None,
        "oursRange": [min(own), max(own)],
        "peerRange": [min(other), max(other)] if other else None,
        "runs": len(own),
        **ours[-1].details,
    }
