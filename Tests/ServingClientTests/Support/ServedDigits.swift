import LinearAlgebra
import ModelFile
import NeuralNet
import Posix
import SystemPackage

/// A directory with the model `digits`, for servers that are started and ended in it; it goes with
/// the object.
final class ServedDigits: Sendable {
  // A class because several servers, one after the other, share it.

  private let root: TemporaryDirectory
  let models: FilePath
  let socket: FilePath
  let controlSocket: FilePath
  /// What every server of this directory computes.
  let classifier: Classifier

  /// The bytes of an image.
  static let inputs = 144
  static let classes = 10

  init() throws {
    root = try TemporaryDirectory(named: "mnistkit.c")
    models = root.path.appending("models")
    socket = root.path.appending("d")
    controlSocket = root.path.appending("c")
    try Directory.create(models)
    let network = HeInitialisation.network(widths: [Self.inputs, 24, Self.classes], seed: 1)
    classifier = Classifier(network: network)
    try put(network, "digits.mlp")
  }

  /// The path of a file of this directory.
  func path(_ name: String) -> FilePath { root.path.appending(name) }

  /// Publishes other weights under a name.
  func put(_ network: MLP, _ name: String) throws {
    let pixels = [UInt8](repeating: 200, count: Self.inputs)
    let logits = Classifier(network: network, kernels: .scalar).logits(pixels.span, count: 1)
    let model = Model(
      network: network, input: InputLayout(rows: 12, columns: 12),
      labels: (0..<Self.classes).map { "digit \($0)" },
      selfTest: SelfTest(samples: [SelfTest.Sample(pixels: pixels, logits: logits)]))
    let bytes = try ModelFile.encode(model)
    try AtomicFile.replace(models.appending(name), with: bytes, syncing: false)
  }

  /// Publishes bytes that are no model.
  func putGarbage(_ name: String) throws {
    try AtomicFile.replace(models.appending(name), with: [1, 2, 3], syncing: false)
  }

  /// Pixels of images that look like digits to nobody, the same for the same seed.
  static func pixels(_ images: Int, seed: UInt64 = 3) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<(images * inputs)).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let byte = UInt8(truncatingIfNeeded: state >> 56)
      return byte < 128 ? 0 : byte
    }
  }
}
