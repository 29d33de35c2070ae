"""R18: data races and memory faults, as the sanitizers see them, in builds of their own."""

import os

import peer
from hostile import malformed_frames, slow_clients
from reloading import judge_reloads
from restarting import finish
from workshop import built

import time


def sanitizers(row, shop):
    thread, address = (
        built("mnistd", f"--sanitize={kind}", "--scratch-path", f".build-{kind}")
        for kind in ("thread", "address"))
    # Reports end up in the daemon's log; exit codes tell that there were any.
    os.environ["TSAN_OPTIONS"] = "exitcode=66 halt_on_error=0"
    os.environ["ASAN_OPTIONS"] = "exitcode=67 detect_leaks=1"
    reloads(row, shop, thread)
    restarts(row, shop, thread)
    slow_clients(row, shop, program=thread)
    malformed_frames(row, shop, program=address)
    row.figures.clear()
    row.note(**{"thread sanitizer": "R1, R3, R10", "address sanitizer": "R8"})


def silent(row, what, daemon):
    """No report in the log, and the exit code of a daemon that ended well."""
    row.equal(f"{what}: exit code", daemon.stop(), 0)
    log = daemon.log.read_text(errors="replace")
    row.check(f"{what}: reports", "Sanitizer" not in log, log[log.find("Sanitizer") - 20 :][:2_000])


def reloads(row, shop, program):
    with shop.daemon("--workers", 2, program=program) as daemon:
        daemon.start()
        load = shop.judged(
            daemon, "--connections", 16, "--window", 64, "--rate", 1_000, swapping=True, swaps=200)
        judge_reloads(row, load, 200)
        with peer.Peer(daemon.data) as client:
            client.ask(peer.STATS)
        silent(row, "reloads", daemon)


def restarts(row, shop, program):
    with shop.daemon("--workers", 2, program=program) as daemon:
        daemon.start()
        load = shop.load(
            daemon, "--connections", 16, "--window", 16, "--rate", 500, "--returns", "--grace", 20)
        for _ in range(10):
            time.sleep(0.2)
            silent(row, "restarts", daemon)
            daemon.start()
        row.flawless("restarts", finish(load))
        silent(row, "restarts", daemon)
