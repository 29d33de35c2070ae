"""R1 and R2: models change under load."""

import peer
from workshop import favoured

SHARE_OF_PEAK = 0.7
CLIENTS = ["--connections", 64, "--window", 256]
STEADY = 20_000  # microseconds of p99.9 above which requests have begun to queue up


def reloads_under_load(row, shop):
    """R1: every second second, models are swapped as often as they can be; the seconds between
    show what the same load is like without."""
    swaps = 10_000 if shop.full else 500
    with shop.daemon("--workers", 1) as daemon, favoured():
        daemon.start()
        share, rate = steady_rate(shop, daemon)
        load = shop.judged(
            daemon, *CLIENTS, "--rate", rate, "--slice", 1, swapping=True, swaps=swaps)
        judge_reloads(row, load, swaps)
        calm = shop.judged(
            daemon, "--connections", 8, "--rate", 500, swapping=True, every=5_000,
            swaps=swaps // 2)
        judge_reloads(row, calm, swaps // 2)
        judge_memory(row, calm)
        ratio = load["swapping"]["p999"] / max(load["quiet"]["p999"], 1)
        row.quick(
            "p99.9 with swaps, as a multiple of p99.9 without", round(ratio, 3), at_most=1.2)
        with peer.Peer(daemon.data) as client:
            statistics = client.ask(peer.STATS)
        # What serves, what it served before, and those that are kept for whoever looks at them.
        row.at_most("generations in STATS", statistics.items, 8)
        row.equal("exit code", daemon.stop(), 0)
    row.note(
        swaps=load["swaps"], answers=load["answered"], lost=load["lost"], mixed=load["mixed"],
        **{
            "wrong generation": load["wrongGeneration"],
            "requests/s": round(rate), "share of peak": share,
            "p99.9 without us": load["quiet"]["p999"], "with us": load["swapping"]["p999"],
            "ratio": ratio, "longest load ms": load["longestSwap"] / 1e3,
            "memory KiB": calm["finalKiB"] - calm["settledKiB"],
            "with queues": load["finalKiB"] - load["settledKiB"],
            "descriptors": load["finalDescriptors"] - load["settledDescriptors"],
        })


def steady_rate(shop, daemon):
    """The share of the peak, and requests a second, that the machine carries at this moment.

    Where other programs take what was there when the peak was measured, requests queue up without
    end, and durations say nothing about swaps.
    """
    peak, share = shop.peak(daemon), SHARE_OF_PEAK
    while share > 0.1:
        load = shop.judged(daemon, *CLIENTS, "--rate", share * peak, "--seconds", 2)
        if load["durations"]["p999"] < STEADY:
            break
        share *= 0.75
    return share, share * peak


def judge_reloads(row, load, swaps):
    """What holds with any build of the daemon."""
    row.flawless("reloads", load)
    row.equal("swaps", load["swaps"], swaps)
    row.equal("loads with another outcome than serving", load["wrongOutcomes"], 0)
    row.equal("orders without an answer", load["swapsUnanswered"], 0)
    row.equal(
        "open descriptors after all swaps over those after 100",
        load["finalDescriptors"] - load["settledDescriptors"], 0)


def judge_memory(row, calm):
    """Swaps alone must not let memory grow: judged under a load so light that no connection's
    queues grow, which keep their size as long as the connection lasts."""
    row.at_most(
        "KiB of memory after all swaps over that after 100", calm["finalKiB"] - calm["settledKiB"],
        1024)


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
