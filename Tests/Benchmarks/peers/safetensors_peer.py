"""safetensors with NumPy: a model's tensors into a file and back."""

import os

import job
import safetensors
from safetensors.numpy import load_file, save, save_file


def save_synced(tensors, path):
    """As careful as mnistkit: a sibling, its sync, a rename, the folder's sync."""
    sibling = path.with_name(f".{path.name}.partial")
    with open(sibling, "wb") as file:
        file.write(save(tensors))
        file.flush()
        os.fsync(file.fileno())
    os.rename(sibling, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def store(layers, folder, seconds):
    tensors = {}
    for index, (weight, bias) in enumerate(layers):
        tensors[f"layers.{index}.weight"] = weight
        tensors[f"layers.{index}.bias"] = bias
    path = folder / "stored.safetensors"

    def median(call):
        return job.median_microseconds(seconds, call)

    microseconds = {
        "synced": median(lambda: save_synced(tensors, path)),
        "unsynced": median(lambda: save_file(tensors, path)),
        "load": median(lambda: load_file(path)),
    }
    loaded = load_file(path)
    for name, tensor in tensors.items():
        if tensor.tobytes() != loaded[name].tobytes():
            raise SystemExit(f"{name}: the loaded bytes are not the saved ones")
    return {"microseconds": microseconds}


job.run(lambda: safetensors.__version__, store=store)
