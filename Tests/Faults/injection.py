"""A fault at every call of a scenario that touches its folder."""

import collections
import concurrent.futures
import os
import pathlib
import subprocess
import tempfile
import time

import tracing
from folder import contents, describe, plain, replay, restore, strays
from verdicts import DEVICE_ERRORS, harmless, judge_error, judge_strays, no_failures

BUSY_SECONDS = 20
ATTEMPTS = 5  # calls that go by the clock may come in another order
# A program that waits looks at its files as often as the machine is slow; what it must do is the
# least of some runs.
CLEAN_RUNS = 3


class Injection:
    """All faults in one scenario."""

    def __init__(self, scenario, work, full):
        self.scenario, self.work, self.full = scenario, pathlib.Path(work), full
        self.faults = []  # what was wrong, in words
        self.counts = collections.Counter()
        self.excuses = collections.Counter()

    def _run(self, folder, log, injections=()):
        return tracing.run(
            self.scenario.command(folder), log, [*self.scenario.injections, *injections],
            self.scenario.environment)

    def run(self):
        """Puts every fault into every call."""
        with tempfile.TemporaryDirectory(dir=self.work) as home:
            folder = pathlib.Path(home) / "out"
            runs = [self._clean(folder, pathlib.Path(home) / "log") for _ in range(CLEAN_RUNS)]
            clean = min(runs, key=lambda run: len(run.calls))
            sites = [
                (call, call.signature(folder)) for call in tracing.touching(clean.calls, folder)
            ]
            self.clean = (clean.status, [call for call, _ in sites])
        self.counts["sites"] = len(sites)
        jobs = []
        for place, (call, signature) in enumerate(sites):
            jobs.append((self._kill, call, signature, None))
            errors = DEVICE_ERRORS
            if not self.full:
                errors = [errors[place % len(errors)]]
            jobs += [(self._fail, call, signature, error) for error in errors]
            jobs += [
                (self._shrug, call, signature, error) for error in no_failures(call, folder)
            ]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for fault in pool.map(lambda job: self._one(*job), jobs):
                if fault:
                    self.faults.append(fault)
        return self

    def _clean(self, folder, log):
        """A run without a fault."""
        restore(folder, self.scenario.before)
        run = self._run(folder, log)
        if run.status != self.scenario.status:
            raise SystemExit(
                f"{self.scenario.name}: exit code {run.status} without a fault: {run.errors}")
        return run

    def _one(self, check, call, signature, error):
        """One run with one fault: what was wrong with it, or `None`."""
        expression = "signal=KILL" if error is None else f"error={error}"
        with tempfile.TemporaryDirectory(dir=self.work) as home:
            folder = pathlib.Path(home) / "out"
            for _ in range(ATTEMPTS):
                restore(folder, self.scenario.before)
                run = self._run(
                    folder, pathlib.Path(home) / "log",
                    [f"{call.name}:{expression}:when={call.ordinal}"])
                wanted = (call.name, call.ordinal)
                hit = next((c for c in run.calls if (c.name, c.ordinal) == wanted), None)
                if hit and hit.signature(folder) == signature:
                    break
            else:
                return f"{self.scenario.name}: {signature}: the call was not met again"
            fault = check(run, hit, call, error, folder)
            # The short form spares a start from what the clean run has started from.
            if not fault and (self.full or contents(folder) != self.scenario.before):
                fault = self._next_start(run, folder)
        if fault:
            what = f"{error or 'KILL'} in {signature} (#{call.ordinal})"
            return f"{self.scenario.name}: {what}: {fault}"
        return None

    def _state(self, run, folder):
        """The files as they are, having compared them with what the calls must have made."""
        versions = replay(self.scenario.before, run.calls, folder)
        files = contents(folder)
        if sorted(versions) != sorted(files):
            return files, f"found {sorted(files)}, expected {describe(versions)}"
        for name, version in versions.items():
            old, new = self.scenario.before.get(name), self.scenario.after.get(name)
            if version == 0 and files[name] != old:
                return files, f"{name} is no longer what it was"
            # A checkpoint has no reference: the next start goes on from it and tells.
            if version > 0 and new is not None and files[name] != new:
                return files, f"{name} is neither the old nor the new file"
        mixed = self.scenario.mixture and self.scenario.mixture(files)
        return files, mixed

    def _kill(self, run, hit, call, error, folder):
        self.counts["kills"] += 1
        if run.status != 137:
            return f"exit code {run.status} of a killed process"
        files, fault = self._state(run, folder)
        hidden = [plain(name) for name in strays(files)]
        if fault is None and len(set(hidden)) < len(hidden):
            fault = f"two hidden files for one name: {hidden}"
        return fault

    def _fail(self, run, hit, call, error, folder):
        self.counts["errors"] += 1
        if "(INJECTED)" not in hit.text:
            return f"no fault was injected: {hit.text}"
        fault = judge_error(run, call, error, self.clean, folder)
        if fault is None and run.status == self.clean[0]:
            self.excuses[f"{call.name}: {harmless(call, self.clean[1])}"] += 1
        files, state = self._state(run, folder)
        return fault or state or judge_strays(files, hit)

    def _shrug(self, run, hit, call, error, folder):
        self.counts["errors"] += 1
        if run.status != self.clean[0]:
            return f"exit code {run.status}, expected {self.clean[0]}: {run.errors!r}"
        return self._state(run, folder)[1]

    def _next_start(self, run, folder):
        """The next normal start ends well, leaves the new files, and nothing else."""
        versions = replay(self.scenario.before, run.calls, folder)
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            done = subprocess.run(
                list(map(str, self.scenario.next_start(folder, versions))), check=False,
                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                env=self.scenario.environment, timeout=tracing.TIMEOUT_SECONDS)
            # The curl of a fetch that was killed may be at work for a moment more.
            if "another process fetches" not in done.stderr or time.monotonic() > deadline:
                break
        if done.returncode != 0:
            return f"the next start: exit code {done.returncode}: {done.stderr!r}"
        files = contents(folder)
        if files.keys() != self.scenario.after.keys():
            return f"the next start left {sorted(files)}"
        for name, (content, _) in self.scenario.after.items():
            if files[name][0] != content:
                return f"the next start gave another {name}"
        self.counts["next starts"] += 1
        return None
