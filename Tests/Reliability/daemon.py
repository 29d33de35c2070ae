"""The daemon under a harness that does what a service manager does: it holds the sockets, hears
notifications, keeps stored descriptors over restarts, and watches the watchdog."""

import ctypes
import os
import pathlib
import resource
import shutil
import signal
import socket
import threading
import time

FIRST_DESCRIPTOR = 3
BACKLOG = 4096
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


class Daemon:
    """A unit of one service: sockets that outlive processes, and a process at a time."""

    def __init__(self, program, home, *options, watchdog=None, descriptors=None, user=None,
                 environment=None):
        self.program, self.home = str(program), pathlib.Path(home)
        self.options, self.watchdog = options, watchdog
        self.descriptors, self.user, self.environment = descriptors, user, environment or {}
        self.models, self.state = self.home / "models", self.home / "state"
        for folder in (self.home, self.models, self.state):
            folder.mkdir(exist_ok=True)
            if user is not None:
                os.chown(folder, user, user)
        self.data, self.control = self.home / "data.sock", self.home / "control.sock"
        self.log = self.home / "log"
        self.log.write_bytes(b"")
        self.listeners = [self._listener(path) for path in (self.data, self.control)]
        self.notifications = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notifications.bind(str(self.home / "notify.sock"))
        (self.home / "notify.sock").chmod(0o777)  # for a daemon of another user
        self.stored, self.status, self.starts, self.pid = {}, "", 0, None
        self.ready, self.fed, self.changed = False, 0, threading.Condition()
        threading.Thread(target=self._hear, daemon=True).start()

    @staticmethod
    def _listener(path):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(BACKLOG)
        return listener

    # The notification socket.

    def _hear(self):
        while True:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.notifications, 65_536, 253)
            except OSError:
                return
            lines = dict(
                line.split("=", 1) for line in data.decode(errors="replace").splitlines()
                if "=" in line)
            with self.changed:
                if "FDSTORE" in lines:
                    for descriptor in descriptors:
                        self._store(lines.get("FDNAME", "stored"), descriptor)
                else:
                    for descriptor in descriptors:
                        os.close(descriptor)
                if "FDSTOREREMOVE" in lines:
                    for descriptor in self.stored.pop(lines.get("FDNAME"), []):
                        os.close(descriptor)
                self.status = lines.get("STATUS", self.status)
                if lines.get("WATCHDOG") == "1":
                    self.fed = time.monotonic()
                if lines.get("READY") == "1":
                    self.ready = True
                self.changed.notify_all()

    def _store(self, name, descriptor):
        self.stored.setdefault(name, []).append(descriptor)

    # The process.

    def start(self, wait=True):
        """Starts the process; only from the main thread, with whose end it ends."""
        names, descriptors = ["data", "control"], [each.fileno() for each in self.listeners]
        with self.changed:
            for name, stored in self.stored.items():
                names += [name] * len(stored)
                descriptors += stored
            self.ready, self.fed = False, time.monotonic()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MNISTD_")
        } | {
            "LISTEN_FDS": str(len(descriptors)), "LISTEN_FDNAMES": ":".join(names),
            "NOTIFY_SOCKET": str(self.home / "notify.sock"),
            "STATE_DIRECTORY": str(self.state),
        } | self.environment
        if self.watchdog:
            environment["WATCHDOG_USEC"] = str(int(self.watchdog * 1e6))
        words = [self.program, "--models", str(self.models), *map(str, self.options)]
        self.started = time.monotonic()
        self.starts += 1
        self.pid = os.fork()
        if self.pid == 0:
            self._become(words, environment, descriptors)
        if wait:
            self.await_ready()
        return self

    def _become(self, words, environment, descriptors):
        try:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            log = os.open(self.log, os.O_WRONLY | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            # First out of the way of each other, and then to where they are looked for.
            moved = [os.dup(descriptor) for descriptor in descriptors]
            high = max(moved, default=0) + FIRST_DESCRIPTOR + len(moved)
            moved = [os.dup2(each, high + place) for place, each in enumerate(moved)]
            for place, descriptor in enumerate(moved):
                os.dup2(descriptor, FIRST_DESCRIPTOR + place, inheritable=True)
            os.closerange(FIRST_DESCRIPTOR + len(moved), high + len(moved))
            if self.descriptors:
                resource.setrlimit(resource.RLIMIT_NOFILE, (self.descriptors, self.descriptors))
            if self.user is not None:
                os.setgroups([])
                os.setresgid(self.user, self.user, self.user)
                os.setresuid(self.user, self.user, self.user)
            environment["LISTEN_PID"] = str(os.getpid())
            if self.watchdog:
                environment["WATCHDOG_PID"] = str(os.getpid())
            os.execve(words[0], words, environment)
        finally:
            os._exit(127)

    def await_ready(self, seconds=60):
        with self.changed:
            end = time.monotonic() + seconds
            while not self.ready:
                if self.ended or time.monotonic() > end:
                    raise RuntimeError(f"the daemon is not ready: {self.tail()}")
                self.changed.wait(0.05)

    @property
    def ended(self):
        """Whether the process has ended; `exit_status` then says how."""
        if self.pid is None:
            return True
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            self._reaped(status)
        return pid != 0

    def _reaped(self, status):
        self.pid, self.exit_status = None, os.waitstatus_to_exitcode(status)

    def send(self, number):
        os.kill(self.pid, number)

    def stop(self, number=signal.SIGTERM, seconds=120):
        """Ends the process and gives its exit code, negative for a signal."""
        if self.pid is None:
            return self.exit_status
        self.send(number)
        end = time.monotonic() + seconds
        while not self.ended:
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                _, status = os.waitpid(self.pid, 0)
                self._reaped(status)
                raise RuntimeError(f"the daemon does not end: {self.tail()}")
            time.sleep(0.001)
        return self.exit_status

    def kill(self):
        return self.stop(signal.SIGKILL)

    def close(self):
        """Ends everything."""
        if self.pid is not None:
            self.kill()
        self.notifications.close()
        for listener in self.listeners:
            listener.close()
        for descriptors in self.stored.values():
            for descriptor in descriptors:
                os.close(descriptor)
        self.stored = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # What can be seen of it from outside.

    def tail(self, lines=5):
        text = self.log.read_text(errors="replace").splitlines()[-lines:]
        return " | ".join(text) or "its log is empty"

    def resident(self):
        """Bytes of resident memory."""
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return 1024 * int(line.split()[1])
        raise RuntimeError("no VmRSS")

    def open_descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self):
        """Thread ids by name."""
        found = {}
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            found[(task / "comm").read_text().strip()] = int(task.name)
        return found

    def publish(self, file, name="digits.mlp"):
        """Puts a copy of a file in the place of a model, as `mnistctl models publish` does."""
        hidden = self.models / f".{name}.next"
        shutil.copyfile(file, hidden)
        os.replace(hidden, self.models / name)
