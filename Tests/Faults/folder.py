"""What is in a folder, and what the calls of a run must have made of it."""

import os
import pathlib
import re
import shutil

from tracing import RANDOM, plain

PATHS = re.compile(r'(?:\d+<([^>]*)>|AT_FDCWD<[^>]*>), "([^"]*)"|"([^"]*)"')
CHANGES = {"rename", "renameat", "renameat2", "unlink", "unlinkat", "openat", "mkdir"}


def contents(folder):
    """Every file by its name: the bytes and the permission bits."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in sorted(pathlib.Path(folder).iterdir())
    }


def restore(folder, files):
    """Makes the folder hold these files and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name, (content, mode) in files.items():
        path = pathlib.Path(folder) / name
        path.write_bytes(content)
        path.chmod(mode)


def strays(names):
    """The hidden files of writers among names."""
    return sorted(name for name in names if RANDOM.search(name))


def _paths(call):
    """The file names that a call is about, of the folder's own files only their last component."""
    arguments = call.text[len(call.name) + 1:]
    found = []
    for directory, relative, absolute in PATHS.findall(arguments):
        path = absolute or os.path.join(directory, relative)
        found.append(path)
    return found


def replay(names, calls, folder):
    """The names that stand in a folder after the calls that succeeded, and what they hold.

    A name stands for a version: 0 is the file that was there before, n the n-th one that was
    renamed onto it. Nothing is read from the disk, so the disk can be compared with it.
    """
    versions = {name: 0 for name in names}
    renamed = {}
    for call in calls:
        if call.name not in CHANGES or not call.succeeded:
            continue
        inside = [
            os.path.basename(path) for path in _paths(call) if os.path.dirname(path) == str(folder)
        ]
        if not inside:
            continue
        if call.name.startswith("rename"):
            source, target = inside
            versions.pop(source, None)
            renamed[target] = renamed.get(target, 0) + 1
            versions[target] = renamed[target]
        elif call.name.startswith("unlink"):
            versions.pop(inside[0], None)
        elif call.name == "openat" and "O_CREAT" in call.text:
            versions.setdefault(inside[0], -1)
    return versions


def describe(versions):
    """Versions in a line, for messages."""
    return ", ".join(f"{plain(name)}={version}" for name, version in sorted(versions.items()))
