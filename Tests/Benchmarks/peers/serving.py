"""What the servers in Python share: the command line.

    SERVER versions              what it is made of; fails where that is missing
    SERVER prepare MODEL OUT     a model file as ONNX, which is what they load when they start
    SERVER serve ONNX SOCKET     serves until it is killed
"""

import json
import pathlib
import sys

import onnx_session
import onnxruntime


def prepare(model, out):
    # Not at the top: a server does not need them, and they would double the time of its start.
    import job
    import onnx_graph

    out.write_bytes(onnx_graph.graph(job.read_model(model)))


def run(versions, serve):
    """Runs `serve(classify, socket)`, or another verb."""
    verb, *words = sys.argv[1:]
    if verb == "versions":
        print(json.dumps({"versions": f"{versions}, ONNX Runtime {onnxruntime.__version__}"}))
    elif verb == "prepare":
        prepare(words[0], pathlib.Path(words[1]))
        print(json.dumps({"prepared": words[1]}))
    elif verb == "serve":
        serve(onnx_session.classifier(words[0]), words[1])
    else:
        raise SystemExit(f"unknown verb {verb}")
