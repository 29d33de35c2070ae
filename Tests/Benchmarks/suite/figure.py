"""What one row of the table stands for."""

from dataclasses import dataclass, field

OURS = "mnistkit"


def threads_name(threads):
    """`1-thread`, `4-threads`: as names of figures say it."""
    return "1-thread" if threads == 1 else f"{threads}-threads"


@dataclass(frozen=True)
class Figure:
    """Something that both sides do; smaller is better.

    `goals` holds, by the peer's key, the most that ours may be as a part of the peer's; `excess`
    how much more than the peer's it may be; `most` is the most it may be, whatever peers do.
    """

    name: str
    unit: str
    peers: tuple = ()
    goals: dict = field(default_factory=dict)
    excess: dict = field(default_factory=dict)
    most: float | None = None

    def row(self, peer):
        """The name of the row for one peer, for `--only` and JSON; without one, the figure's."""
        return f"{self.name}/{peer}" if peer else self.name

    @property
    def rows(self):
        """The peers of the rows: `None` is the row of ours alone."""
        return (*self.peers, *([None] if self.most or not self.peers else []))

    def goal(self, peer):
        """The kind of the row's goal and its limit, or nothing."""
        if peer in self.goals:
            return "ratio", self.goals[peer]
        if peer in self.excess:
            return "excess", self.excess[peer]
        if peer is None and self.most:
            return "value", self.most
        return None, None

    def goal_text(self, peer):
        """The goal as people read it."""
        kind, limit = self.goal(peer)
        if kind is None:
            return "-"
        text = f"{limit:.3g}"
        return {"ratio": text, "excess": f"+{text}", "value": f"{text} {self.unit}"}[kind]

    def is_met(self, peer, ours, theirs):
        """Whether ours is within the row's goal; `None` without one."""
        kind, limit = self.goal(peer)
        if kind is None:
            return None
        return {
            "ratio": lambda: ours <= limit * theirs,
            "excess": lambda: ours <= theirs + limit,
            "value": lambda: ours <= limit,
        }[kind]()


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
        return list(dict.fromkeys(peer for _, peer in self.rows(figures) if peer))

    def rows(self, figures):
        """The wanted rows of some figures: a figure and a peer, or `None` for ours alone."""
        rows = [(figure, peer) for figure in figures for peer in figure.rows]
        return [(figure, peer) for figure, peer in rows if self.takes(figure.row(peer))]
