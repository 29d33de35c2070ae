"""Stops one thread of a process, and no other, until the process is gone.

    hang.py PROCESS THREAD-NAME

A signal such as SIGSTOP stops all threads. A debugger's hold on one of them does not: it is what a
worker looks like that never comes back from a computation.
"""

import ctypes
import os
import pathlib
import sys

PTRACE_SEIZE, PTRACE_INTERRUPT, WALL = 0x4206, 0x4207, 0x40000000


def main():
    process, name = sys.argv[1:]
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            break
    else:
        sys.exit(f"process {process} has no thread '{name}'")
    thread = int(task.name)
    for request in [PTRACE_SEIZE, PTRACE_INTERRUPT]:
        if library.ptrace(request, thread, None, None) != 0:
            sys.exit(f"thread {thread}: {os.strerror(ctypes.get_errno())}")
    _, state = os.waitpid(thread, WALL)
    print(f"thread {thread} '{name}' has stopped", flush=True)
    while os.WIFSTOPPED(state):
        # A signal is held back as well: the thread stays where it is.
        try:
            _, state = os.waitpid(thread, WALL)
        except ChildProcessError:
            return


main()
