"""R1 and R2: models change under load."""

import peer
from workshop import favoured

SHARE_OF_PEAK = 0.7


def reloads_under_load(row, shop):
    """R1: every second second, models are swapped as often as they can be; the seconds between
    show what the same load is like without."""
    swaps = 10_000 if shop.full else 500
    with shop.daemon("--workers", 1) as daemon, favoured():
        daemon.start()
        peak = shop.peak(daemon)
        load = shop.judged(
            daemon, "--connections", 64, "--window", 256, "--rate", SHARE_OF_PEAK * peak, "--slice",
            1, swapping=True, swaps=swaps)
        judge_reloads(row, load, swaps)
        ratio = load["swapping"]["p999"] / max(load["quiet"]["p999"], 1)
        row.at_most("p99.9 with swaps, as a multiple of p99.9 without", round(ratio, 3), 1.2)
        with peer.Peer(daemon.data) as client:
            statistics = client.ask(peer.STATS)
        # What serves, what it served before, and those that are kept for whoever looks at them.
        row.at_most("generations in STATS", statistics.items, 8)
        row.equal("exit code", daemon.stop(), 0)
    row.note(
        swaps=load["swaps"], answers=load["answered"], lost=load["lost"], mixed=load["mixed"],
        **{
            "wrong generation": load["wrongGeneration"],
            "requests/s": round(SHARE_OF_PEAK * peak),
            "p99.9 without us": load["quiet"]["p999"], "with us": load["swapping"]["p999"],
            "ratio": ratio, "longest load ms": load["longestSwap"] / 1e3,
            "memory KiB": load["finalKiB"] - load["settledKiB"],
            "descriptors": load["finalDescriptors"] - load["settledDescriptors"],
        })


def judge_reloads(row, load, swaps, bounded=True):
    """What holds with any build of the daemon."""
    row.flawless("reloads", load)
    row.equal("swaps", load["swaps"], swaps)
    row.equal("loads with another outcome than serving", load["wrongOutcomes"], 0)
    row.equal("orders without an answer", load["swapsUnanswered"], 0)
    if bounded:  # a sanitizer keeps what was freed
        row.at_most(
            "KiB of memory after all swaps over that after 100",
            load["finalKiB"] - load["settledKiB"], 1024)
    row.equal(
        "open descriptors after all swaps over those after 100",
        load["finalDescriptors"] - load["settledDescriptors"], 0)


def linear_generations(row, shop):
    """R2: once LOAD has returned a generation, or an answer has shown it, no request that is sent
    later gets an earlier one, on any connection."""
    requests = 10_000_000 if shop.full else 300_000
    with shop.daemon("--workers", 2) as daemon:
        daemon.start()
        rate = 0.5 * shop.peak(daemon)
        load = shop.judged(
            daemon, "--connections", 16, "--window", 64, "--rate", rate, "--seconds",
            requests / rate, swapping=True, every=2_000)
        row.flawless("generations", load)
        row.at_least("answers", load["answered"], 0.99 * requests)
        row.at_least("swaps", load["swaps"], 50)
        row.equal("loads with another outcome than serving", load["wrongOutcomes"], 0)
    row.note(
        answers=load["answered"], swaps=load["swaps"], **{"from the past": load["stale"]})
