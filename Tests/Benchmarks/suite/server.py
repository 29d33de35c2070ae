"""Servers that are measured: started on a core, asked when they are ready, ended with the block."""

import os
import pathlib
import socket
import subprocess
import time

from .process import WrongAnswer, environment

PATIENCE = 60


class Server:
    """A running server; `with` ends it."""

    def __init__(self, command, path, cores):
        self.path = path
        self.log = path.with_suffix(".log")
        path.unlink(missing_ok=True)
        words = ["taskset", "--cpu-list", ",".join(map(str, cores)), *map(str, command)]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log, env=environment(1))

    def __enter__(self):
        end = time.monotonic() + PATIENCE
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > end:
                self.__exit__()
                text = self.log.read_text(encoding="utf-8", errors="replace").strip()
                raise WrongAnswer(f"{self.process.args[3]} does not serve: {text[-300:]}")
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def listens(self):
        with socket.socket(socket.AF_UNIX) as stream:
            return stream.connect_ex(str(self.path)) == 0

    def file(self, name):
        return pathlib.Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="utf-8")

    def processor_seconds(self):
        """The time that the process has computed so far, in the kernel too."""
        words = self.file("stat").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Bytes in memory, all of them and with what is shared divided among those who share."""
        sizes = {}
        for line in self.file("smaps_rollup").splitlines()[1:]:
            name, value = line.split(":")
            sizes[name] = int(value.split()[0]) * 1024
        return sizes["Rss"], sizes["Pss"]
