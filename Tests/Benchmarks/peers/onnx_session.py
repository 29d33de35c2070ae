"""ONNX Runtime over a graph from pixels to labels."""

import job
import onnxruntime


def classifier(graph):
    """The function from pixels [count, inputs] to labels [count]; `graph` is bytes or a path."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = job.threads()
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def labels(pixels):
        return session.run(None, {"pixels": pixels})[0]

    return labels
