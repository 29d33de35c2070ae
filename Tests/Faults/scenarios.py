"""The commands that replace files, each with the folder that it finds."""

import dataclasses
import pathlib
import subprocess

import tracing
from folder import contents, restore

TRAINING = ["--hidden", "4", "--threads", "1", "--quiet"]
OLD_MODE = 0o640  # not what a new file would get, so that keeping it shows


@dataclasses.dataclass
class Scenario:
    """A command, what it finds in its folder, and what must be there in the end."""

    name: str
    command: object  # folder -> the command line
    before: dict  # the files that it finds: name -> (bytes, mode)
    after: dict  # the files that the next normal start leaves
    status: int = 0
    injections: tuple = ()  # that every run gets, with or without a fault
    next_start: object = None  # (folder, versions) -> the command line of the next normal start
    mixture: object = None  # files -> what is wrong with them as a whole, or None
    environment: object = None


class Workshop:
    """Makes the scenarios for a tool, with files made by the tool itself."""

    def __init__(self, tool, work, data):
        self.tool, self.work, self.data = str(tool), pathlib.Path(work), str(data)
        self.folder = self.work / "workshop"
        self.folder.mkdir()

    def train(self, folder, seed, *options, epochs=2):
        return [
            self.tool, "train", "--data", self.data, *TRAINING, "--epochs", str(epochs),
            "--seed", str(seed), "--out", f"{folder}/m.mlp", *options,
        ]

    def synthesize(self, folder, seed):
        return [
            self.tool, "dataset", "synthesize", "--count", "30", "--seed", str(seed), "--force",
            "--threads", "1", "--quiet", "--out", str(folder),
        ]

    def done(self, command):
        """The files that a command leaves in an empty folder."""
        restore(self.folder, {})
        subprocess.run(command, check=True, capture_output=True)
        return contents(self.folder)

    def checkpoint(self, seed, epoch):
        """The checkpoint after an epoch, of a training that was killed as it replaced it."""
        restore(self.folder, {})
        run = tracing.run(
            self.train(self.folder, seed), self.work / "log",
            [f"renameat:signal=KILL:when={epoch + 1}"])
        if run.status != 137:
            raise SystemExit(f"a training was not killed: exit code {run.status}, {run.errors}")
        return contents(self.folder)["m.mlp.checkpoint"][0]

    def scenarios(self):
        old = self.done(self.train(self.folder, 1))["m.mlp"][0]
        new = self.done(self.train(self.folder, 2))["m.mlp"][0]
        foreign, own = self.checkpoint(1, 1), self.checkpoint(2, 1)
        before = {"m.mlp": (old, OLD_MODE), "m.mlp.checkpoint": (foreign, 0o600)}
        after = {"m.mlp": (new, OLD_MODE)}

        def next_training(folder, versions):
            resume = ["--resume"] if versions.get("m.mlp.checkpoint", 0) > 0 else []
            return self.train(folder, 2, *resume)

        yield Scenario(
            "train", lambda folder: self.train(folder, 2), before, after, next_start=next_training)
        yield Scenario(
            "train --resume", lambda folder: self.train(folder, 2, "--resume"),
            before | {"m.mlp.checkpoint": (own, 0o600)}, after,
            next_start=lambda folder, versions: self.train(
                folder, 2, *(["--resume"] if "m.mlp.checkpoint" in versions else [])))
        yield Scenario(
            "interrupted train", lambda folder: self.train(folder, 2), before, after, status=130,
            injections=(self.interrupt(),), next_start=next_training)
        yield Scenario(
            "new model", lambda folder: self.train(folder, 2, epochs=1), {},
            self.done(self.train(self.folder, 2, epochs=1)),
            next_start=lambda folder, versions: self.train(
                folder, 2, *(["--resume"] if "m.mlp.checkpoint" in versions else []), epochs=1))
        digits = self.done(self.synthesize(self.folder, 2))
        other = self.done(self.synthesize(self.folder, 1))
        yield Scenario(
            "dataset synthesize", lambda folder: self.synthesize(folder, 2), other, digits,
            next_start=lambda folder, versions: self.synthesize(folder, 2),
            mixture=lambda files: mixture(files, other, digits))

    def interrupt(self):
        """The injection that sends SIGINT when training begins, and its handler stands."""
        restore(self.folder, {})
        run = tracing.run(self.train(self.folder, 2), self.work / "log")
        handlers = [
            call.ordinal for call in run.calls
            if call.name == "rt_sigaction" and "(SIGHUP, {" in call.text
        ]
        return f"rt_sigaction:signal=INT:when={handlers[0]}"


def mixture(files, *sets, suffix=""):
    """Which images stand beside labels of another data set: what no reader could notice."""
    for images, labels in [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
    ]:
        images, labels = images + suffix, labels + suffix
        if images in files and labels in files:
            pair = files[images][0], files[labels][0]
            if all(pair != (one[images][0], one[labels][0]) for one in sets):
                return f"{images} and {labels} are of two data sets"
    return None
