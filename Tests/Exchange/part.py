"""What a part of the harness has found: checks, faults and figures."""

import time


class Part:
    """One part; `faults` is what was not as it must be."""

    def __init__(self, name, title):
        self.name, self.title = name, title
        self.checks, self.faults, self.figures = 0, [], {}
        self.start = time.monotonic()

    def check(self, what, holds, found=""):
        """Counts a check; `found` is told where it fails."""
        self.checks += 1
        if not holds:
            self.faults.append(f"{what}{f': {found}' if found != '' else ''}")
        return holds

    def equal(self, what, found, expected):
        return self.check(what, found == expected, f"expected {expected!r}, found {found!r}")

    def at_most(self, what, found, limit):
        return self.check(what, found <= limit, f"expected at most {limit}, found {found}")

    def same(self, what, found, expected):
        """Arrays of the same shape, type and bits."""
        alike = found.dtype == expected.dtype and found.shape == expected.shape
        if not self.check(
                what, alike,
                f"expected {expected.dtype}{expected.shape}, found {found.dtype}{found.shape}"):
            return
        different = found.tobytes() != expected.tobytes()
        self.check(what, not different, f"{(found != expected).sum()} elements differ")

    def labels(self, what, found, expected):
        """Classes of images; the first that differ are told."""
        different = (found != expected).nonzero()[0]
        self.check(
            what, not len(different),
            f"{len(different)} of {len(expected)} images differ: {different[:10].tolist()}")

    def note(self, **figures):
        """Keeps figures, in the order in which the line tells them."""
        self.figures.update(figures)

    @property
    def line(self):
        figures = ", ".join(
            f"{name.replace('_', ' ')} {value}" for name, value in self.figures.items())
        verdict = "FAILED" if self.faults else "ok"
        seconds = time.monotonic() - self.start
        return f"{self.name:12} {verdict:6} {self.checks:4} checks  {figures}; {seconds:.0f} s"
