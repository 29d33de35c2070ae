"""Files that lie, in the ways that brought other readers down: each is refused, none does harm.

Every format has a sound file, which is imported, and the same file with one thing wrong.
"""

import subprocess
import sys

import hostile_archives
import hostile_graphs
import hostile_tensors

SECONDS, MEBIBYTES = 20, 200
# The memory of a program counts what its parent held when it was started, so a small one starts it.
STARTER = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
FORMATS = {
    "safetensors": hostile_tensors.safetensors_cases,
    "gguf": hostile_tensors.gguf_cases,
    "json": hostile_tensors.json_cases,
    "npz": hostile_archives.npz_cases,
    "onnx": hostile_graphs.onnx_cases,
}


def hostile(part, shop):
    folder, peak = shop.home(), 0
    exported = shop.export("int8", "json").read_bytes()
    for ending, cases in FORMATS.items():
        count = 0
        for what, content in cases(exported if ending == "json" else folder):
            path = folder / f"case.{ending}"
            path.write_bytes(content)
            sound = what == "sound"
            peak = max(peak, attempt(part, shop, f"{ending}: {what}", path, 0 if sound else 3))
            count += 1
        part.note(**{ending: count})
    part.note(greatest_memory=f"{peak:.0f} MiB")


def attempt(part, shop, what, path, expected):
    """Imports a file; the memory that it took, in MiB."""
    out = path.with_name("out.mlp")
    out.unlink(missing_ok=True)
    errors = path.with_name("errors")
    # The file's own name says what it is, so that nothing is refused for being unknown.
    with open(errors, "w", encoding="utf-8") as file:
        done = subprocess.run(
            [sys.executable, "-S", "-c", STARTER, "timeout", str(SECONDS), shop.mnistctl, "import",
             path, "--quiet", "--from", path.suffix[1:], "--normalise", "0,1", "--out", out],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=file, text=True, check=True)
    code, kibibytes = map(int, done.stdout.split())
    lines = errors.read_text(encoding="utf-8", errors="replace").splitlines()
    part.equal(f"{what}: exit code", code, expected)
    if expected != 0:
        one = len(lines) == 1 and lines[0].startswith("error: ") and lines[0].isprintable()
        part.check(f"{what}: one line of error", one, lines[:3])
        part.check(f"{what}: nothing is written", not out.exists())
    part.at_most(f"{what}: MiB of memory", kibibytes / 1024, MEBIBYTES)
    return kibibytes / 1024
