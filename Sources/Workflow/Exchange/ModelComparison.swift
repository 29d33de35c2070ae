public import LinearAlgebra
internal import MNISTData
internal import ModelFile
internal import NeuralNet
internal import Posix
public import SystemPackage
public import WireProtocol

/// How two models, or exports of them, answer the test images of a data set.
public struct ModelComparison: Sendable {
  /// One side of the comparison.
  public enum Side: Sendable, Hashable {
    /// A model file, run in this process.
    case model(FilePath)
    /// A graph in ONNX, run by ONNX Runtime.
    case onnx(FilePath)
    /// A generated C header, compiled.
    case header(FilePath)
    /// A model that a daemon serves; its default one without a name.
    case daemon(socket: String, model: ModelReference?)
  }

  /// What messages call the two sides.
  public let names: (first: String, second: String)
  /// The number of classes.
  public let classes: Int
  /// How they differ.
  public let result: LogitComparison

  /// Runs both sides on the test images.
  ///
  /// - Throws: ``WorkflowError`` where one side cannot be run, or they do not fit each other.
  public init(
    _ first: Side, _ second: Side, dataset: LoadedDataset, pool: WorkerPool, kernels: KernelSet
  ) throws(WorkflowError) {
    let images = try dataset.requireTest().images
    // Compiled programs stand in it until both sides have answered.
    let folder = try Self.folder()
    let sides = (
      try Self.contestant(first, folder.path.appending("a"), pool, kernels),
      try Self.contestant(second, folder.path.appending("b"), pool, kernels)
    )
    let (pixels, count) = (images.images.pixels, images.count)
    guard count > 0 else {
      throw WorkflowError(.input, code: "noImages", "there are no images", path: dataset.source)
    }
    let logits = (
      try sides.0.logits(pixels, count: count), try sides.1.logits(pixels, count: count)
    )
    _ = consume folder
    names = (sides.0.name, sides.1.name)
    classes = logits.0.count / count
    guard logits.0.count == logits.1.count else {
      throw WorkflowError(
        .input, code: "shape", "the two have different numbers of classes", path: names.second,
        expected: "\(classes) classes as \(names.first) has",
        found: "\(logits.1.count / count)")
    }
    result = LogitComparison(logits.0, logits.1, classes: classes)
  }

  private static func create(_ folder: FilePath) throws(WorkflowError) {
    do {
      try Directory.create(folder)
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func folder() throws(WorkflowError) -> TemporaryDirectory {
    do {
      return try TemporaryDirectory(named: "mnistctl-compare")
    } catch {
      throw WorkflowError(error)
    }
  }

  private static func contestant(
    _ side: Side, _ folder: FilePath, _ pool: WorkerPool, _ kernels: KernelSet
  ) throws(WorkflowError) -> any Contestant {
    switch side {
    case .model(let path):
      return try ModelContestant(try ModelStore.load(path), pool: pool, kernels: kernels)
    case .onnx(let path):
      try create(folder)
      return try ProgramContestant(onnx: path, folder: folder)
    case .header(let path):
      try create(folder)
      return try ProgramContestant(header: path, folder: folder)
    case .daemon(let socket, let model): return DaemonContestant(path: socket, model: model)
    }
  }
}
