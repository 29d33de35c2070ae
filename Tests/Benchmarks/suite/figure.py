"""What one row of the table stands for."""

from dataclasses import dataclass, field

OURS = "mnistkit"


def threads_name(threads):
    """`1-thread`, `4-threads`: as names of figures say it."""
    return "1-thread" if threads == 1 else f"{threads}-threads"


@dataclass(frozen=True)
class Figure:
    """Something that both sides do; smaller is better.

    `goals` holds, by the peer's key, the most that ours may be as a part of the peer's.
    """

    name: str
    unit: str
    peers: tuple
    goals: dict = field(default_factory=dict)

    def row(self, peer):
        """The name of the row for one peer, for `--only` and JSON."""
        return f"{self.name}/{peer}"


@dataclass
class Sample:
    """One measurement of a figure by one side: `OURS` or a peer's key."""

    figure: str
    side: str
    value: float
    details: dict = field(default_factory=dict)


class Job:
    """Something that measures figures, one round at a time."""

    figures = ()
    threads = 1

    def is_quick(self, _peer):
        """Whether the short form measures a peer too, or ours alone."""
        return True

    def round(self, bench, sides):
        """Lets every side do it once, in turn, and yields the samples."""
        raise NotImplementedError


class Selection:
    """Which rows `--only` asks for: names, or what names begin with, up to a slash."""

    def __init__(self, wanted):
        self.wanted = wanted or []

    def takes(self, row):
        return not self.wanted or any(
            row == name or row.startswith(name.rstrip("/") + "/") for name in self.wanted
        )

    def peers(self, figures):
        """The peers that some wanted row of some figures names, in their first order."""
        rows = [(peer, figure.row(peer)) for figure in figures for peer in figure.peers]
        return list(dict.fromkeys(peer for peer, row in rows if self.takes(row)))
