"""Training: seconds of an epoch, and of the whole process from `.gz` files to a saved model."""

import statistics

from . import peers
from .figure import OURS, Figure, Job, Sample, threads_name
from .process import WrongAnswer

# Minibatches of 128, SGD at 0.1: what all sides reach after so many epochs, with some room.
LEAST_ACCURACY = {1: 0.88, 3: 0.93, 10: 0.96}
OPENBLAS = ("openblas", "openblas-pypi")


def measured(bench, side, hidden, threads, epochs):
    """One training by one side: the run, and the seconds of each epoch."""
    bench.log(f"  {bench.name_of(side)}: {epochs} epochs of 784-{hidden.replace(',', '-')}-10")
    out = bench.folder / f"{side}.model"
    if side == OURS:
        command = [
            bench.tool, "train", "--json", "--data", bench.data, "--hidden", hidden,
            "--optimizer", "sgd", "--learning-rate", "0.1", "--batch", "128",
            "--epochs", epochs, "--threads", threads, "--out", out,
        ]  # fmt: skip
        run = bench.run(command, threads)
        seconds = [event["seconds"] for event in run.events if event["event"] == "epoch"]
        accuracy = run.result["testAccuracy"]
    else:
        command = peers.ALL[side].command(bench)
        run = bench.run([*command, "train", bench.data, hidden, epochs, out], threads)
        seconds = run.result["epochSeconds"]
        accuracy = run.result["accuracy"]
    least = LEAST_ACCURACY[epochs]
    if accuracy < least or len(seconds) != epochs:
        raise WrongAnswer(
            f"{bench.name_of(side)}: expected {epochs} epochs and an accuracy of {least}, "
            f"found {len(seconds)} and {accuracy}"
        )
    return run, seconds


class TrainingJob(Job):
    """Epochs of one network, in process."""

    def __init__(self, hidden, threads):
        self.hidden = hidden
        self.threads = threads
        network = f"784-{hidden.replace(',', '-')}-10"
        self.name = f"training/{network}/{threads_name(threads)}"
        if threads == 1:
            goals = {"torch-hand": 0.45, **dict.fromkeys(OPENBLAS, 0.60)}
        else:
            goals = {"torch-hand": 0.35}
        sides = ("numpy", "torch-hand", "torch-user", "sklearn", *OPENBLAS)
        self.figures = [Figure(self.name, "s", sides, goals)]

    def is_quick(self, peer):
        # The peers' threads spin while they wait: beside other work, they take minutes.
        return self.threads == 1 and (peer == "numpy" or self.hidden == "128")

    def round(self, bench, sides):
        for side in sides:
            # Three epochs: the first finds cold caches, the median does not.
            _, seconds = measured(bench, side, self.hidden, self.threads, 1 if bench.quick else 3)
            yield Sample(self.name, side, statistics.median(seconds))


class ProcessJob(Job):
    """Ten epochs of 784-128-10 as a whole process; its duration and peak memory."""

    def __init__(self, threads):
        self.threads = threads
        sides = ("numpy", "torch-hand", "torch-user", *OPENBLAS)
        goals = {"torch-hand": 0.25, "torch-user": 0.25}
        self.figures = [
            Figure(f"process/784-128-10/{threads_name(threads)}", "s", sides, goals),
            Figure(f"memory/784-128-10/{threads_name(threads)}", "MB", sides),
        ]

    def is_quick(self, peer):
        return self.threads == 1 and peer == "numpy"

    def round(self, bench, sides):
        for side in sides:
            run, _ = measured(bench, side, "128", self.threads, 10)
            yield Sample(self.figures[0].name, side, run.seconds)
            yield Sample(self.figures[1].name, side, run.peak_bytes / 1e6)
