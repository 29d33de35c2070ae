"""Kernels: each at its real shapes, beside the most that the core can do, on one thread."""

import json
import subprocess

from .figure import OURS, Figure, Job, Sample
from .peers import PEAK


class KernelsJob(Job):
    """Every kernel of every set; the peer is the core's peak, measured in the same process.

    For products that is fused multiply-adds in registers, counting terms that must be added; for
    the others reading, copying or updating as many bytes in as much memory. The names come from
    the program that has the kernels; before it was built there are none.
    """

    def __init__(self, timer):
        self.figures = []
        if timer and timer.exists():
            output = subprocess.run([timer, "kernel-names"], stdout=subprocess.PIPE, check=True)
            names = json.loads(output.stdout)["names"].split()
            self.figures = [Figure(f"kernels/{name}", "us", (PEAK,)) for name in names]

    def round(self, bench, sides):
        bench.log("  mnistkit: kernels and peaks")
        command = [bench.timer, "kernels", bench.data, 0.002 if bench.quick else 0.02]
        kernels = bench.run(command, 1).result["kernels"]
        for figure in self.figures:
            values = kernels[figure.name.removeprefix("kernels/")]
            details = {key: values[key] for key in ("rate", "peakRate", "rateUnit")}
            yield Sample(figure.name, OURS, values["microseconds"], details)
            yield Sample(figure.name, PEAK, values["peakMicroseconds"])
