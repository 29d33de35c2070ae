"""A model as a graph of ONNX, float32: bytes go in, labels come out.

The factor 1/255 is part of the first weights, which spares the runtime an operation.
"""

import job
import onnx
from onnx import TensorProto, helper, numpy_helper


def graph(layers):
    nodes = [helper.make_node("Cast", ["pixels"], ["a0"], to=TensorProto.FLOAT)]
    tensors = []
    for index, (weight, bias) in enumerate(layers):
        if index == 0:
            weight = weight * job.SCALE
        tensors += [
            numpy_helper.from_array(weight, f"w{index}"),
            numpy_helper.from_array(bias, f"b{index}"),
        ]
        inputs, name = [f"a{index}", f"w{index}", f"b{index}"], f"a{index + 1}"
        if index + 1 < len(layers):
            nodes.append(helper.make_node("Gemm", inputs, [f"z{index}"]))
            nodes.append(helper.make_node("Relu", [f"z{index}"], [name]))
        else:
            nodes.append(helper.make_node("Gemm", inputs, ["logits"]))
    nodes.append(helper.make_node("ArgMax", ["logits"], ["labels"], axis=1, keepdims=0))
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, [None, len(layers[0][0])])
    labels = helper.make_tensor_value_info("labels", TensorProto.INT64, [None])
    network = helper.make_graph(nodes, "network", [pixels], [labels], tensors)
    # An old operator set and format that every runtime of the last years reads.
    model = helper.make_model(network, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()
