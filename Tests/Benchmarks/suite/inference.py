"""Inference: microseconds of a call, from pixels to labels in process, on one thread."""

import pathlib

from . import peers
from .figure import OURS, Figure, Job, Sample
from .process import WrongAnswer
from .training import LEAST_ACCURACY

BATCHES = (1, 16, 64, 256, 1024)
GOALS = {1: 0.2, 1024: 0.7}
# A rounding may decide a tie between two classes; on 10,000 images no more than a few.
MOST_DIFFERENCE = 0.0003


def figure(batch):
    goals = {"onnxruntime": GOALS[batch]} if batch in GOALS else {}
    sides = ("onnxruntime", "torch-hand", "numpy")
    return Figure(f"inference/784-128-10/batch-{batch}", "us", sides, goals)


class InferenceJob(Job):
    """All sides classify with the same weights: those of a model that mnistkit has trained."""

    most_difference = MOST_DIFFERENCE

    def __init__(self):
        self.figures = [figure(batch) for batch in BATCHES]

    def model(self, bench, _side):
        """What a side runs."""
        return bench.model()

    def round(self, bench, sides):
        names = dict(zip(BATCHES, (figure.name for figure in self.figures)))
        seconds = 0.1 if bench.quick else 0.4
        expected = None
        for side in sides:
            bench.log(f"  {bench.name_of(side)}: batches of {', '.join(map(str, BATCHES))}")
            start = [bench.timer] if side == OURS else peers.ALL[side].command(bench)
            model = self.model(bench, side)
            paths = (model, bench.data) if side == OURS else (bench.data, model)
            result = bench.run([*start, "infer", *paths, seconds, *BATCHES], 1).result
            accuracy = result["accuracy"]
            expected = accuracy if side == OURS else expected
            if accuracy < LEAST_ACCURACY[10] or abs(accuracy - expected) > self.most_difference:
                raise WrongAnswer(
                    f"{bench.name_of(side)}: expected an accuracy of {expected}, found {accuracy}"
                )
            for batch in BATCHES:
                value = result["microseconds"][str(batch)]
                yield Sample(names[batch], side, value)


def has_amx():
    """Whether the core has tiles of bytes, which our goals go by."""
    return "amx_int8" in pathlib.Path("/proc/cpuinfo").read_text().split()


def int8_figure(batch, most_of_peer):
    goals = {"onnxruntime-int8": most_of_peer[batch]} if batch in most_of_peer else {}
    sides = ("onnxruntime-int8", "onnxruntime")
    most = 1.0 if batch == 1 else None
    return Figure(f"inference-int8/784-128-10/batch-{batch}", "us", sides, goals, most=most)


class QuantisedInferenceJob(InferenceJob):
    """The same network in 8-bit integers; ONNX Runtime has it as our tool exports it, and in float32.
    Between the two number formats a few images more may differ."""

    most_difference = 0.002

    def __init__(self):
        most_of_peer = {64: 0.25, 1024: 0.2} if has_amx() else {64: 0.5, 1024: 0.5}
        self.figures = [int8_figure(batch, most_of_peer) for batch in BATCHES]

    def model(self, bench, side):
        if side == "onnxruntime":
            return bench.model()
        return bench.quantised() if side == OURS else bench.exported()
