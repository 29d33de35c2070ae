"""The tool's own answers beside the independent calculation, which the other parts compare with."""

import json

import numpy


def reference(part, shop):
    for kind, expected in shop.logits.items():
        samples = shop.references[kind].model.samples
        pixels = numpy.frombuffer(b"".join(s.pixels for s in samples), numpy.uint8)
        recorded = numpy.array([s.logits for s in samples], dtype=numpy.float32)
        found = shop.references[kind].logits(pixels.reshape(len(samples), -1))
        part.same(f"{kind}: logits of the self-test", found, recorded)
        lines = shop.tool("classify", "--local", shop.models[kind], shop.images_path).splitlines()
        labels = numpy.array([int(line.split()[1]) for line in lines])
        part.labels(f"{kind}: classes", labels, expected.argmax(axis=1))
        evaluation = json.loads(
            shop.tool("evaluate", shop.models[kind], "--data", shop.data, "--json"))
        accuracy = (expected.argmax(axis=1) == shop.labels).mean()
        part.equal(f"{kind}: accuracy", evaluation["accuracy"], accuracy)
        part.note(**{f"{kind}_accuracy": f"{accuracy:.4f}"})
    part.note(images=len(shop.labels))
    exact = shop.references["float32"].exact_logits(shop.pixels)
    difference = abs(exact - shop.logits["float32"]).max()
    part.at_most("float32: beside binary64", difference, 1e-4)
    part.note(float32_beside_binary64=f"{difference:.1e}")
