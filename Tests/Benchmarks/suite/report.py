"""The conditions and the table, for people."""

import os
import pathlib
import platform
import subprocess

from . import peers


def first_line(*command):
    """The first line that a program prints, or that it is unknown."""
    try:
        process = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "unknown"
    return (process.stdout.splitlines() or ["unknown"])[0]


def cpu():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def conditions(bench, wanted):
    """Machine, systems and versions, for whoever compares the figures."""
    yield f"CPU        {cpu()}, {len(bench.cores)} of {os.cpu_count()} in use"
    yield f"load       {bench.load:.2f} before the first run" + (
        "; other work is running: the figures say little" if bench.load > 0.5 else ""
    )
    distribution = platform.freedesktop_os_release()["PRETTY_NAME"]
    yield f"system     {distribution}, Linux {platform.release()}"
    tool, swift = first_line(str(bench.tool), "--version"), first_line("swift", "--version")
    yield f"mnistkit   {tool}; {swift}"
    for key in wanted:
        versions = bench.here.get(key, "skipped, it is not installed: see install-peers")
        yield f"peer       {peers.ALL[key].name}: {versions}"
    yield f"runs       {bench.rounds} of each side in turn, on the same cores; medians"
    yield "training   minibatches of 128, shuffled every epoch, SGD at 0.1, float32"


def number(value, unit=""):
    if value is None:
        return "-"
    text = f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
    return f"{text} {unit}".strip()


def table(results):
    """One line a row: ratio is ours as a part of the peer's."""
    results = list(results)
    width = max([len(result["name"]) for result in results], default=0)
    yield f"{'':{width}}{'mnistkit':>15}{'peer':>15}{'ratio':>8}{'goal':>15}  met  ranges"
    for result in results:
        unit = result["unit"]
        ranges = "; ".join(
            f"{number(low)} ... {number(high)}"
            for low, high in filter(None, (result["oursRange"], result["peerRange"]))
        )
        if "rate" in result:
            rates = [number(result[key]) for key in ("rate", "peakRate")]
            ranges = f"{rates[0]} of {rates[1]} {result['rateUnit']}, {1 / result['ratio']:.1%}"
        met = {True: "yes", False: "no", None: "-"}[result["met"]]
        yield (
            f"{result['name']:{width}}{number(result['ours'], unit):>15}"
            f"{number(result['peer'], unit):>15}{number(result['ratio']):>8}"
            f"{result['goalText']:>15}  {met:3}  {ranges}"
        )


def closing(results, seconds):
    """What came of it, in one line."""
    goals = [result["met"] for result in results if result["met"] is not None]
    return (
        f"{len(results)} figures, all answers right; {sum(goals)} of {len(goals)} goals met; "
        f"{seconds:.0f} s; load {os.getloadavg()[0]:.2f} after the last run"
    )
