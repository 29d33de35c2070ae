"""What a user may not read or write."""

import errno
import os
import re
import shutil
import subprocess

from checks import NEW_SEED, Checks
from folder import contents, restore

DENIED, NOT_PERMITTED = os.strerror(errno.EACCES), os.strerror(errno.EPERM)
NOBODY = 65534
NOWHERE = "http://127.0.0.1:9/"


class Permissions(Checks):
    """The superuser may do anything, so as root the tool is run as nobody."""

    def __init__(self, tool, work, data):
        super().__init__(tool, work, data)
        self.is_root = os.geteuid() == 0
        if self.is_root:
            self.options = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            # The toolchain's libraries may lie where nobody else may look.
            libraries = self.work / "lib"
            libraries.mkdir()
            found = subprocess.run(["ldd", tool], check=True, capture_output=True, text=True).stdout
            for path in re.findall(r"=> (\S+)", found):
                if not path.startswith(("/lib", "/usr/lib")):
                    shutil.copy(path, libraries)
            self.options["env"] = dict(
                os.environ, LD_LIBRARY_PATH=str(libraries), HOME=str(self.work))
            os.chown(self.work, NOBODY, NOBODY)

    def give(self, path):
        """Makes the user own a file."""
        if self.is_root:
            os.chown(path, NOBODY, NOBODY)

    def fetch(self, folder):
        return [self.tool, "dataset", "fetch", "--into", folder, "--mirror", NOWHERE]

    def run(self):
        self.unreadable()
        self.unwritable()
        if self.is_root:
            self.sticky()
        return self

    def home(self, files):
        """A folder of the user's."""
        home = self.work / "home"
        if home.exists():
            home.chmod(0o700)
        restore(home, files)
        for path in [home, *home.iterdir()]:
            self.give(path)
        return home

    def unreadable(self):
        old, _ = self.models()
        home = self.home({"secret.mlp": (old, 0)})
        for command in ("inspect", "verify", "evaluate", "reproduce"):
            data = ["--data", self.data] if command in ("evaluate", "reproduce") else []
            self.refused(
                f"{command} of an unreadable model",
                [self.tool, command, home / "secret.mlp", *data], DENIED, home / "secret.mlp")
        home = self.home({})
        shutil.copytree(self.data, home / "data")
        images = home / "data" / "train-images-idx3-ubyte.gz"
        images.chmod(0)
        self.refused(
            "training on unreadable images",
            [self.tool, "train", "--data", images.parent, "--out", home / "m.mlp"], DENIED, images)
        images.chmod(0o600)

    def unwritable(self):
        old, new = self.models()
        home = self.home({"m.mlp": (old, 0o644)})
        # Folders that may not be written, not be listed, and not be entered.
        for mode in (0o500, 0o300, 0o600):
            home.chmod(mode)
            what = f"a folder of mode {mode:o}"
            self.refused(f"training in {what}", self.train(home / "m.mlp", NEW_SEED), DENIED, home)
            home.chmod(0o700)
            self.holds(what, home, {"m.mlp": old})
        home.chmod(0o500)
        self.refused("digits", self.synthesize(home), DENIED, home)
        self.refused("digits in a new folder", self.synthesize(home / "new"), DENIED, home / "new")
        self.refused("a fetch", self.fetch(home), DENIED, home)
        self.refused("a fetch to a new folder", self.fetch(home / "new"), DENIED, home / "new")
        self.refused(
            "a checkpoint in an unwritable folder",
            self.train(self.work / "new.mlp", NEW_SEED, "--checkpoint", str(home / "c")), DENIED,
            home / "c")
        self.checks += 1
        if (self.work / "new.mlp").exists():
            self.faults.append("a model was written although its checkpoint could not be")
        home.chmod(0o700)
        # A file that may not be written is replaced: the folder decides.
        home = self.home({"m.mlp": (old, 0o400)})
        self.succeeds("a read-only file in a writable folder", self.train(home / "m.mlp", NEW_SEED))
        self.holds("a read-only file in a writable folder", home, {"m.mlp": new})

    def sticky(self):
        """In a folder like /tmp, nobody may replace the file of another; it shows at the end."""
        old, _ = self.models()
        folder = self.work / "sticky"
        restore(folder, {"m.mlp": (old, 0o644)})
        folder.chmod(0o1777)
        self.refused(
            "another user's file in a sticky folder", self.train(folder / "m.mlp", NEW_SEED),
            NOT_PERMITTED, f"the finished training is kept in {folder}/m.mlp.checkpoint")
        self.checks += 1
        if contents(folder).keys() != {"m.mlp", "m.mlp.checkpoint"}:
            self.faults.append(f"a sticky folder was left with {sorted(contents(folder))}")
        elif contents(folder)["m.mlp"][0] != old:
            self.faults.append("another user's file in a sticky folder was changed")
