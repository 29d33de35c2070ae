#!/usr/bin/env python3
"""Shows damaged files to the Swift reader and to formats/mlp_reader.py, which must always agree.

    mutations.py --verdicts PROGRAM [--full] [--only PART]... [--keep FOLDER]

legal        what the others damage: all are accepted
rules        for each rule of the document, files that break it: number and offset are foretold
exhaustive   every truncation and every flipped bit of the smallest files: all are refused
random       legal files damaged by chance, checksums mended: 5,000, with --full 100,000
idx          IDX files, plain and gzip, beside Python's gzip and NumPy: 1,000, with --full 10,000

Agreement is the same verdict, error number and offset; of accepted files, the same bytes when what
was decoded is written again. The Swift reader's memory is bounded by the size of the files. All
randomness is seeded: each run tries the same files. A file on which the readers disagree, or that
ends one of them, is kept.
"""

import argparse
import concurrent.futures
import pathlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "formats"), str(pathlib.Path(__file__).resolve().parent)]
import idx_mutations  # noqa: E402
import random_mutations  # noqa: E402
import rules  # noqa: E402
from legal_models import legal_files  # noqa: E402
from verdicts import Broken, SwiftReader, python_verdict  # noqa: E402


@dataclass
class Outcome:
    """What came of some files."""

    counts: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)  # titles with what is wrong, and the file
    growth: int = 0

    def add(self, other):
        self.counts += other.counts
        self.faults += other.faults
        self.growth = max(self.growth, other.growth)


def judge(reader, outcome, title, file, is_checkpoint, expected=None):
    """Compares both verdicts with each other and with what is expected."""
    try:
        python = python_verdict(file, is_checkpoint)
    except Exception as fault:  # a reader in Python crashes by any exception
        python = f"crashed by {fault!r}"
    swift = reader.verdict(file, "c" if is_checkpoint else "m")
    outcome.counts[swift.split()[1] if swift.startswith("refused") else "valid"] += 1
    if python != swift or expected and swift != expected:
        wanted = f"expected {expected}, " if expected else ""
        outcome.faults.append((f"{title}: {wanted}Swift {swift}, Python {python}", file))


def judge_all(program, mutants):
    """Judges (title, file, is_checkpoint, expected) by one reader, or several where one breaks."""
    outcome, mutants = Outcome(), iter(mutants)
    while True:
        with SwiftReader(program) as reader:
            title, file = "", b""
            try:
                for title, file, is_checkpoint, expected in mutants:
                    judge(reader, outcome, title, file, is_checkpoint, expected)
                outcome.growth = max(outcome.growth, reader.growth())
                return outcome
            except Broken as fault:
                outcome.faults.append((f"{title}: Swift: {fault}", file))
                if reader.process.poll() is None:
                    return outcome


# -- The parts: a part is a list of jobs, and a job is a function and its arguments ----------------


def judge_legal(program):
    files = legal_files()
    outcome = judge_all(program, ((f.title, f.file, f.is_checkpoint, None) for f in files))
    if outcome.counts["valid"] != len(files):
        outcome.faults.append((f"{outcome.counts['valid']} of {len(files)} accepted", b""))
    return outcome


def judge_rule(program, index):
    def mutants():
        broken = rules.RULES[index]
        for i in range(broken.count):
            mutant = rules.make(broken, i)
            expected = f"refused {mutant.number} {mutant.offset}"
            yield mutant.title, mutant.file, mutant.is_checkpoint, expected

    return judge_all(program, mutants())


