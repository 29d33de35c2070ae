"""R13 and R14: more requests than can be served, and one client who wants all."""

import signal

from workshop import favoured, result

GIVE_UP = 50_000  # microseconds after which a client does not send; it waits twice as long
DEADLINE = 50_000
LEAST_SHARE = 0.9  # of the peak that is answered under overload
ROUNDS = 3


def overload(row, shop):
    """R13: three times what the daemon can do, from clients that give up."""
    with shop.daemon("--workers", 1) as daemon, favoured():
        daemon.start()
        # A host that takes the processor away meanwhile lowers what is found, and nothing raises it.
        rounds = [overloaded(row, shop, daemon)]
        while not all(rounds[-1][:2]) and len(rounds) < ROUNDS:
            rounds.append(overloaded(row, shop, daemon))
        _, _, share, p99, notes = max(rounds, key=lambda found: (all(found[:2]), found[2]))
        row.at_least("goodput, as a share of the peak", round(share, 3), LEAST_SHARE)
        row.at_most("p99 in the second second after the overload, us", p99, GIVE_UP)
    row.note(share=share, **notes, **{"p99 after it us": p99, "rounds": len(rounds)})


def overloaded(row, shop, daemon):
    """One round: whether the goodput and the time after it are within their bounds, and both."""
    peak = shop.peak(daemon)
    load = shop.judged(
        daemon, "--connections", 64, "--window", 256, "--rate", 3 * peak,
        "--seconds", 600 if shop.full else 8, "--give-up", GIVE_UP, "--deadline", DEADLINE)
    after = shop.judged(
        daemon, "--connections", 64, "--window", 256, "--rate", 0.3 * peak, "--seconds", 2,
        "--slice", 1)
    # The machine's own speed changes too, so the peak is that of both ends.
    peak = min(peak, shop.peak(daemon))
    goodput = (load["answered"] - load["late"]) / load["seconds"]
    row.flawless("overload", load, spared=["refused"])
    # What was refused for its deadline was refused explicitly, as it must be.
    row.check("refused for the deadline only", set(load["refused"]) <= {"9"}, load["refused"])
    row.check("it was an overload", load["givenUp"] > 0, load["givenUp"])
    row.equal("answers to requests that were past their deadline", load["pastDeadline"], 0)
    row.equal("refusals that took more than 1 ms", load["slowRefusals"], 0)
    row.flawless("after the overload", after)
    share, p99 = goodput / peak, after["slices"][-1]["p99"]
    notes = {
        "peak requests/s": round(peak), "goodput": round(goodput),
        "given up by clients": load["givenUp"], "refused": sum(load["refused"].values()),
        "past deadline": load["pastDeadline"]}
    return share >= LEAST_SHARE, p99 <= GIVE_UP, share, p99, notes


def fairness(row, shop):
    """R14: a client that keeps 65,536 requests under way, and 63 that have one now and then."""
    seconds = 10 if shop.full else 4
    modest = ["--connections", 63, "--window", 64, "--rate", 63 * 20, "--seconds", seconds]
    with shop.daemon("--workers", 1) as daemon, favoured():
        daemon.start()
        before = shop.judged(daemon, *modest)
        greedy = shop.load(
            daemon, "--connections", 1, "--window", 65_536, "--greedy", "--seconds", seconds + 30)
        crowded = shop.judged(daemon, *modest)
        greedy.send_signal(signal.SIGTERM)
        flood = result(greedy)
        after = shop.judged(daemon, *modest)
        row.flawless("alone", before)
        row.flawless("beside the flood", crowded)
        row.flawless("the flood", flood)
        row.at_least("requests of the flood", flood["answered"], 1_000_000 if shop.full else 10_000)
        alone = max(before["durations"]["p99"], after["durations"]["p99"])
        ratio = crowded["durations"]["p99"] / alone
        row.at_most("p99 beside the flood, as a multiple of p99 alone", round(ratio, 2), 3.0)
    row.note(
        **{"flood": flood["answered"], "p99 alone us": alone,
           "p99 beside it us": crowded["durations"]["p99"], "ratio": ratio})
