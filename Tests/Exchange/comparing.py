"""mnistctl compare: the model file beside what other software makes of its exports."""

import json
import os
import sys


def comparing(part, shop):
    # The tool starts ONNX Runtime through python3, which is to be the one with the packages.
    environment = {**os.environ, "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"}

    def compared(a, b, *options):
        done = shop.run(
            "compare", a, b, "--data", shop.data, "--json", *options, env=environment)
        report = json.loads(done.stdout) if done.returncode in (0, 1) else {}
        return done.returncode, report, done.stderr.strip()

    for kind, model in shop.models.items():
        for target in ("onnx", "c"):
            what = f"{kind} with its {target}"
            code, report, errors = compared(model, shop.export(kind, target))
            if not part.check(f"{what}: compared", code in (0, 1), f"{code}: {errors}"):
                continue
            part.equal(f"{what}: images", report["images"], len(shop.labels))
            part.equal(f"{what}: exit code", code, 0 if report["differing"] == 0 else 1)
            part.equal(
                f"{what}: agreement", report["agreement"],
                1 - report["differing"] / report["images"])
            difference = report["maximumLogitDifference"]
            if target == "c":
                part.equal(f"{what}: greatest difference of logits", difference, 0)
            if kind == "float32":
                part.equal(f"{what}: images that differ", report["differing"], 0)
            part.note(**{f"{kind}_{target}_differs_by": f"{difference:.1e}"})
        # Neither side is a model file.
        exports = shop.export(kind, "onnx"), shop.export(kind, "c")
        code, report, errors = compared(*exports)
        if part.check(f"{kind}: onnx with c", code in (0, 1), f"{code}: {errors}"):
            part.equal(f"{kind}: onnx with c: images", report["images"], len(shop.labels))
            if kind == "int8":
                difference = report["maximumLogitDifference"]
                part.equal(f"{kind}: onnx with c: greatest difference", difference, 0)
    other = shop.work / "other.h"
    other.write_text(
        shop.export("float32", "c").read_text().replace("_PIXELS 784", "_PIXELS 783"))
    code, _, errors = compared(other, other)
    part.check(
        "a header for other images is refused",
        code == 3 and "expected images of 783 pixels, found 784" in errors, f"{code}: {errors}")
    across(part, shop, compared)
    quantised(part, shop)


LARGEST_LOSS = 0.0005  # of accuracy, by 8 bits


def quantised(part, shop):
    """What 8 bits cost on the test images, by the tool's report and by the labels."""
    report = json.loads(shop.tool(
        "quantize", shop.models["float32"], "--to", "int8", "--data", shop.data, "--dry-run",
        "--json"))
    before, after = (
        (shop.logits[kind].argmax(axis=1) == shop.labels).mean() for kind in ("float32", "int8"))
    part.equal("quantize: accuracy before", report["before"]["accuracy"], before)
    part.equal("quantize: accuracy after", report["after"]["accuracy"], after)
    if shop.is_mnist:
        part.at_most("quantize: loss of accuracy", round(before - after, 6), LARGEST_LOSS)
    part.note(accuracy_before=f"{before:.4f}", after=f"{after:.4f}")


def across(part, shop, compared):
    """The two number formats differ, and the report says where."""
    a, b = shop.models["float32"], shop.models["int8"]
    labels = [shop.logits[kind].argmax(axis=1) for kind in ("float32", "int8")]
    different = (labels[0] != labels[1]).nonzero()[0]
    code, report, errors = compared(a, b)
    if not part.check("float32 with int8: compared", code in (0, 1), f"{code}: {errors}"):
        return
    part.equal("float32 with int8: differing", report["differing"], len(different))
    part.equal("float32 with int8: exit code", code, 1 if len(different) else 0)
    first = [
        {"image": int(i), "a": int(labels[0][i]), "b": int(labels[1][i])} for i in different]
    found = report["firstDifferences"]
    part.equal("float32 with int8: first differences", found, first[:len(found)])
    part.check("float32 with int8: some differences are told", bool(found) == bool(first))
    difference = abs(shop.logits["float32"] - shop.logits["int8"]).max()
    part.check(
        "float32 with int8: greatest difference of logits",
        abs(report["maximumLogitDifference"] - difference) <= 1e-6 * difference,
        f"expected {difference}, found {report['maximumLogitDifference']}")
    part.note(float32_and_int8_differ_on=len(different))
    code, _, _ = compared(a, a, "--tolerance", "0")
    part.equal("a model with itself: exit code", code, 0)
