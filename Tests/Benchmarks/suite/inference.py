"""Inference: microseconds of a call, from pixels to labels in process, on one thread."""

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

    def __init__(self):
        self.figures = [figure(batch) for batch in BATCHES]

    def round(self, bench, sides):
        model = bench.model()
        seconds = 0.1 if bench.quick else 0.4
        expected = None
        for side in sides:
            bench.log(f"  {bench.name_of(side)}: batches of {', '.join(map(str, BATCHES))}")
            start = [bench.timer] if side == OURS else peers.ALL[side].command(bench)
            paths = (model, bench.data) if side == OURS else (bench.data, model)
            result = bench.run([*start, "infer", *paths, seconds, *BATCHES], 1).result
            accuracy = result["accuracy"]
            expected = accuracy if side == OURS else expected
            if accuracy < LEAST_ACCURACY[10] or abs(accuracy - expected) > MOST_DIFFERENCE:
                raise WrongAnswer(
                    f"{bench.name_of(side)}: expected an accuracy of {expected}, found {accuracy}"
                )
            for batch in BATCHES:
                value = result["microseconds"][str(batch)]
                yield Sample(figure(batch).name, side, value)
