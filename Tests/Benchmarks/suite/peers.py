"""The peers: what they are called, how they are started, which of them are here."""

import json
import pathlib
import subprocess
from dataclasses import dataclass

from .process import environment

# What the core can do at most, which our own program measures beside its kernels.
PEAK = "peak"
# What our own daemon does in another way.
OWN = ("own-socket", "one-worker", "undisturbed")
FOLDER = pathlib.Path(__file__).parents[1] / "peers"


@dataclass(frozen=True)
class Peer:
    """One peer; `program` is a file of the folder `peers`, or one that was built from it."""

    key: str
    name: str
    program: str

    def command(self, bench):
        if self.program.endswith(".py"):
            return [bench.python, FOLDER / self.program]
        return [bench.built / self.program]


ALL = {
    peer.key: peer
    for peer in (
        Peer("numpy", "NumPy", "numpy_peer.py"),
        Peer("torch-hand", "PyTorch by hand", "torch_hand_peer.py"),
        Peer("torch-user", "PyTorch, usual", "torch_user_peer.py"),
        Peer("sklearn", "scikit-learn", "sklearn_peer.py"),
        Peer("openblas", "C, Debian OpenBLAS", "openblas_peer"),
        Peer("openblas-pypi", "C, PyPI OpenBLAS", "openblas_pypi_peer"),
        Peer("onnxruntime", "ONNX Runtime", "onnxruntime_peer.py"),
        Peer("onnxruntime-int8", "ONNX Runtime, int8", "onnxruntime_int8_peer.py"),
        Peer("safetensors", "safetensors", "safetensors_peer.py"),
        Peer("python", "Python gzip, NumPy", "numpy_peer.py"),
        Peer("echo", "C, blocking echo", "echo"),
        Peer("socketserver", "socketserver, ONNX", "socketserver_peer.py"),
        Peer("fastapi", "FastAPI, ONNX", "fastapi_peer.py"),
        Peer("own-socket", "mnistd, pixels in the frame", ""),
        Peer("one-worker", "mnistd, one worker", ""),
        Peer("undisturbed", "mnistd, one client", ""),
        Peer(PEAK, "the core's peak", ""),
    )
}


def versions(bench, keys):
    """What each peer says it is made of; a peer that cannot say it is not here."""
    found = {}
    for key in keys:
        if not ALL[key].program:
            found[key] = "measured beside ours"
            continue
        command = [str(word) for word in [*ALL[key].command(bench), "versions"]]
        try:
            process = subprocess.run(
                command, capture_output=True, text=True, env=environment(1), check=False
            )
        except FileNotFoundError:
            continue
        if process.returncode == 0:
            found[key] = json.loads(process.stdout)["versions"]
    return found
