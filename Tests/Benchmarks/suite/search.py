"""Cross-validation: seconds of a whole search over widths, from `.gz` files to the choice."""

import shutil

from . import peers
from .figure import OURS, Figure, Job, Sample, threads_name
from .process import WrongAnswer

WIDTHS = (10, 16, 32, 64, 96, 128)
FOLDS = 5
# The mean accuracy of width 128 over the folds, Adam at 0.001 in minibatches of 128.
LEAST_ACCURACY = {1: 0.90, 10: 0.96}


class SearchJob(Job):
    """Six widths, five folds, ten epochs of Adam: thirty trainings."""

    def __init__(self, threads):
        self.threads = threads
        self.name = f"search/6-widths/{threads_name(threads)}"
        self.figures = [
            Figure(
                self.name, "s", ("sklearn",), {"sklearn": 0.1}, most=10 if threads == 4 else None
            )
        ]

    def is_quick(self, _peer):
        return False

    def round(self, bench, sides):
        epochs = 1 if bench.quick else 10
        widths = ",".join(map(str, WIDTHS))
        for side in sides:
            bench.log(f"  {bench.name_of(side)}: {len(WIDTHS)} x {FOLDS} trainings")
            if side == OURS:
                folder = bench.folder / "search"
                shutil.rmtree(folder, ignore_errors=True)
                command = [
                    bench.tool, "cross-validate", "--json", "--data", bench.data,
                    "--width", widths, "--folds", FOLDS, "--epochs", epochs,
                    "--threads", self.threads, "--search", folder,
                ]  # fmt: skip
                run = bench.run(command, self.threads)
                accuracies = [candidate["accuracy"] for candidate in run.result["candidates"]]
            else:
                command = [*peers.ALL[side].command(bench), "search", bench.data, widths]
                run = bench.run([*command, FOLDS, epochs], self.threads)
                accuracies = run.result["accuracies"]
            least = LEAST_ACCURACY[epochs]
            if len(accuracies) != len(WIDTHS) or accuracies[-1] < least:
                raise WrongAnswer(
                    f"{bench.name_of(side)}: expected {len(WIDTHS)} accuracies, the last one of at "
                    f"least {least}, found {accuracies}"
                )
            yield Sample(self.name, side, run.seconds)
