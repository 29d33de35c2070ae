"""What a run with a fault in it must look like: which calls may fail unnoticed, and why."""

import errno
import os
import re

from folder import RANDOM, strays
from tracing import NAMES

# Errors that a full, failing or write-protected device gives, put into every call in turn.
DEVICE_ERRORS = ["ENOSPC", "EIO", "EROFS", "EDQUOT"]



def is_sibling(call):
    """Whether a call is about the hidden file that holds the next contents."""
    return any(RANDOM.search(name) for name in call.names)


def no_failures(call, folder):
    """The errors that are no failure in a call, and must not be taken for one."""
    # A signal came: the call is made again, but for a close, which has been done all the same.
    if call.name in {"openat", "flock", "write", "fsync", "close"}:
        yield "EINTR"
    # A file system without locks: strays are left, the work is done.
    if call.name == "flock":
        yield from ["ENOLCK", "EOPNOTSUPP"]
    # A file system whose directories cannot be synced.
    if call.name == "fsync" and call.names == (str(folder),):
        yield "EINVAL"


def harmless(call, calls):
    """Why a device error in a call may leave the run a success; `None` where it must not."""
    if call.name == "close":
        opened = _opened(call, calls)
        if not re.search("O_WRONLY|O_RDWR|F_DUPFD", opened.text):
            return "the descriptor was not written to"
        path = NAMES.findall(opened.result)[0][0]
        if any(c.name == "unlinkat" and os.path.basename(path) in c.names for c in calls):
            return "the file has been removed"
        if any(c.name == "close" and path in c.names for c in _before(call, calls)):
            return "an earlier close, before the file took its name, told of delayed errors"
    if call.name == "unlinkat" and is_sibling(call):
        return "the next writer removes the hidden file"
    if call.name == "fcntl" and "F_SETFD" in call.text:
        return "the descriptor was opened with close-on-exec"
    return None


def _before(call, calls):
    return calls[: calls.index(call)]


def _opened(call, calls):
    """The call that opened the descriptor that `call` closes."""
    number = re.match(r"close\((\d+)<", call.text).group(1)
    return next(
        c for c in reversed(_before(call, calls))
        if re.match(rf"(openat|fcntl).* = {number}<", c.text))


def one_line(run):
    """The fault in the form of the message of an error, or `None` for a well-formed one."""
    lines = run.errors.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    notes = [line for line in lines if line.startswith("note: ")]
    if len(errors) != 1 or len(errors) + len(notes) != len(lines) or lines[-1] != errors[0]:
        return f"expected one line of error, found {run.errors!r}"
    if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", run.errors):
        return f"control characters in {run.errors!r}"
    return None


def judge_error(run, call, error, clean, folder):
    """What is wrong with the end of a run in which a call failed; `None` if nothing.

    `clean` holds the exit code and the calls of the run without a fault.
    """
    status, calls = clean
    excuse = harmless(call, calls)
    if run.status == status:
        return None if excuse else f"exit code {run.status} although the call failed"
    if run.status != 4:
        return f"exit code {run.status}, expected 4: {run.errors!r}"
    fault = one_line(run)
    if fault:
        return fault
    message = run.errors.splitlines()[-1]
    if str(folder) not in message:
        return f"the message names no path in the folder: {message!r}"
    if RANDOM.search(message):
        return f"the message names a temporary file: {message!r}"
    cause = os.strerror(getattr(errno, error))
    if cause not in message:
        return f"the message does not name the cause {cause!r}: {message!r}"
    return None


def judge_strays(names, call):
    """What is wrong with the names in a folder after an error; `None` if nothing."""
    found = strays(names)
    if found and not (call.name == "unlinkat" and is_sibling(call) and len(found) == 1):
        return f"hidden files were left: {found}"
    return None
