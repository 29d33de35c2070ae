"""ONNX: the checker, shape inference, ONNX Runtime and the reference evaluator, from raw pixels."""

import numpy
import onnx
import onnx.reference
import onnxruntime

LOGIT_TOLERANCE = 1e-4
# The newest that ONNX Runtime 1.12, of July 2022, reads.
OLDEST = {"IR": 8, "opset": 17}
BATCHES = (1, 7)


def onnx_files(part, shop):
    for kind in shop.models:
        path = shop.twice(part, kind, "onnx")
        model = onnx.load(path)
        well_formed(part, shop, kind, model)
        session = runtime(path)
        outputs = [output.name for output in session.get_outputs()]
        part.equal(f"{kind}: outputs", outputs, ["logits", "probabilities", "label"])
        images = shop.pixels.reshape(-1, *session.get_inputs()[0].shape[1:])
        found = session.run(None, {"pixels": images})
        if kind == "float32":
            close(part, shop, f"{kind} ONNX Runtime", found)
        else:
            quantised(part, shop, model, found)
        batches(part, kind, session, images, found)
        evaluator = onnx.reference.ReferenceEvaluator(for_evaluator(model))
        evaluated = evaluator.run(None, {"pixels": images})
        part.labels(
            f"{kind} reference evaluator: classes", evaluated[2],
            shop.logits[kind].argmax(axis=1))
        difference = abs(evaluated[0] - shop.logits[kind]).max()
        if kind == "float32":
            part.at_most(f"{kind} reference evaluator: logits", difference, LOGIT_TOLERANCE)
        part.note(**{f"{kind}_evaluator_differs_by": f"{difference:.1e}"})
        shop.returns(part, f"{kind} onnx", path, kind)


def for_evaluator(model):
    """The graph in an operator set that the evaluator has: it lacks quantisation before 19."""
    opset = max(entry.version for entry in model.opset_import)
    return model if opset < 13 else onnx.version_converter.convert_version(model, 19)


def runtime(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def well_formed(part, shop, kind, model):
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    part.check(f"{kind}: checker and strict shape inference", True)
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    part.equal(f"{kind}: operator sets", list(opsets), [""])
    part.at_most(f"{kind}: version of the representation", model.ir_version, OLDEST["IR"])
    part.at_most(f"{kind}: operator set", opsets[""], OLDEST["opset"])
    part.note(**{f"{kind}_IR": model.ir_version, f"{kind}_opset": opsets[""]})
    found = {entry.key: entry.value for entry in model.metadata_props}
    shop.check_metadata(part, kind, found, kind)
    part.check(
        f"{kind}: no paths", not any(t.external_data for t in model.graph.initializer))


def close(part, shop, what, found):
    """The native classes, and logits that differ in their last digits alone."""
    logits, probabilities, labels = found
    expected = shop.logits["float32"]
    part.labels(f"{what}: classes", labels, expected.argmax(axis=1))
    part.labels(f"{what}: greatest logits", logits.argmax(axis=1), expected.argmax(axis=1))
    difference = abs(logits - expected).max()
    part.at_most(f"{what}: logits", difference, LOGIT_TOLERANCE)
    powers = numpy.exp(expected.astype(numpy.float64) - expected.max(axis=1, keepdims=True))
    softmax = powers / powers.sum(axis=1, keepdims=True)
    part.at_most(f"{what}: probabilities", abs(probabilities - softmax).max(), LOGIT_TOLERANCE)
    part.note(float32_differs_by=f"{difference:.1e}")


def quantised(part, shop, model, found):
    """Weights that are bytes in the file, and the accuracy of the native network."""
    types = {t.name: t.data_type for t in model.graph.initializer if t.name.endswith(".weight")}
    part.equal(
        "int8: types of weights", set(types.values()), {onnx.TensorProto.INT8})
    part.equal("int8: number of weights", len(types), shop.references["int8"].layers)
    logits, _, labels = found
    expected = shop.logits["int8"]
    native = expected.argmax(axis=1)
    part.equal(
        "int8: accuracy", (labels == shop.labels).mean(), (native == shop.labels).mean())
    different = (labels != native).nonzero()[0].tolist()
    part.note(
        int8_differs_by=f"{abs(logits - expected).max():.1e}",
        int8_images_that_differ=different or "none")


def batches(part, kind, session, images, found):
    """An image's logits do not depend on its company, but for the order of the sums."""
    for size in BATCHES:
        alone = session.run(None, {"pixels": images[:size]})
        part.equal(f"{kind}: shape of a batch of {size}", alone[0].shape, found[0][:size].shape)
        part.labels(f"{kind}: classes of a batch of {size}", alone[2], found[2][:size])
        part.at_most(
            f"{kind}: logits of a batch of {size}", abs(alone[0] - found[0][:size]).max(),
            LOGIT_TOLERANCE)
