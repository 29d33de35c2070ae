"""What the checks with real faults have in common."""

import pathlib
import subprocess

from folder import contents, restore

OLD_SEED, NEW_SEED = 1, 2


class Checks:
    """Commands that must fail, and folders that must be as they were; `faults` is what was not."""

    def __init__(self, tool, work, data):
        self.tool, self.work, self.data = tool, pathlib.Path(work), data
        self.faults, self.checks = [], 0
        self.options = {}  # of every process that is started

    def train(self, out, seed, *options):
        return [
            self.tool, "train", "--data", self.data, "--hidden", "4", "--epochs", "1", "--threads",
            "1", "--quiet", "--seed", str(seed), "--out", str(out), *options,
        ]

    def synthesize(self, out):
        return [
            self.tool, "dataset", "synthesize", "--count", "200", "--quiet", "--threads", "1",
            "--out", str(out),
        ]

    def models(self):
        """The bytes of two models."""
        restore(self.work / "models", {})
        for seed in (OLD_SEED, NEW_SEED):
            subprocess.run(
                self.train(self.work / "models" / str(seed), seed), check=True, capture_output=True)
        files = contents(self.work / "models")
        return files["1"][0], files["2"][0]

    def refused(self, what, command, cause, path, status=4, **options):
        """Runs a command that must fail with one line that names the path and the cause."""
        self.checks += 1
        done = subprocess.run(
            list(map(str, command)), check=False, stdin=subprocess.DEVNULL, text=True,
            stdout=options.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE,
            **self.options, **options)
        lines = done.stderr.splitlines()
        if done.returncode != status:
            self.faults.append(f"{what}: exit code {done.returncode}, expected {status}: {lines}")
        elif not lines or not lines[-1].startswith("error: ") or any(
                not line.startswith("note: ") for line in lines[:-1]):
            self.faults.append(f"{what}: expected one line of error, found {lines}")
        elif cause not in lines[-1] or str(path) not in lines[-1]:
            self.faults.append(f"{what}: {lines[-1]!r} does not name {path} and {cause!r}")

    def succeeds(self, what, command):
        """Runs a command that must succeed."""
        self.checks += 1
        done = subprocess.run(
            list(map(str, command)), check=False, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, **self.options)
        if done.returncode != 0:
            self.faults.append(f"{what}: exit code {done.returncode}: {done.stderr!r}")

    def holds(self, what, folder, expected):
        """Compares the whole of a folder."""
        self.checks += 1
        found = {name: content for name, (content, _) in contents(folder).items()}
        if found != expected:
            self.faults.append(
                f"{what}: found {sorted(found)}, expected {sorted(expected)}, or other bytes")
