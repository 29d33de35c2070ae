"""R19: the same image gives the same bits on every way there is."""

import gzip
import json
import os
import pathlib
import struct
import subprocess

import peer
from hostile import memory_file

PROBABILITIES = 1


def same_bits(row, shop):
    path, count = images(row, shop)
    with gzip.open(path) as file:
        pixels = file.read()[16 : 16 + 784 * count]
    with shop.daemon("--workers", 2) as daemon:
        daemon.start()
        labels, logits = frames(row, daemon, pixels)
        by_descriptor(row, daemon, pixels, count, labels, logits)
        sizes(row, daemon, pixels, logits)
        python_client(row, daemon, path, labels)
        local = classified(shop, path, "--local", shop.models[0])
        row.equal("labels of classify --local", [each["label"] for each in local], labels)
        probabilities(row, daemon, pixels, count, local)
        socket_face(row, shop, daemon, path)
    kernel_sets(row, shop, pixels, logits)
    row.note(images=count)


def images(row, shop):
    """A file of images, compressed, and how many it has."""
    folder = os.environ.get("MNIST_DIR")
    if folder:
        path = pathlib.Path(folder) / "t10k-images-idx3-ubyte.gz"
        if path.exists():
            return path, 10_000
    row.skip("the 10,000 test images", "no compressed MNIST in MNIST_DIR; synthetic ones instead")
    return shop.tiny / "t10k-images-idx3-ubyte.gz", shop.images


def frames(row, daemon, pixels):
    """The standard that the others are held to: native frames, by the independent client."""
    client = peer.wire.Client(daemon.data, batch=256)
    found = client.classify(pixels, peer.wire.LOGITS)
    logits = b"".join(struct.pack("<10f", *values) for _, values in found)
    row.check("logits are there", len(set(logits)) > 16)
    return [label for label, _ in found], logits


def by_descriptor(row, daemon, pixels, count, labels, logits):
    with peer.Peer(daemon.data, features=peer.DESCRIPTORS) as client:
        file = memory_file(pixels)
        answer = client.classify(b"", count, code=peer.CLASSIFY_FD, descriptors=[file])
        os.close(file)
        if row.equal("CLASSIFY_FD", peer.verdict(answer), "OK"):
            found = list(struct.unpack_from(f"<{count}H", answer.payload, 8))
            row.equal("labels by CLASSIFY_FD", found, labels)
            row.check("logits by CLASSIFY_FD", answer.payload[-40 * count :] == logits)


def sizes(row, daemon, pixels, logits):
    """Batches of any size give each image what it gets by itself."""
    for batch in (1, 3, 63, 64, 65, 1_000):
        images = min(len(pixels) // 784, 4 * batch + 1)
        found = peer.wire.Client(daemon.data, batch=batch).classify(
            pixels[: 784 * images], peer.wire.LOGITS)
        bits = b"".join(struct.pack("<10f", *values) for _, values in found)
        row.check(f"logits in batches of {batch}", bits == logits[: 40 * images])


def python_client(row, daemon, path, labels):
    done = subprocess.run(
        ["python3", peer.wire.__file__, "--socket", daemon.data, path], check=True,
        capture_output=True, text=True)
    row.equal("labels of mnist_client.py", list(map(int, done.stdout.split())), labels)


def classified(shop, path, *options):
    done = subprocess.run(
        [shop.mnistctl, "classify", *options, "--json", "--quiet", path], check=True,
        capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def probabilities(row, daemon, pixels, count, local):
    """What the tool prints is the very number of the answer."""
    with peer.Peer(daemon.data) as client:
        answer = client.classify(pixels, count, flags=PROBABILITIES)
    values = struct.unpack(f"<{10 * count}f", answer.payload[-40 * count :])
    differing = sum(
        single(each["probability"]) != values[10 * index + each["label"]]
        for index, each in enumerate(local))
    row.equal("probabilities of classify --local that differ", differing, 0)


def single(number):
    """The float32 nearest to a number."""
    return struct.unpack("<f", struct.pack("<f", number))[0]


def socket_face(row, shop, daemon, path):
    """`classify` prints the same bytes whether the daemon computes or the tool itself."""
    def printed(*options):
        done = subprocess.run(
            [shop.mnistctl, "classify", *options, "--quiet", path], check=False,
            capture_output=True)
        return done.returncode, done.stdout

    for form in ((), ("--json",), ("--csv", "--top-k", "3")):
        local = printed("--local", shop.models[0], *form)
        row.check(
            f"classify {' '.join(form)} over the socket",
            local == printed("--socket", daemon.data, *form))


def kernel_sets(row, shop, pixels, logits):
    """All kernels of this CPU give the same bits in the daemon too."""
    done = subprocess.run(
        [shop.mnistctl, "version", "--json"], check=True, capture_output=True, text=True)
    count = min(len(pixels) // 784, 1_000)
    for name in json.loads(done.stdout)["kernelsAvailable"]:
        with shop.daemon("--workers", 1, environment={"MNISTKIT_KERNELS": name}) as daemon:
            daemon.start()
            found = peer.wire.Client(daemon.data).classify(pixels[: 784 * count], peer.wire.LOGITS)
        bits = b"".join(struct.pack("<10f", *values) for _, values in found)
        row.check(f"logits of the kernels {name}", bits == logits[: 40 * count])
