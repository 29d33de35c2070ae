"""Measures mnistkit beside its peers; started by `run`, which builds both sides."""

import argparse
import json
import pathlib
import sys
import tempfile
import time

from suite import peers, report
from suite.bench import Bench
from suite.inference import InferenceJob, QuantisedInferenceJob
from suite.kernels import KernelsJob
from suite.process import WrongAnswer
from suite.search import SearchJob
from suite.serving import QuantisedServingJob, ServingJob
from suite.storage import LoadingJob, ModelJob
from suite.training import ProcessJob, TrainingJob

NETWORKS = ("128", "128,64", "800")


def all_jobs(timer):
    """Every job, in the order of the table."""
    return [
        *(TrainingJob(hidden, threads) for hidden in NETWORKS for threads in (1, 4)),
        *(ProcessJob(threads) for threads in (1, 4)),
        *(SearchJob(threads) for threads in (1, 4)),
        InferenceJob(),
        QuantisedInferenceJob(),
        *(LoadingJob(threads) for threads in (1, 4)),
        ModelJob(),
        ServingJob(),
        QuantisedServingJob(),
        KernelsJob(timer),
    ]


def parse_options():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("--tool", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--timer", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--daemon", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--built", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--python", default=sys.executable, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="a row, or what rows begin with"
    )
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--runs", type=int, default=5, help="runs of each side (default: 5)")
    parser.add_argument("--quick", action="store_true", help="one short run: checks the answers")
    parser.add_argument("--list", action="store_true", help="the rows, with their goals")
    return parser.parse_args()


def list_rows(jobs):
    for figure in (figure for job in jobs for figure in job.figures):
        for peer in figure.rows:
            goal = figure.goal_text(peer)
            print(figure.row(peer) + (f"  (at most {goal})" if goal != "-" else ""))


def check_names(bench, jobs):
    """Refuses a name that no row begins with."""
    rows = [figure.row(peer) for job in jobs for figure in job.figures for peer in figure.rows]
    for name in bench.selection.wanted:
        if not any(row == name or row.startswith(name.rstrip("/") + "/") for row in rows):
            raise SystemExit(f"no figure named {name}: 'run --list' names them all")


def main():
    options = parse_options()
    jobs = all_jobs(options.timer)
    if options.list:
        list_rows(jobs)
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        check_names(bench, jobs)
        wanted = bench.selection.peers([figure for job in jobs for figure in job.figures])
        bench.here = peers.versions(bench, wanted)
        output = sys.stderr if options.json else sys.stdout
        print(*report.conditions(bench, wanted), sep="\n", file=output, flush=True)
        try:
            bench.measure(jobs)
        except WrongAnswer as error:
            raise SystemExit(f"wrong answer: {error}") from None
    results = list(bench.results(jobs))
    print(*(map(json.dumps, results) if options.json else report.table(results)), sep="\n")
    print(report.closing(results, time.monotonic() - began), file=output)


main()
