"""ONNX graphs with one thing wrong."""

import math

import numpy
from onnx import TensorProto, helper, numpy_helper

from hostile_tensors import WRAPPING

DEEP = 20_000


def tensor(name, *shape):
    return numpy_helper.from_array(numpy.full(shape, 0.25, numpy.float32), name)


def sound_model():
    nodes = [
        helper.make_node("Gemm", ["x", "w0", "b0"], ["h"], transB=1),
        helper.make_node("Relu", ["h"], ["a"]),
        helper.make_node("Gemm", ["a", "w1", "b1"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 2])],
        [tensor("w0", 3, 4), tensor("b0", 3), tensor("w1", 2, 3), tensor("b1", 2)])
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def changed(change):
    model = sound_model()
    change(model.graph)
    return model.SerializeToString()


def field(number, content):
    """A field of Protocol Buffers that has a length."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def first_weight(change):
    return changed(lambda graph: change(graph.initializer[0]))


def shaped(*shape):
    def change(weight):
        del weight.dims[:]
        weight.dims.extend(shape)
    return first_weight(change)


def external(location):
    def change(weight):
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value=location)
    return first_weight(change)


def nested():
    """Graphs in attributes of nodes, one in the other."""
    content = b""
    for _ in range(DEEP):
        attribute = field(1, b"body") + varint(20 << 3) + varint(5) + field(6, content)
        content = field(1, field(5, attribute))
        if len(content) > 2**22:
            break
    return sound_model().SerializeToString() + field(7, content)


def node(index, **fields):
    def change(graph):
        for name, value in fields.items():
            if isinstance(value, list):
                del getattr(graph.node[index], name)[:]
                getattr(graph.node[index], name).extend(value)
            else:
                setattr(graph.node[index], name, value)
    return changed(change)


def onnx_cases(folder):
    sound = sound_model().SerializeToString()
    yield "sound", sound
    yield "nothing", b""
    for length in (1, 4, len(sound) // 2, len(sound) - 1):
        yield f"{length} bytes", sound[:length]
    yield "a field of 2^63 bytes", sound + varint(7 << 3 | 2) + varint(2**63)
    yield "a number of eleven bytes", sound + varint(1 << 3) + b"\xff" * 10 + b"\x01"
    yield "an end without a start", sound + varint(60 << 3 | 4)
    yield "starts without an end", sound + varint(60 << 3 | 3) * DEEP
    yield "graphs in graphs", nested()
    yield "an element count that wraps", shaped(*WRAPPING)
    yield "a dimension of 0", shaped(0, 4)
    yield "a negative dimension", shaped(-3, -4)
    yield "a dimension of 2^62", shaped(2**62, 4)
    yield "more elements than bytes", shaped(300, 4)
    yield "no dimension", shaped()
    yield "an unknown type", first_weight(lambda weight: setattr(weight, "data_type", 99))
    yield "numbers given twice", first_weight(lambda weight: weight.float_data.extend([1.0] * 12))
    for number in (math.nan, math.inf):
        data = numpy.full((3, 4), number, numpy.float32).tobytes()
        yield f"the number {number}", first_weight(lambda w, data=data: setattr(w, "raw_data", data))
    (folder / "outside").write_bytes(numpy.zeros(12, numpy.float32).tobytes())
    for location in ("outside", "../outside", "/etc/passwd", ""):
        yield f"data in the file {location!r}", external(location)
    yield "the same tensor twice", changed(
        lambda graph: graph.initializer.append(graph.initializer[0]))
    yield "a tensor that nothing defines", node(0, input=["x", "w9", "b0"])
    yield "a node that feeds itself", node(1, input=["a"])
    yield "two nodes that feed each other", node(0, input=["a", "w0", "b0"])
    yield "two nodes with one output", node(1, output=["h"])
    yield "an output that nothing makes", changed(
        lambda graph: setattr(graph.output[0], "name", "z"))
    yield "no nodes", changed(lambda graph: graph.ClearField("node"))
    yield "no output", changed(lambda graph: graph.ClearField("output"))
    yield "two inputs", changed(lambda graph: graph.input.append(
        helper.make_tensor_value_info("x2", TensorProto.FLOAT, ["N", 4])))
    yield "an unknown operation", node(1, op_type="Explode")
    yield "another activation", node(1, op_type="Sigmoid")
    yield "an operation of another domain", node(1, domain="evil")
    yield "a loop", node(1, op_type="Loop")
    for attribute in ("alpha", "beta"):
        yield f"{attribute} of 2", changed(
            lambda graph, a=attribute: graph.node[0].attribute.append(helper.make_attribute(a, 2.0)))
    yield "the same attribute twice", changed(
        lambda graph: graph.node[0].attribute.append(helper.make_attribute("transB", 0)))
    yield "an attribute of another kind", changed(lambda graph: (
        graph.node[0].ClearField("attribute"),
        graph.node[0].attribute.append(helper.make_attribute("transB", "1"))))
    yield "an input of another width", changed(
        lambda graph: setattr(graph.input[0].type.tensor_type.shape.dim[1], "dim_value", 5))
    yield "layers that do not fit", changed(
        lambda graph: graph.initializer[2].CopyFrom(tensor("w1", 2, 5)))
    future = sound_model()
    future.ir_version = 2**62
    yield "a representation of the future", future.SerializeToString()
    future = sound_model()
    future.opset_import[0].version = 2**62
    yield "operations of the future", future.SerializeToString()
