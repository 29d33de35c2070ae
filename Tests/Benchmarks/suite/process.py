"""Running one side: pinned to cores, its output read as JSON, its duration and memory taken."""

import json
import os
import subprocess
import time
from dataclasses import dataclass


class WrongAnswer(Exception):
    """A side failed or computed something wrong; no figure of it means anything."""


@dataclass
class Run:
    """One process."""

    events: list
    seconds: float
    peak_bytes: int

    @property
    def result(self):
        return self.events[-1]


def environment(threads):
    """What tells every side, whatever it is made of, how many threads to use."""
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    result = {**os.environ, **dict.fromkeys(variables, str(threads))}
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        # Some builds of OpenBLAS take newer CPUs for very old ones.
        if " avx512f " in file.read():
            result["OPENBLAS_CORETYPE"] = "SkylakeX"
    return result


def run(command, cores, threads, speaks=True):
    """Runs a command on some cores; its output must be lines of JSON, or nothing."""
    words = [str(word) for word in command]
    began = time.perf_counter()
    process = subprocess.Popen(
        ["taskset", "--cpu-list", ",".join(map(str, cores)), *words],
        stdout=subprocess.PIPE,
        env=environment(threads),
        text=True,
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise WrongAnswer(f"exit code {process.returncode}: {' '.join(words)}")
    events = [json.loads(line) for line in output.splitlines() if line.strip()] if speaks else []
    return Run(events, seconds, usage.ru_maxrss * 1024)