def judge_damage(program, index, start, step):
    """A share of all truncations and flipped bits of a file."""
    legal = legal_files()[index]

    def mutants():
        for length in range(start, len(legal.file), step):
            yield f"{legal.title} cut to {length}", legal.file[:length], legal.is_checkpoint, None
        for bit in range(start, 8 * len(legal.file), step):
            file = bytearray(legal.file)
            file[bit // 8] ^= 1 << bit % 8
            yield f"{legal.title} bit {bit}", bytes(file), legal.is_checkpoint, None

    outcome = judge_all(program, mutants())
    if outcome.counts["valid"]:
        outcome.faults.append((f"{legal.title}: {outcome.counts['valid']} accepted", b""))
    return outcome


def judge_random(program, start, count):
    def mutants():
        files = legal_files()
        # The largest golden file takes most of the time and has no rule of its own.
        weights = [0.1 if len(legal.file) > 16_384 else 1 for legal in files]
        for i in range(start, start + count):
            pick = random.Random(f"mutation {i}")
            legal, foreign = pick.choices(files, weights, k=2)
            file = random_mutations.mutate(legal, foreign, pick)
            is_checkpoint = legal.is_checkpoint != (pick.random() < 0.01)
            yield f"mutation {i} of {legal.title}", file, is_checkpoint, None

    return judge_all(program, mutants())


def judge_idx(program, name, *arguments):
    outcome = Outcome()
    with SwiftReader(program) as reader:
        for title, file, kind, is_compared in getattr(idx_mutations, name)(*arguments):
            try:
                swift = reader.verdict(file, kind)
            except Broken as fault:
                outcome.faults.append((f"{title}: Swift: {fault}", file))
                return outcome
            fault = idx_mutations.disagreement(swift, file, kind) if is_compared else None
            fault = fault or (None if is_compared or swift == "refused" else f"Swift {swift}")
            outcome.counts[swift.split()[0]] += 1
            if swift != "refused":
                # What a legal file holds may take memory, compressed or not.
                reader.largest = max(reader.largest, idx_mutations.decoded_size(file, kind))
            if fault:
                outcome.faults.append((f"{title}: {fault}", file))
        try:
            outcome.growth = reader.growth()
        except Broken as fault:
            outcome.faults.append((f"{name}: Swift: {fault}", b""))
    return outcome


def legal_jobs(is_full):
    return [(judge_legal,)]


def rule_jobs(is_full):
    return [(judge_rule, index) for index in range(len(rules.RULES))]


def exhaustive_jobs(is_full):
    names = ["smallest-1.0.mlp", "checkpoint-1.0.mlp"]
    names += ["everything-1.0.mlp", "quantised-1.1.mlp"] if is_full else []
    chosen = [i for i, legal in enumerate(legal_files()) if legal.title in names]
    return [(judge_damage, index, start, 16) for index in chosen for start in range(16)]


def random_jobs(is_full):
    count = 100_000 if is_full else 5_000
    return [(judge_random, start, 250) for start in range(0, count, 250)]


def idx_jobs(is_full):
    count = 10_000 if is_full else 1_000
    jobs = [(judge_idx, "mutants", start, 250) for start in range(0, count, 250)]
    return [(judge_idx, "bombs"), (judge_idx, "variants"), (judge_idx, "published"), *jobs]


PARTS = {
    "legal": (legal_jobs, "legal files, golden and made by chance"),
    "rules": (rule_jobs, "files that break one of the document's rules"),
    "exhaustive": (exhaustive_jobs, "truncations and flipped bits"),
    "random": (random_jobs, "random mutations"),
    "idx": (idx_jobs, f"IDX files, plain and gzip, beside {idx_mutations.PEERS}"),
}


def run(part, program, is_full, keep):
    """Prints the part's line; gives how many files it tried and how many faults it found."""
    begin, outcome = time.monotonic(), Outcome()
    jobs, what = PARTS[part]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for found in [pool.submit(job[0], program, *job[1:]) for job in jobs(is_full)]:
            outcome.add(found.result())
    for title, file in outcome.faults:
        path = keep / f"{part}-{len(list(keep.iterdir()))}.bin"
        path.write_bytes(file)
        print(f"{title} ({path})", file=sys.stderr)
    count, accepted = sum(outcome.counts.values()), outcome.counts["valid"]
    errors = f" by {len(set(outcome.counts) - {'valid'})} errors" if part != "idx" else ""
    print(
        f"{part}: {count} {what}: {accepted} accepted, {count - accepted} refused{errors}, "
        f"{len(outcome.faults)} faults, at most {outcome.growth >> 10} KiB more memory, "
        f"{time.monotonic() - begin:.0f} s",
        flush=True,
    )
    return count, len(outcome.faults)


def main():
    parser = argparse.ArgumentParser(description="Compares two readers on damaged files.")
    parser.add_argument("--verdicts", required=True, help="the Swift reader")
    parser.add_argument("--full", action="store_true", help="all files, not a sample")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part")
    parser.add_argument("--keep", type=pathlib.Path, help="where files with a fault are kept")
    options = parser.parse_args()
    keep = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="mutations."))
    keep.mkdir(parents=True, exist_ok=True)
    uncovered = list(rules.differences())
    for line in uncovered:
        print(line, file=sys.stderr)
    print(f"{len(rules.RULES)} makers for {len({r.number for r in rules.RULES})} errors")
    parts = options.only or list(PARTS)
    results = [run(part, options.verdicts, options.full, keep) for part in parts]
    files, faults = map(sum, zip(*results))
    if not any(keep.iterdir()):
        keep.rmdir()
    print(f"mutations: {files} files, {faults + len(uncovered)} faults")
    return 1 if faults or uncovered else 0


if __name__ == "__main__":
    sys.exit(main())
