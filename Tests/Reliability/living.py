"""Starts, ends and changes of the day: what an operator does, and may do wrongly."""

import os
import shutil
import signal
import socket
import subprocess
import time

import peer
from workshop import eventually


def life(row, shop):
    one_state_directory(row, shop)
    sockets(row, shop)
    without_model(row, shop)
    directory_away(row, shop)
    damaged_state(row, shop)
    ends(row, shop)
    cut_off_uploads(row, shop)
    two_signals(row, shop)


def ended(program, *options, seconds=20):
    """What a daemon that must not start says."""
    done = subprocess.run(
        list(map(str, [program, *options])), check=False, capture_output=True, text=True,
        timeout=seconds)
    return done.returncode, done.stderr


def one_state_directory(row, shop):
    with shop.daemon("--workers", 1) as daemon:
        daemon.start()
        code, said = ended(
            shop.mnistd, "--models", daemon.models, "--socket", daemon.home / "second",
            "--state", daemon.state)
        row.equal("a second daemon on one state directory: exit code", code, 4)
        last = said.splitlines()[-1]
        row.check(
            "a second daemon on one state directory",
            last.startswith("error: ") and f"{daemon.state}/lock" in last, said)


def sockets(row, shop):
    """Sockets that it binds itself: a stale file is replaced, a live one refused."""
    home = shop.home()
    models, path = home / "models", home / "data.sock"
    models.mkdir()
    shutil.copyfile(shop.models[0], models / "digits.mlp")
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    words = [shop.mnistd, "--models", models, "--socket", path, "--workers", "1"]
    with subprocess.Popen(list(map(str, words)), stderr=subprocess.DEVNULL) as first:
        def served():
            try:
                with peer.Peer(path) as client:
                    return peer.verdict(client.classify(bytes(784), 1)) == "OK"
            except OSError:
                return False
        row.check("a stale socket is replaced", eventually(served))
        code, said = ended(*words)
        row.equal("a live socket: exit code", code, 4)
        row.check("a live socket", str(path) in said, said)
        row.check("the first one serves on", served())
        first.terminate()
        row.equal("exit code", first.wait(20), 0)


def without_model(row, shop):
    with shop.daemon("--workers", 1, model=None) as daemon:
        daemon.start()
        with peer.Peer(daemon.data) as client:
            row.equal("its state", client.ask(peer.STATUS).payload[0], 3)
            answer = peer.verdict(client.classify(bytes(784), 1))
            row.check("an answer without a model", answer.startswith("NO_MODEL "), answer)
            daemon.publish(shop.models[0])
            row.check("the first model is noticed", eventually(
                lambda: peer.verdict(client.classify(bytes(784), 1)) == "OK"))
            row.equal("its state", client.ask(peer.STATUS).payload[0], 2)


def directory_away(row, shop):
    """The directory is removed, made again, and filled; SIGHUP looks at it as well."""
    with shop.daemon("--workers", 1) as daemon:
        daemon.start()
        with peer.Peer(daemon.control) as control, peer.Peer(daemon.data) as client:
            shutil.rmtree(daemon.models)
            verdict = peer.verdict(control.ask(peer.RELOAD))
            row.check(
                "a reload without the directory",
                verdict.startswith(f"INTERNAL the directory of the models: cannot open {daemon.models}"),
                verdict)
            row.equal("the model serves on", peer.verdict(client.classify(bytes(784), 1)), "OK")
            daemon.models.mkdir()
            daemon.publish(shop.models[1])

            def generation():
                return client.classify(bytes(784), 1).model
            row.check("the new directory is noticed", eventually(lambda: generation() == 2))
            daemon.publish(shop.models[2])
            row.check("a rename in it is noticed", eventually(lambda: generation() == 3))
            # What is written into the file itself has its closing to tell of it.
            daemon.send(signal.SIGHUP)
            row.check("SIGHUP harms nothing", eventually(lambda: generation() == 3))


def damaged_state(row, shop):
    contents = [b"", b"{", os.urandom(300), b"\0" * (2 << 20)]
    for content in contents:
        with shop.daemon("--workers", 1) as daemon:
            (daemon.state / "orders").write_bytes(content)
            daemon.start()
            with peer.Peer(daemon.data) as client:
                row.equal(
                    "an answer after damaged orders", peer.verdict(client.classify(bytes(784), 1)),
                    "OK")
            log = daemon.log.read_text()
            row.check("damaged orders are told of", "orders of the last server are lost" in log, log)
            row.check("and kept", (daemon.state / "orders.damaged").read_bytes() == content)


def ends(row, shop):
    """DRAIN and SIGTERM answer what was received; a second signal does not wait."""
    for what in ("DRAIN", "SIGTERM"):
        with shop.daemon("--workers", 1) as daemon:
            daemon.start()
            with peer.Peer(daemon.data) as client, peer.Peer(daemon.control) as control:
                client.send(b"".join(
                    peer.frame(peer.PING, number, b"x" * 8) for number in range(100)))
                if what == "DRAIN":
                    row.equal("DRAIN", peer.verdict(control.ask(peer.DRAIN)), "OK")
                else:
                    daemon.send(signal.SIGTERM)
                answers = []
                while (answer := client.next()) is not None:
                    answers.append(answer)
                row.equal(
                    f"answers at {what}", [each.id for each in answers if each.code == 0x82],
                    list(range(100)))
                row.check(
                    f"good-bye at {what}", peer.verdict(answers[-1]).startswith("GOAWAY DRAINING"),
                    peer.verdict(answers[-1]))
            row.check(f"{what} ends it", eventually(lambda: daemon.ended))
            row.equal(f"{what}: exit code", daemon.exit_status, 0)


def cut_off_uploads(row, shop):
    """Large batches that never become whole are not counted for ever."""
    with shop.daemon("--workers", 1) as daemon:
        daemon.start()
        whole = peer.frame(
            peer.CLASSIFY, 1, b"\x10\x03\0\0\0\0\0\0" + bytes(784 * 1_000), items=1_000)
        for number in range(50):
            with peer.Peer(daemon.data) as client:
                client.send(whole[: 100_000 + number])
                if number % 2:
                    client.socket.shutdown(socket.SHUT_WR)
                    client.next()
        with peer.Peer(daemon.data) as client:
            def in_flight():
                return int.from_bytes(client.ask(peer.STATUS).payload[20:24], "little")
            row.check("requests in flight at rest", eventually(lambda: in_flight() == 0), in_flight())


def two_signals(row, shop):
    """A client that takes no answers holds SIGTERM up, and not a second one."""
    with shop.daemon("--workers", 1, "--drain-timeout", 60_000) as daemon:
        daemon.start()
        with peer.Peer(daemon.data) as client:
            request = peer.frame(
                peer.CLASSIFY, 1, b"\x10\x03\0\0\0\0\0\0" + bytes(784 * 1_000), items=1_000, flags=3)
            client.socket.settimeout(0.5)
            try:
                while True:
                    client.socket.sendall(request)
            except TimeoutError:
                pass
            daemon.send(signal.SIGTERM)
            time.sleep(0.3)
            row.check("the first signal waits for answers to be taken", not daemon.ended)
            begun = time.monotonic()
            row.equal("exit code", daemon.stop(), 0)
            row.at_most("seconds after the second signal", round(time.monotonic() - begun, 2), 2)
