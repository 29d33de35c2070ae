"""The client of the servers: one program for all of them, whose every answer is checked."""

import gzip

from .figure import OURS
from .process import WrongAnswer, run

PROTOCOLS = {OURS: "mnistd", "echo": "bare", "socketserver": "bare", "fastapi": "http"}
# A rounding may decide a tie between two classes; on 10,000 images no more than a few.
MOST_DIFFERENCE = 0.0003
TEST_IMAGES = ("t10k-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte")


class Load:
    """Pixels, their labels as they are computed in process, and the program that sends them."""

    def __init__(self, bench, model):
        self.bench = bench
        self.pixels = bench.folder / "pixels"
        self.labels = bench.folder / f"{model.stem}.labels"
        images = next(path for name in TEST_IMAGES if (path := bench.data / name).exists())
        with (gzip.open if images.suffix else open)(images, "rb") as file:
            self.pixels.write_bytes(file.read()[16:])
        found = bench.run([bench.tool, "classify", "--local", model, "--json", images], 1)
        labels = [event["label"] for event in found.events if "label" in event]
        self.labels.write_bytes(bytes(labels))

    def run(self, verb, side, path, cores, *options):
        """Runs the client on some cores, and refuses wrong answers."""
        command = [
            self.bench.built / "load", verb, "--socket", path, "--protocol", PROTOCOLS[side],
            "--pixels", self.pixels, "--labels", self.labels,
            *(["--unchecked"] if side == "echo" else []), *options,
        ]  # fmt: skip
        result = run(command, cores, 1).result
        most = 0 if side == OURS else MOST_DIFFERENCE * result["labels"]
        if result["different"] > most:
            raise WrongAnswer(
                f"{self.bench.name_of(side)}: {result['different']} of {result['labels']} labels "
                "are not those computed in process"
            )
        return result
