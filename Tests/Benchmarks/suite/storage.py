"""Reading a data set, and saving and loading a model, in process."""

from . import peers
from .figure import OURS, Figure, Job, Sample, threads_name
from .process import WrongAnswer


class LoadingJob(Job):
    """The four `.gz` files to arrays in memory.

    Ours checks labels and gives the SHA-256 of every file; Python's does neither. With four
    threads, both divide the files among them.
    """

    def __init__(self, threads):
        self.threads = threads
        goals = {"python": 0.6}
        name = f"loading/data-set/{threads_name(threads)}"
        self.figures = [Figure(name, "ms", ("python",), goals)]

    def round(self, bench, sides):
        seconds = 0.5 if bench.quick else 2
        expected = None
        for side in sides:
            bench.log(f"  {bench.name_of(side)}: the data set")
            if side == OURS:
                command = [bench.timer, "load", bench.data, self.threads, seconds]
            else:
                command = [*peers.ALL[side].command(bench), "load", bench.data, seconds]
            result = bench.run(command, self.threads).result
            expected = result["checksums"] if side == OURS else expected
            if result["checksums"] != expected:
                raise WrongAnswer(
                    f"{bench.name_of(side)}: expected arrays with the checksums {expected}, "
                    f"found {result['checksums']}"
                )
            yield Sample(self.figures[0].name, side, result["microseconds"] / 1000)


class ModelJob(Job):
    """A model file beside a file of safetensors that holds the same tensors.

    Ours writes and checks CRC-32 and SHA-256 as well, provenance and self-test included.
    `synced` waits on both sides for the storage device, `unsynced` leaves that to the system;
    `values` checks every number (levels 0 to 3), `self-test` runs the samples too (level 4), as
    before a model is served.
    """

    kinds = {
        "saving/model/synced": ("synced", "synced"),
        "saving/model/unsynced": ("unsynced", "unsynced"),
        "loading/model/values": ("values", "load"),
        "loading/model/self-test": ("self-test", "load"),
    }

    def __init__(self):
        self.figures = [Figure(name, "us", ("safetensors",)) for name in self.kinds]

    def round(self, bench, sides):
        model = bench.model()
        seconds = 0.1 if bench.quick else 0.5
        for side in sides:
            bench.log(f"  {bench.name_of(side)}: a model")
            start = [bench.timer] if side == OURS else peers.ALL[side].command(bench)
            command = [*start, "store", model, bench.folder, seconds]
            microseconds = bench.run(command, self.threads).result["microseconds"]
            for name, (ours, peer) in self.kinds.items():
                yield Sample(name, side, microseconds[ours if side == OURS else peer])
