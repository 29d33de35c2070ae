internal import Posix
internal import Subprocess
internal import SystemPackage

extension ProgramContestant {
  /// A graph in ONNX, run by ONNX Runtime through Python.
  ///
  /// - Parameter folder: a folder for what goes in and comes out.
  init(onnx path: FilePath, folder: FilePath) throws(WorkflowError) {
    do {
      // ONNX Runtime would say it too, but not in a way that a program can tell from others.
      _ = try FileStatus(of: path)
    } catch {
      throw WorkflowError(error)
    }
    self.init(
      name: path.string, program: .name("python3"),
      arguments: ["-c", Self.script, path.string], folder: folder,
      remedy: "install Python's package onnxruntime: 'python3 -m pip install onnxruntime'")
  }

  /// Feeds images in pieces to a graph with one input; takes the output named `logits`, else the
  /// only one, else the first of floating point.
  private static let script = """
    import sys
    try:
        import numpy, onnxruntime
    except ImportError as error:
        print(f"{error}", file=sys.stderr)
        sys.exit(77)
    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
    given = session.get_inputs()
    if len(given) != 1:
        sys.exit(f"expected one input, found {len(given)}")
    outputs = session.get_outputs()
    floats = [each for each in outputs if each.type == "tensor(float)"] or outputs
    chosen = next((each for each in floats if each.name == "logits"), floats[0]).name
    shape = [each for each in given[0].shape[1:]]
    if not shape or not all(isinstance(each, int) for each in shape):
        sys.exit(f"expected an input of a known size, found {given[0].shape}")
    kind = {"tensor(uint8)": "u1", "tensor(float)": "<f4", "tensor(double)": "<f8",
            "tensor(int64)": "<i8"}.get(given[0].type)
    if kind is None:
        sys.exit(f"expected an input of bytes or numbers, found {given[0].type}")
    if numpy.prod(shape) != int(sys.argv[2]):
        sys.exit(f"expected images of {numpy.prod(shape)} pixels, found {sys.argv[2]}")
    pixels = numpy.frombuffer(sys.stdin.buffer.read(), dtype=numpy.uint8).reshape(-1, *shape)
    # A graph may be made for so many images and no others.
    batch = given[0].shape[0] if isinstance(given[0].shape[0], int) else 1024
    for start in range(0, len(pixels), batch):
        piece = pixels[start : start + batch].astype(kind)
        missing = batch - len(piece) if given[0].shape[0] == batch else 0
        padded = numpy.concatenate([piece, numpy.zeros((missing, *shape), piece.dtype)])
        logits = session.run([chosen], {given[0].name: padded})[0][: len(piece)]
        sys.stdout.buffer.write(numpy.ascontiguousarray(logits, dtype="<f4").tobytes())
    """
}
