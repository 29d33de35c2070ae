"""ONNX Runtime in process, on a graph that its own tool has brought to 8-bit integers."""

import pathlib
import sys
import tempfile

import job
import onnx
import onnx_graph
import onnx_session
import onnxruntime
from onnxruntime import quantization
from onnxruntime.quantization import shape_inference

CALIBRATION, PIECE = 10_000, 1_000


def versions():
    return f"{onnxruntime.__version__}, onnx {onnx.__version__}"


class Images(quantization.CalibrationDataReader):
    """The first training images, which our side is calibrated with too."""

    def __init__(self, data):
        pixels, _ = job.load(data, "train")
        starts = range(0, CALIBRATION, PIECE)
        self.pieces = iter([{"pixels": pixels[start : start + PIECE]} for start in starts])

    def get_next(self):
        return next(self.pieces, None)


def quantised(layers, data):
    """Static quantisation with a scale for each output, in the form that runs fastest."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "float.onnx").write_bytes(onnx_graph.graph(layers))
        shape_inference.quant_pre_process(folder / "float.onnx", folder / "ready.onnx")
        quantization.quantize_static(
            folder / "ready.onnx", folder / "int8.onnx", Images(data), per_channel=True,
            quant_format=quantization.QuantFormat.QOperator,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8)
        return (folder / "int8.onnx").read_bytes()


def infer(layers):
    return onnx_session.classifier(quantised(layers, pathlib.Path(sys.argv[2])))


if __name__ == "__main__":
    job.run(versions, infer=infer)
