"""The C header under two compilers, two languages, sanitizers and on another processor."""

import os
import re
import shutil
import subprocess

import numpy

from workshop import HERE, clang

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
LANGUAGES = {"C99": ["-x", "c", "-std=c99"], "C++11": ["-x", "c++", "-std=c++11"]}
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"]
PLAIN = ["-Dmnistkit_FMA(a,b,c)=((a)*(b)+(c))", "-Dmnistkit_TOLERANCE=1e-3f", "-ffp-contract=off"]
TABLES = re.compile(r"mnistkit_(weights|bias|scale)_\d+|mnistkit_inputs")
# What a frame holds beside the buffers: saved registers, locals, alignment.
FRAME = 512


def compilers():
    return {"gcc": "gcc", "clang": clang()}


class Bench:
    """Compiles a header and runs what comes of it."""

    def __init__(self, part, shop, header, name="mnistkit"):
        self.part, self.shop, self.header, self.name = part, shop, header, name
        self.folder = shop.home()

    def definitions(self, header=None):
        return [f'-DMODEL_HEADER="{header or self.header}"', f"-DMODEL={self.name}",
                f"-D{self.name}_SELF_TEST"]

    def compile(self, what, compiler, *options, header=None, source=HERE / "header_main.c"):
        """The program, or None where there was a warning or an error."""
        program = self.folder / what.replace(" ", "-").replace("+", "p")
        done = subprocess.run(
            [compiler, *options, *self.definitions(header), source, "-o", program],
            capture_output=True, text=True, check=False)
        # What the linker says of the sanitizers' own library is not about the header.
        said = [line for line in done.stderr.splitlines() if "__asan_" not in line]
        silent = done.returncode == 0 and not said
        self.part.check(f"{what}: compiles silently", silent, "; ".join(said)[-600:])
        return program if done.returncode == 0 else None

    def classify(self, what, program, *runner):
        """Logits and labels of all images."""
        out = self.folder / "out"
        done = subprocess.run(
            [*runner, program, self.shop.pixels_path, out], capture_output=True, text=True,
            check=False)
        self.part.check(
            f"{what}: runs", done.returncode == 0, f"{done.returncode}: {done.stderr[-600:]}")
        rows = numpy.fromfile(out, dtype=numpy.int32).reshape(-1, self.shop.classes + 1)
        return numpy.ascontiguousarray(rows[:, :-1]).view(numpy.float32), rows[:, -1]

    def agrees(self, what, program, expected, *runner):
        if program is None:
            return
        logits, labels = self.classify(what, program, *runner)
        self.part.same(f"{what}: logits", logits, expected)
        self.part.labels(f"{what}: classes", labels, expected.argmax(axis=1))

    def self_test(self, what, program, expected):
        if program is not None:
            found = subprocess.run([program], check=False).returncode
            self.part.equal(f"{what}: self-test", found, expected)


def headers(part, shop):
    """All that a header promises, for both number formats."""
    for kind in ("float32", "int8"):
        bench = Bench(part, shop, shop.export(kind, "c"))
        expected = shop.logits[kind]
        languages(bench, kind, expected)
        precision(bench, kind, expected)
        other_processor(bench, kind, expected)
        damaged(bench, kind)
        objects(bench, kind)
    plain_sums(part, shop)
    together(part, shop)


def languages(bench, kind, expected):
    for compiler, path in compilers().items():
        for language, options in LANGUAGES.items():
            what = f"{kind} {compiler} {language}"
            program = bench.compile(what, path, *options, *WARNINGS, "-O2")
            bench.agrees(what, program, expected)
            bench.self_test(what, program, 0)
        what = f"{kind} {compiler} sanitized"
        program = bench.compile(what, path, *LANGUAGES["C99"], *WARNINGS, *SANITIZERS)
        bench.agrees(what, program, expected)
        bench.self_test(what, program, 0)


def precision(bench, kind, expected):
    """The instruction for fused steps; GNU C's contraction; registers of 80 bits."""
    variants = {"native": ["-x", "c", "-std=gnu17", "-O3", "-march=native"]}
    if os.uname().machine == "x86_64" and kind == "int8":
        variants["x87"] = [*LANGUAGES["C99"], "-O2", "-mfpmath=387"]
        variants["x87 fast"] = ["-x", "c", "-std=gnu99", "-O2", "-mfpmath=387"]
    for variant, options in variants.items():
        what = f"{kind} gcc {variant}"
        bench.agrees(what, bench.compile(what, "gcc", *options, *WARNINGS), expected)


def other_processor(bench, kind, expected):
    """On arm64, whose compiler fuses by itself, where the tools for it are."""
    compiler, runner = shutil.which("aarch64-linux-gnu-gcc"), shutil.which("qemu-aarch64")
    if not compiler or not runner or os.uname().machine == "aarch64":
        return
    what = f"{kind} arm64"
    options = ["-x", "c", "-std=gnu17", "-O2", "-static", *WARNINGS]
    bench.agrees(what, bench.compile(what, compiler, *options), expected, runner)
    bench.part.note(**{f"{kind}_on_arm64": "same bits"})


