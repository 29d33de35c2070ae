internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet

/// What distinguishes two models, part by part.
public struct ModelDifference: Sendable, Hashable {
  /// One property that differs.
  public struct Entry: Sendable, Hashable {
    /// What differs, for example `tensor layers.0.weight` or `provenance seed`.
    public let what: String
    /// Its value in the first model.
    public let first: String
    /// Its value in the second model.
    public let second: String
  }

  /// How two tensors of one shape differ.
  public struct TensorEntry: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// The number of its elements.
    public let count: Int
    /// The number of elements whose bits differ.
    public let differing: Int
    /// The largest absolute difference.
    public let largest: Float
    /// The index, in row-major order, of the first element that differs.
    public let firstIndex: Int
  }

  /// Whether the two files have the same bytes.
  public let sameFile: Bool
  /// Whether the tensors have the same names, shapes and bits.
  public let sameTensors: Bool
  /// The properties that differ.
  public let entries: [Entry]
  /// The tensors of equal shape that differ.
  public let tensors: [TensorEntry]

  /// Compares two stored models.
  public init(_ a: StoredModel, _ b: StoredModel) {
    sameFile = a.file.fileDigest == b.file.fileDigest
    sameTensors = a.file.tensorsDigest == b.file.tensorsDigest
    let left = a.model
    let right = b.model
    var entries: [Entry] = []
    func compare(_ what: String, _ first: String, _ second: String) {
      if first != second { entries.append(Entry(what: what, first: first, second: second)) }
    }
    compare(
      "layers", left.network.widths.map(String.init).joined(separator: "-"),
      right.network.widths.map(String.init).joined(separator: "-"))
    compare(
      "number format", left.network.int8 == nil ? "float32" : "int8",
      right.network.int8 == nil ? "float32" : "int8")
    compare(
      "activations", left.network.activations.map { "\($0)" }.joined(separator: ","),
      right.network.activations.map { "\($0)" }.joined(separator: ","))
    compare(
      "input", "\(left.input.rows)x\(left.input.columns)",
      "\(right.input.rows)x\(right.input.columns)")
    compare(
      "normalisation", ModelDifference.text(left.input), ModelDifference.text(right.input))
    compare(
      "labels", left.labels.joined(separator: ","), right.labels.joined(separator: ","))
    compare(
      "self-test", ModelDifference.text(left.selfTest, comparedTo: nil),
      ModelDifference.text(right.selfTest, comparedTo: left.selfTest))
    compare(
      "accuracy", left.metrics.map { "\($0.accuracy)" } ?? "none",
      right.metrics.map { "\($0.accuracy)" } ?? "none")
    compare(
      "loss", left.metrics.map { "\($0.loss)" } ?? "none",
      right.metrics.map { "\($0.loss)" } ?? "none")
    compare(
      "test data", left.metrics.map { "\($0.dataSHA256)" } ?? "none",
      right.metrics.map { "\($0.dataSHA256)" } ?? "none")
    compare(
      "confusion matrix", ModelDifference.text(left.metrics),
      ModelDifference.text(right.metrics))
    func compare(_ what: String, _ first: TypedValues, _ second: TypedValues) {
      for key in Set(first.keys).union(second.keys).sorted() {
        compare(
          "\(what) \(key)", first[key].map { "\($0)" } ?? "none",
          second[key].map { "\($0)" } ?? "none")
      }
    }
    compare(
      "provenance", left.provenance?.values ?? TypedValues(),
      right.provenance?.values ?? TypedValues())
    compare("metadata", left.metadata, right.metadata)
    compare("model card", left.card, right.card)
    compare(
      "additional sections", ModelDifference.text(left.additionalSections),
      ModelDifference.text(right.additionalSections))
    self.entries = entries
    tensors = ModelDifference.tensors(left, right)
  }

  /// Whether nothing differs.
  public var isEmpty: Bool { sameFile }

  private static func text(_ input: InputLayout) -> String {
    "mean \(input.normalisation.mean), deviation \(input.normalisation.standardDeviation)"
  }

  private static func text(_ test: SelfTest, comparedTo other: SelfTest?) -> String {
    let samples = test.samples.count
    return other != nil && test != other && samples == other?.samples.count
      ? "\(samples) other samples" : "\(samples) samples"
  }

  private static func text(_ metrics: Metrics?) -> String {
    metrics.map { metrics in
      metrics.confusion.map { $0.map(String.init).joined(separator: ",") }.joined(separator: "; ")
    } ?? "none"
  }

  private static func text(_ sections: [Section]) -> String {
    sections.isEmpty
      ? "none"
      : sections.map { "\($0.type) \(ContentDigest(of: $0.bytes))" }.joined(separator: ", ")
  }

  /// The tensors that differ, where all have the same names, types and shapes.
  private static func tensors(_ a: Model, _ b: Model) -> [TensorEntry] {
    let (left, right) = (a.tensors, b.tensors)
    let areAlike =
      left.count == right.count
      && zip(left, right).allSatisfy {
        $0.name == $1.name && $0.type == $1.type && $0.dimensions == $1.dimensions
      }
    guard areAlike else { return [] }
    return zip(left, right).compactMap { entry($0.name, $0.values, $1.values) }
  }

  private static func entry(_ name: String, _ a: [Float], _ b: [Float]) -> TensorEntry? {
    var differing = 0
    var largest: Float = 0
    var first: Int?
    for i in a.indices where a[i].bitPattern != b[i].bitPattern {
      differing += 1
      largest = max(largest, abs(a[i] - b[i]))
      first = first ?? i
    }
    return first.map {
      TensorEntry(
        name: name, count: a.count, differing: differing, largest: largest, firstIndex: $0)
    }
  }
}
