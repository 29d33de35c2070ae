"""Real faults instead of injected ones: full and write-protected file systems, limits, permissions.

`devices.py TOOL WORK DATA` is started by `run`, where that may mount in a mount namespace of its
own; everything that is mounted goes with the process.
"""

import errno
import os
import resource
import subprocess
import sys

import tracing
from checks import NEW_SEED, Checks
from folder import contents, restore

FULL, READ_ONLY = os.strerror(errno.ENOSPC), os.strerror(errno.EROFS)
PAGE = 4096


class Devices(Checks):
    """Faults of devices and limits."""

    def limits(self):
        """A limit on the size of files cuts a write in two wherever it lies."""
        old, new = self.models()
        folder, log = self.work / "limited", self.work / "log"
        too_large = os.strerror(errno.EFBIG)
        # Killed as the model takes its name, so that going on has nothing to write but the model.
        restore(folder, {"m.mlp": (old, 0o644)})
        tracing.run(self.train(folder / "m.mlp", NEW_SEED), log, ["renameat:signal=KILL:when=2"])
        checkpoint = contents(folder)["m.mlp.checkpoint"][0]
        for limit in [0, 1, PAGE, len(new) - 1]:
            def limited(limit=limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            what = f"a limit of {limit} bytes a file"
            restore(folder, {"m.mlp": (old, 0o644)})
            self.refused(
                f"checkpoint: {what}", self.train(folder / "m.mlp", NEW_SEED), too_large, folder,
                preexec_fn=limited)
            self.holds(f"checkpoint: {what}", folder, {"m.mlp": old})
            kept = {"m.mlp": old, "m.mlp.checkpoint": checkpoint}
            restore(folder, {name: (content, 0o644) for name, content in kept.items()})
            self.refused(
                f"model: {what}", self.train(folder / "m.mlp", NEW_SEED, "--resume"), too_large,
                f"the finished training is kept in {folder}/m.mlp.checkpoint", preexec_fn=limited)
            self.holds(f"model: {what}", folder, kept)

    def full_streams(self):
        """/dev/full takes no byte and says so."""
        old, new = self.models()
        folder = self.work / "streams"
        with open("/dev/full", "wb") as full:
            for command in (["inspect"], ["inspect", "--json"], ["verify"]):
                line = [self.tool, *command, self.work / "models" / "1"]
                done = subprocess.run(
                    line, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
                self.checks += 1
                if done.returncode != 4 or FULL not in done.stderr or done.stderr.count("\n") != 1:
                    self.faults.append(f"{command} > /dev/full: {done.returncode}: {done.stderr!r}")
            # Results that nobody can read are no reason to lose the model.
            restore(folder, {"m.mlp": (old, 0o644)})
            self.refused("train > /dev/full", self.train(folder / "m.mlp", NEW_SEED), FULL,
                         "standard output", stdout=full)
            self.holds("train > /dev/full", folder, {"m.mlp": new})
        self.refused("train --out /dev/full", self.train("/dev/full", NEW_SEED),
                     "expected a regular file, found a character device", "/dev/full")

    def full_disks(self):
        """A small disk with every number of free pages from none to enough."""
        old, new = self.models()
        folder = self.mount("full", "-t", "tmpfs", "-o", "size=1m", "tmpfs")
        succeeded = failed = 0
        for free in range(0, 2 * len(new) // PAGE + 12):
            restore_in_place(folder, {"m.mlp": old})
            fill(folder / "filler", free)
            # The checkpoint is elsewhere, so that it is the model that meets the full disk.
            command = self.train(
                folder / "m.mlp", NEW_SEED, "--checkpoint", str(self.work / f"checkpoint.{free}"))
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            (folder / "filler").unlink()
            what = f"{free} pages free"
            if done.returncode == 0:
                succeeded += 1
                self.holds(what, folder, {"m.mlp": new})
                continue
            failed += 1
            fill(folder / "filler", free)
            self.refused(what, command, FULL, folder)
            (folder / "filler").unlink()
            self.holds(what, folder, {"m.mlp": old})
        if not succeeded or not failed:
            self.faults.append(f"a full disk: {succeeded} runs succeeded, {failed} failed")
        restore_in_place(folder, {})
        fill(folder / "filler", 8)
        self.refused("digits on a full disk", self.synthesize(folder), FULL, folder)
        (folder / "filler").unlink()
        self.holds("digits on a full disk", folder, {})
        names = self.mount("inodes", "-t", "tmpfs", "-o", "nr_inodes=2", "tmpfs")
        (names / "m.mlp").write_bytes(old)
        self.refused("no inode is free", self.train(names / "m.mlp", NEW_SEED), FULL, names)
        self.holds("no inode is free", names, {"m.mlp": old})

    def read_only(self):
        """A bind mount that may only be read."""
        old, _ = self.models()
        source = self.work / "source"
        restore(source, {"m.mlp": (old, 0o644)})
        folder = self.mount("read-only", "--bind", str(source))
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        self.refused("a read-only mount", self.train(folder / "m.mlp", NEW_SEED), READ_ONLY, folder)
        self.refused("digits on a read-only mount", self.synthesize(folder), READ_ONLY, folder)
        self.refused(
            "digits below a read-only mount", self.synthesize(folder / "new"), READ_ONLY, folder)
        self.refused(
            "a fetch to a read-only mount",
            [self.tool, "dataset", "fetch", "--into", folder, "--mirror", "http://127.0.0.1:9/"],
            READ_ONLY, folder)
        self.holds("a read-only mount", folder, {"m.mlp": old})

    def mount(self, name, *arguments):
        folder = self.work / name
        folder.mkdir()
        subprocess.run(["mount", *arguments, str(folder)], check=True)
        return folder


def restore_in_place(folder, files):
    """Makes a mounted folder hold these files; the folder itself cannot be made anew."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def fill(path, free):
    """Fills a file system but for a number of pages."""
    system = os.statvfs(path.parent)
    path.write_bytes(bytes(max(0, system.f_bavail - free) * system.f_frsize))


def main():
    devices = Devices(*sys.argv[1:4])
    for check in sys.argv[4:]:
        getattr(devices, check)()
    for fault in devices.faults:
        print(fault, file=sys.stderr)
    print(devices.checks)
    sys.exit(1 if devices.faults else 0)


if __name__ == "__main__":
    main()
