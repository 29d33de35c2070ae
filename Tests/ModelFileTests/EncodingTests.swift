import LinearAlgebra
import ModelFile
import NeuralNet
import Testing

@Suite("Encoding")
struct EncodingTests {
  /// What is wrong with a model, and the error that says so.
  static let unfit: [(ModelFileError.Code, @Sendable (inout Model) -> Void)] = [
    (.labelCount, { $0.labels.append("b") }),
    (.labelLength, { $0.labels = [""] }),
    (.labelLength, { $0.labels = [String(repeating: "a", count: 70_000)] }),
    (.forbiddenCharacter, { $0.labels = ["\u{1B}[2J"] }),
    (.inputWidth, { $0.input.rows = 2 }),
    (.inputShape, { $0.input.rows = 1 << 40 }),
    (.notFinite, { $0.network = network(weight: .nan) }),
    (.negativeZero, { $0.network = network(weight: -0.0) }),
    (.lastActivation, { $0.network = network(weight: 1, activation: .relu) }),
    (.sampleShape, { $0.selfTest.samples = [.init(pixels: [], logits: [1])] }),
    (
      .sampleCount,
      { $0.selfTest.samples = Array(repeating: .init(pixels: [0], logits: [1]), count: 65) }
    ),
    (.forbiddenCharacter, { $0.card = "\u{7}" }),
    (.forbiddenCharacter, { $0.metadata["note"] = .text("two\nlines") }),
    (.number, { $0.metadata["ratio"] = .double(.infinity) }),
    (.duplicateSection, { $0.additionalSections = [section("xXXx"), section("xXXx")] }),
    (.unknownCriticalSection, { $0.additionalSections = [section("XXXX")] }),
    (
      .metricRange,
      {
        $0.metrics = Metrics(
          accuracy: 0.5, loss: 1, count: 3, confusion: [[1]], dataSHA256: ContentDigest(of: []))
      }
    ),
  ]

  @Test("a model that does not fit together is refused as its file would be", arguments: unfit)
  func refused(code: ModelFileError.Code, change: @Sendable (inout Model) -> Void) {
    var model = SampleModels.smallest
    change(&model)
    let error = #expect(throws: ModelFileError.self) { try ModelFile.encode(model) }
    #expect(error?.code == code)
  }

  @Test("a negative zero among typed values is written as zero")
  func negativeZero() throws {
    var model = SampleModels.smallest
    model.metadata["ratio"] = .double(-0.0)
    let decoded = try ModelFile.decode(try ModelFile.encode(model))
    guard case .double(let value) = decoded.metadata["ratio"] else {
      Issue.record("the value is lost")
      return
    }
    #expect(value.sign == .plus)
  }

  @Test("the tensors digest depends on the tensors alone")
  func tensorsDigest() {
    var model = SampleModels.everything
    let digest = model.tensorsSHA256
    model.labels = ["x", "y", "z"]
    model.provenance = nil
    model.input = InputLayout(rows: 3, columns: 2)
    #expect(model.tensorsSHA256 == digest)
    var layers = model.network.layers
    layers[1].bias[0] += 1
    model.network = MLP(layers: layers)
    #expect(model.tensorsSHA256 != digest)
  }

  @Test("a network of 64 layers, whose names do not sort by number, comes back")
  func manyLayers() throws {
    let layers = (0..<64).map { index in
      Dense(
        weights: Matrix(rows: 1, columns: 1, elements: [Float(index + 1)]), bias: [Float(index)],
        activation: index < 63 ? .relu : .identity)
    }
    var model = SampleModels.smallest
    model.network = MLP(layers: layers)
    #expect(try ModelFile.decode(try ModelFile.encode(model)) == model)
    model.network = MLP(layers: [layers[0]] + layers)
    let error = #expect(throws: ModelFileError.self) { try ModelFile.encode(model) }
    #expect(error?.code == .layerCount)
  }

  @Test("a checkpoint with two tensors of one name is refused")
  func checkpointNames() {
    var checkpoint = SampleModels.checkpoint
    checkpoint.tensors.append(checkpoint.tensors[0])
    let error = #expect(throws: ModelFileError.self) { try checkpoint.encode() }
    #expect(error?.code == .duplicateName)
  }

  private static func network(weight: Float, activation: Activation = .identity) -> MLP {
    MLP(layers: [
      Dense(
        weights: Matrix(rows: 1, columns: 1, elements: [weight]), bias: [0],
        activation: activation)
    ])
  }

  private static func section(_ type: String) -> Section {
    guard let type = SectionType(letters: Array(type.utf8)) else {
      preconditionFailure("\(type) is not a section type")
    }
    return Section(type: type, bytes: [1])
  }
}
