"""What a row of the table has found: checks, faults and figures."""

import json
import time


class Row:
    """One attack; `faults` is what was not as it must be, `missed` what was slower than it may be
    where speed is not judged."""

    def __init__(self, name, title, judges_speed=True):
        self.name, self.title, self.judges_speed = name, title, judges_speed
        self.checks, self.faults, self.figures, self.skipped = 0, [], {}, []
        self.missed = []
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

    def at_least(self, what, found, limit):
        return self.check(what, found >= limit, f"expected at least {limit}, found {found}")

    def quick(self, what, found, at_most=None, at_least=None):
        """A bound of speed, which whatever else the machine does decides as well."""
        holds = found <= at_most if at_least is None else found >= at_least
        limit = f"at most {at_most}" if at_least is None else f"at least {at_least}"
        if self.judges_speed:
            self.check(what, holds, f"expected {limit}, found {found}")
        elif not holds:
            self.missed.append(f"{what}: {limit} where speed is judged, found {found}")

    def note(self, **figures):
        """Keeps figures for the report, in the order in which the line tells them."""
        self.figures.update(figures)

    def skip(self, what, why):
        self.skipped.append(f"{what}: {why}")

    def flawless(self, what, load, spared=()):
        """A load's answers: all there, right, of one model, and none from the past."""
        for name in ("lost", "mixed", "wrongGeneration", "stale", "malformed", "unexpected"):
            if name not in spared:
                self.equal(f"{what}: {name}", load[name], 0)
        if load["fault"] and self.faults:
            self.faults.append(f"{what}: first of them: {load['fault']}")
        if "refused" not in spared:
            self.equal(f"{what}: refused", load["refused"], {})

    @property
    def line(self):
        figures = ", ".join(f"{name} {spoken(value)}" for name, value in self.figures.items())
        verdict = "FAILED" if self.faults else "ok"
        seconds = time.monotonic() - self.start
        return f"{self.name:8} {verdict:6} {self.checks:5} checks  {figures}; {seconds:.0f} s"

    @property
    def report(self):
        return {
            "row": self.name, "title": self.title, "checks": self.checks, "faults": self.faults,
            "missed": self.missed, "figures": self.figures, "skipped": self.skipped,
            "seconds": round(time.monotonic() - self.start, 1),
        }


def spoken(value):
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write_report(path, machine, rows):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"machine": machine, "rows": [row.report for row in rows]}, file, indent=1)
        file.write("\n")
