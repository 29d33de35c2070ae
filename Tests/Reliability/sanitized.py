"""R18: data races and memory faults, as the sanitizers see them, in builds of their own.

Such builds are several times slower and larger, so that only answers and reports are judged here;
the bounds of time and memory belong to the rows themselves."""

import os
import pathlib
import signal
import time

import peer
from hostile import garblers, slow_ones
from reloading import judge_reloads
from restarting import finish
from workshop import built, result


def sanitizers(row, shop):
    thread, address = (
        built("mnistd", f"--sanitize={kind}", "--scratch-path", f".build-{kind}")
        for kind in ("thread", "address"))
    # Reports end up in the daemon's log; exit codes tell that there were any.
    suppressions = pathlib.Path(__file__).with_name("thread.supp")
    os.environ["TSAN_OPTIONS"] = f"exitcode=66 halt_on_error=0 suppressions={suppressions}"
    os.environ["ASAN_OPTIONS"] = "exitcode=67 detect_leaks=1"
    reloads(row, shop, thread)
    restarts(row, shop, thread)
    slow_clients(row, shop, thread)
    malformed_frames(row, shop, address)


def silent(row, what, daemon):
    """No report in the log, and the exit code of a daemon that ended well."""
    row.equal(f"{what}: exit code", daemon.stop(), 0)
    log = daemon.log.read_text(errors="replace")
    found = max(log.find("Sanitizer") - 20, 0)
    row.check(f"{what}: reports", "Sanitizer" not in log, log[found : found + 2_000])


def reloads(row, shop, program):
    """R1: models are swapped under load."""
    swaps = 200
    with shop.daemon("--workers", 2, program=program) as daemon:
        daemon.start()
        load = shop.judged(
            daemon, "--connections", 16, "--window", 64, "--rate", 1_000, swapping=True, swaps=swaps)
        judge_reloads(row, load, swaps)
        with peer.Peer(daemon.data) as client:
            client.ask(peer.STATS)
        silent(row, "reloads", daemon)
    row.note(**{"thread: reloads": swaps})


def restarts(row, shop, program):
    """R3: the daemon ends and starts under load."""
    times = 10
    with shop.daemon("--workers", 2, program=program) as daemon:
        daemon.start()
        load = shop.load(
            daemon, "--connections", 16, "--window", 16, "--rate", 500, "--returns", "--grace", 20)
        for _ in range(times):
            time.sleep(0.2)
            silent(row, "restarts", daemon)
            daemon.start()
        row.flawless("restarts", finish(load))
        silent(row, "restarts", daemon)
    row.note(restarts=times)


def slow_clients(row, shop, program):
    """R10: clients that drip, and clients that never read, both at once, beside a good one."""
    many, deaf = 500, 100
    with shop.daemon(
            "--workers", 2, "--unread-timeout", 1_000, "--max-connections-per-user", 1_000,
            program=program, descriptors=4_000) as daemon:
        daemon.start()
        ill = [slow_ones(shop, daemon, "drip", many, 15), slow_ones(shop, daemon, "deaf", deaf, 15)]
        row.flawless("beside slow clients", shop.judged(
            daemon, "--connections", 4, "--window", 16, "--rate", 400, "--seconds", 10,
            "--grace", 20))
        dripping, unread = (result(each) for each in ill)
        row.at_least("slow ones at once", dripping["mostOpen"], 0.9 * many)
        row.at_least("slow ones told why", dripping["told"], 1)
        row.at_least("deaf ones that were closed", unread["closed"], 1)
        silent(row, "slow clients", daemon)
    row.note(slow=dripping["mostOpen"], deaf=deaf)


def malformed_frames(row, shop, program):
    """R8: frames that lie, on both sockets at once, beside a clean client."""
    frames = 300_000
    with shop.daemon("--workers", 2, "--default", "digits", program=program) as daemon:
        daemon.publish(shop.models[2], "bait.mlp")
        daemon.start()
        load = shop.load(daemon, "--connections", 2, "--window", 16, "--rate", 500)
        found = [result(each, 7_200) for each in garblers(shop, daemon, frames)]
        load.send_signal(signal.SIGTERM)
        row.flawless("beside malformed frames", result(load))
        for each in found:
            row.equal("faults of the server", each["fault"], "")
        total = sum(each["frames"] for each in found)
        row.at_least("malformed frames", total, frames)
        silent(row, "malformed frames", daemon)
    row.note(**{"address: frames": total})
