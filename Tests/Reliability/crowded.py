"""R13 and R14: more requests than can be served, and one client who wants all."""

import signal
import statistics

from workshop import favoured, result

GIVE_UP = 50_000  # microseconds after which a client does not send; it waits twice as long
DEADLINE = 50_000
LEAST_SHARE = 0.9  # of the peak that is answered under overload
ROUNDS = 3


def overload(row, shop):
    """R13: three times what the daemon can do, from clients that give up."""
    goodputs, recoveries = [], []
    with shop.daemon("--workers", 1) as daemon, favoured():
        daemon.start()
        peaks = [shop.peak(daemon)]
        # Peak and goodput are measured one after the other, on a machine whose speed changes: what
        # is out of its bounds is measured again, and the medians are judged.
        for _ in range(ROUNDS):
            load, after = overloaded(row, shop, daemon, peaks[-1])
            peaks.append(shop.peak(daemon))
            goodputs.append((load["answered"] - load["late"]) / load["seconds"])
            recoveries.append(after["slices"][-1]["p99"])
            peak, goodput = statistics.median(peaks), statistics.median(goodputs)
            share, recovery = goodput / peak, statistics.median(recoveries)
            if share >= LEAST_SHARE and recovery <= GIVE_UP:
                break
        row.quick("goodput, as a share of the peak", round(share, 3), at_least=LEAST_SHARE)
        row.quick("p99 in the second second after the overload, us", recovery, at_most=GIVE_UP)
    row.note(
        **{"peak requests/s": round(peak), "goodput": round(goodput)}, share=share,
        **{"given up by clients": load["givenUp"], "refused": sum(load["refused"].values()),
           "past deadline": load["pastDeadline"], "p99 after it us": recovery,
           "rounds": len(goodputs)})


def overloaded(row, shop, daemon, peak):
    """What clients find under the overload and after it, where no answer may be wrong or late."""
    load = shop.judged(
        daemon, "--connections", 64, "--window", 256, "--rate", 3 * peak,
        "--seconds", 600 if shop.full else 8, "--give-up", GIVE_UP, "--deadline", DEADLINE)
    after = shop.judged(
        daemon, "--connections", 64, "--window", 256, "--rate", 0.3 * peak, "--seconds", 2,
        "--slice", 1)
    row.flawless("overload", load, spared=["refused"])
    # What was refused for its deadline was refused explicitly, as it must be.
    row.check("refused for the deadline only", set(load["refused"]) <= {"9"}, load["refused"])
    row.check("it was an overload", load["givenUp"] > 0, load["givenUp"])
    row.equal("answers to requests that were past their deadline", load["pastDeadline"], 0)
    row.quick("refusals that took more than 1 ms", load["slowRefusals"], at_most=0)
    row.flawless("after the overload", after)
    return load, after


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
        row.quick("p99 beside the flood, as a multiple of p99 alone", round(ratio, 2), at_most=3.0)
    row.note(
        **{"flood": flood["answered"], "p99 alone us": alone,
           "p99 beside it us": crowded["durations"]["p99"], "ratio": ratio})
