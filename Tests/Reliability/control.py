"""A server that breaks each promise once, and a client that does: the load client must find out
both, or it proves nothing."""

import socket
import struct
import threading

import peer

TAMPERED = 100  # the answer that is tampered with


class Tamperer:
    """Stands between the load client and a daemon, and changes one answer."""

    def __init__(self, path, behind, tamper):
        self.behind, self.tamper, self.count = str(behind), tamper, 0
        self.data = path
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.behind)
            threading.Thread(target=self.forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self.answer, args=(server, client), daemon=True).start()

    @staticmethod
    def forward(source, target):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    def answer(self, source, target):
        received = b""
        while data := source.recv(1 << 16):
            received += data
            while not isinstance(frame := peer.wire.parse(received, 1 << 20), int):
                whole, received = received[: frame.size], received[frame.size :]
                if frame.code == peer.CLASSIFY | 0x80:
                    self.count += 1
                    if self.count == TAMPERED:
                        whole = self.tamper(whole, frame)
                target.sendall(whole)
        target.close()

    def close(self):
        self.listener.close()


def tamperings(shop):
    """What is done to an answer, by the figure that must be 1 then."""
    def bit_flipped(whole, _):
        return whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:]

    def of_another_model(whole, frame):
        image = (frame.id >> 16) % shop.images
        logits = shop.logits[1][40 * image : 40 * image + 40]
        label = max(range(10), key=struct.unpack("<10f", logits).__getitem__)
        return whole[:40] + struct.pack("<H", label) + whole[42:48] + logits

    return [
        ("lost", lambda whole, frame: b""),
        ("unexpected", lambda whole, frame: whole + whole),
        ("mixed", bit_flipped),
        ("wrongGeneration", of_another_model),
        ("stale", lambda whole, frame: whole[:16] + struct.pack("<I", frame.model - 1) + whole[20:]),
        ("malformed", lambda whole, frame: whole[:20] + struct.pack("<I", 2) + whole[24:]),
    ]


def tampering(row, shop):
    options = ["--rate", 400, "--seconds", 1, "--window", 4, "--grace", 1]
    with shop.daemon("--workers", 1) as daemon:
        daemon.start()
        with peer.Peer(daemon.control) as control:  # so that there is a generation before
            daemon.publish(shop.models[1])
            control.order(peer.LOAD, b"digits")
            daemon.publish(shop.models[0])
            control.order(peer.LOAD, b"digits")
        for figure, tamper in tamperings(shop):
            between = Tamperer(daemon.home / figure, daemon.data, tamper)
            found = shop.judged(between, *options)
            between.close()
            row.equal(f"{figure}, of a server that does it once", found[figure], 1)
            row.at_least(f"answers beside {figure}", found["answered"], 200)
        found = shop.judged(daemon, *options, "--drop-every", 50)
        row.equal("lost, of a client that drops an answer", found["lost"], 1)
        found = shop.judged(daemon, *options)
        row.flawless("without any of this", found)
    row.note(**{"broken promises found": len(tamperings(shop)) + 1})
