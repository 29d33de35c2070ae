"""Runs the tool under strace: what it asked of the kernel, with a fault put in where it is wanted.

Only the main thread is traced, for it alone touches the files that are written, and strace counts
the calls of each thread by itself: the third `openat` is the same call in every run.
"""

import dataclasses
import pathlib
import re
import subprocess

TRACED = "%file,%desc,rt_sigaction"
LINE = re.compile(r"^(\w+)\((.*)$")
NAMES = re.compile(r'<([^>]*)>|"([^"]*)"')
RANDOM = re.compile(r"\.[0-9a-f]{16}\.partial")
TIMEOUT_SECONDS = 120


def plain(name):
    """A file name without the random part of a temporary sibling's."""
    return RANDOM.sub(".RANDOM.partial", name)


@dataclasses.dataclass(frozen=True)
class Call:
    """A call as the log tells it."""

    name: str
    ordinal: int  # among the calls of this name, from 1: strace's `when`
    names: tuple  # the paths and strings among its arguments
    text: str
    result: str  # "?" for a call that the process did not live to see the end of

    @property
    def succeeded(self):
        return not self.result.startswith(("-1", "?"))

    def signature(self, folder):
        """What the call is about, the same in every run: the call and its paths."""
        names = [plain(name).replace(str(folder), "@") for name in self.names]
        # A descriptor of standard output is another file in every run.
        return " ".join([self.name] + [name for name in names if not name.startswith("/")])


@dataclasses.dataclass
class Run:
    """How a run ended, and its calls."""

    status: int  # as a shell says it: 137 for a process that was killed
    output: str
    errors: str
    calls: list


def parse(log):
    """The calls in strace's log, in their order."""
    calls, counts = [], {}
    for line in log.splitlines():
        found = LINE.match(line)
        if not found:
            continue  # signals and the end of the process
        name, rest = found.groups()
        counts[name] = counts.get(name, 0) + 1
        arguments, _, result = rest.replace(" <unfinished ...>", "").rpartition(" = ")
        # Empty strings are contents that were cut, and are printed only where a call succeeded.
        names = tuple(a or b for a, b in NAMES.findall(arguments) if a or b)
        calls.append(Call(name, counts[name], names, line, result))
    return calls


def run(command, log, injections=(), environment=None):
    """Runs a command to its end, with strace's injections (`renameat:error=EIO:when=2`)."""
    # Strings are cut to nothing: paths are printed whole all the same, and contents do not matter.
    line = ["strace", "-qq", "-y", "-s", "0", "-o", str(log), "-e", f"trace={TRACED}"]
    for injection in injections:
        line += ["-e", f"inject={injection}"]
    done = subprocess.run(
        [*line, "--", *map(str, command)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
        env=environment, check=False,
    )
    calls = parse(pathlib.Path(log).read_text(encoding="utf-8", errors="replace"))
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return Run(status, done.stdout, done.stderr, calls)


def touching(calls, folder):
    """The calls that name a file in a folder, or the folder."""
    inside = str(folder)
    return [
        call for call in calls
        if any(name == inside or name.startswith(inside + "/") for name in call.names)
    ]


def why_unusable(directory):
    """`None` where strace can put faults into a program here, else the reason."""
    try:
        done = run(["true"], pathlib.Path(directory) / "probe", ["close:error=EIO:when=1"])
    except FileNotFoundError:
        return "strace is missing"
    if any("(INJECTED)" in call.text for call in done.calls):
        return None
    return "strace cannot trace here: " + (done.errors.strip().splitlines() or ["no reason"])[-1]