def damaged(bench, kind):
    """A header with one number of its last bias changed fails its self-test."""
    text = bench.header.read_text()
    last = max(re.findall(r"mnistkit_bias_\d+\[\d+\] = \{\n +", text), key=lambda m: text.index(m))
    start = text.index(last) + len(last)
    end = text.index(",", start)
    other = "77777" if kind == "int8" else "7.5f"
    path = bench.folder / "damaged.h"
    path.write_text(text[:start] + other + text[end:])
    what = f"{kind} damaged"
    program = bench.compile(what, "gcc", *LANGUAGES["C99"], *WARNINGS, "-O2", header=path)
    bench.self_test(what, program, 1)


def objects(bench, kind):
    """What a program that only classifies takes: symbols, sections, stack."""
    part, shop = bench.part, bench.shop
    source = bench.folder / "only.c"
    source.write_text(
        f'#include "{bench.header}"\nint classify(const uint8_t *, float *);\n'
        "int classify(const uint8_t *p, float *l) { return mnistkit_classify(p, l); }\n")
    sizes = shop.inspect(kind)["cHeader"]
    for compiler, path in compilers().items():
        for optimisation in ("-Os", "-O2"):
            what, result = f"{kind} {compiler} {optimisation} alone", bench.folder / "only.o"
            options = [*LANGUAGES["C99"], *WARNINGS, optimisation, "-ffreestanding"]
            if compiler == "gcc":
                options.append("-fstack-usage")
                if os.uname().machine == "x86_64":
                    options.append("-mno-red-zone")  # which is stack too, and not counted
            subprocess.run([path, *options, "-c", source, "-o", result], check=True)
            undefined = output("nm", "-u", result).split()
            part.equal(f"{what}: symbols of others", undefined, [])
            symbols = [line.split() for line in output("nm", "-S", result).splitlines()]
            tables = sum(int(row[1], 16) for row in symbols if TABLES.fullmatch(row[-1]))
            part.equal(f"{what}: bytes of tables", tables, sizes["flashBytes"])
            sections = dict(re.findall(r"^(\.\S+)\s+(\d+)", output("size", "-A", result), re.M))
            written = int(sections.get(".data", 0)) + int(sections.get(".bss", 0))
            part.equal(f"{what}: bytes that are written", written, 0)
            constant = sum(int(n) for s, n in sections.items() if s.startswith(".rodata"))
            part.check(
                f"{what}: constant sections hold the tables alone",
                0 <= constant - tables <= 64 * (len(symbols) + 1), f"{constant}, tables {tables}")
        if compiler == "gcc":
            usage = (bench.folder / "only.su").read_text().splitlines()
            stack = sum(int(line.split("\t")[1]) for line in usage)
            least = sizes["stackBytes"]
            part.check(
                f"{kind}: bytes of the stack", least <= stack <= least + FRAME,
                f"predicted {least}, found {stack}")
    part.note(**{f"{kind}_flash": sizes["flashBytes"], f"{kind}_stack": sizes["stackBytes"]})


def plain_sums(part, shop):
    """Without fused steps and without contraction the logits are those of plain products and sums."""
    bench = Bench(part, shop, shop.export("float32", "c"))
    expected = shop.references["float32"].plain_logits(shop.pixels)
    for compiler, path in compilers().items():
        what = f"float32 {compiler} plain"
        program = bench.compile(what, path, *LANGUAGES["C99"], *WARNINGS, "-O2", *PLAIN)
        bench.agrees(what, program, expected)
        bench.self_test(what, program, 0)
    difference = abs(expected - shop.logits["float32"]).max()
    part.note(plain_differs_by=f"{difference:.1e}")


def together(part, shop):
    """One header in two files of a program, and two models in one file."""
    folder = shop.home()
    paths = {kind: shop.export(kind, "c", "--name", f"model_{kind}") for kind in shop.models}
    both = "".join(f'#include "{path}"\n' for path in paths.values())
    calls = " + ".join(f"model_{kind}_classify(pixels, logits)" for kind in paths)
    for name, linkage in (("first", "int first"), ("second", "int second")):
        (folder / f"{name}.c").write_text(
            f"{both}{linkage}(const uint8_t *, float *);\n"
            f"{linkage}(const uint8_t *pixels, float *logits) {{ return {calls}; }}\n")
    (folder / "main.c").write_text(
        "#include <stdint.h>\n"
        "int first(const uint8_t *, float *);\nint second(const uint8_t *, float *);\n"
        "int main(void) {\n"
        f"  static uint8_t pixels[{shop.pixels.shape[1]}];\n"
        f"  float logits[{shop.classes}];\n"
        "  return first(pixels, logits) != second(pixels, logits);\n}\n")
    sources = [folder / f"{name}.c" for name in ("first", "second", "main")]
    for compiler, path in compilers().items():
        for language, options in LANGUAGES.items():
            what = f"two files, two models, {compiler} {language}"
            program = folder / "program"
            done = subprocess.run(
                [path, *options, *WARNINGS, *sources, "-o", program], capture_output=True,
                text=True, check=False)
            if part.check(f"{what}: compiles", done.returncode == 0, done.stderr[-600:]):
                part.equal(f"{what}: runs", subprocess.run([program], check=False).returncode, 0)


def output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
