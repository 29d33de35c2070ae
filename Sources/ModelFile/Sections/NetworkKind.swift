/// The kind of network that a file holds; the raw values are those of `formats/model-file.md`,
/// section `ARCH`.
public enum NetworkKind: UInt32, Sendable, Hashable, CaseIterable {
  /// A multi-layer perceptron in 32-bit floating point.
  case perceptron = 1
  /// A multi-layer perceptron in 8-bit integers, from version 1.1 on.
  case quantisedPerceptron = 2

  /// The lowest minor version that a reader must know.
  var readerMinimum: UInt16 { self == .perceptron ? 0 : 1 }

  /// The types that a tensor of such a network may have.
  var elementTypes: [ElementType] { self == .perceptron ? [.float32] : ElementType.allCases }
}
