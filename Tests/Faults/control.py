"""A program that saves as nobody should: the proof must find it out, or it proves nothing."""

import sys

from injection import Injection
from scenarios import Scenario

OLD, NEW = b"old" * 1000, b"new" * 1000
CARELESS = """
import sys
with open(sys.argv[1], "wb") as file:
    file.write(b"new" * 1000)
"""


def control(work):
    """Ends the process where faults in a careless program go unnoticed."""
    def command(folder, versions=None):
        return [sys.executable, "-I", "-S", "-c", CARELESS, f"{folder}/file"]

    mode = 0o644
    found = Injection(
        Scenario(
            "control", command, {"file": (OLD, mode)}, {"file": (NEW, mode)}, next_start=command),
        work, full=False).run().faults
    if not any("KILL in write" in fault and "no longer what it was" in fault for fault in found):
        sys.exit(f"faults: a file that was lost went unnoticed: {found}")
    if not any("exit code 1, expected 4" in fault for fault in found):
        sys.exit(f"faults: a wrong exit code went unnoticed: {found}")
    print(f"{'control':18}  a program that overwrites in place: {len(found)} faults, as it must")
