"""ONNX Runtime in process."""

import job
import onnx
import onnx_graph
import onnx_session
import onnxruntime


def versions():
    return f"{onnxruntime.__version__}, onnx {onnx.__version__}"


def infer(layers):
    return onnx_session.classifier(onnx_graph.graph(layers))


job.run(versions, infer=infer)
