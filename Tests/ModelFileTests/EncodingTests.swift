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
    (
      .scaleRange,
      {
        $0.input.normalisation = PixelNormalisation(mean: 0, standardDeviation: 3e38) ?? .unit
        $0.network = quantised(inputScale: 0x1p-126)
      }
    ),
    (.scaleRange, { $0.network = quantised(inputScale: 0.5) }),
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
  func tensorsDigest() throws {
    var model = SampleModels.everything
    let digest = model.tensorsSHA256
    model.labels = ["x", "y", "z"]
    model.provenance = nil
    model.input = InputLayout(rows: 3, columns: 2)
    #expect(model.tensorsSHA256 == digest)
    var layers = try #require(model.network.float32).layers
    layers[1].bias[0] += 1
    model.network = .float32(MLP(layers: layers))
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
    model.network = .float32(MLP(layers: layers))
    #expect(try ModelFile.decode(try ModelFile.encode(model)) == model)
    model.network = .float32(MLP(layers: [layers[0]] + layers))
    let error = #expect(throws: ModelFileError.self) { try ModelFile.encode(model) }
    #expect(error?.code == .layerCount)
  }

  @Test("a quantised network of 64 layers has as many tensors as a file may, and comes back")
  func manyQuantisedLayers() throws {
    let layers = (0..<64).map { index -> QuantisedDense in
      let inputScale = index == 0 ? PixelNormalisation.unit.pixelScale : 0.5
      return QuantisedDense(
        inputs: 1, outputs: 1, weights: [Int8(index + 1)], bias: [Int32(index)],
        scales: [Float(index + 1)], inputScale: inputScale,
        activation: index < 63 ? .relu : .identity)
    }
    var model = SampleModels.smallest
    model.network = .int8(QuantisedMLP(layers: layers))
    #expect(model.tensors.count == 255)
    #expect(try ModelFile.decode(try ModelFile.encode(model)) == model)
  }

  @Test("the values of quantised tensors are their integers")
  func quantisedTensors() throws {
    let network = try #require(SampleModels.quantised.network.int8)
    let tensors = SampleModels.quantised.tensors
    let names = tensors.map(\.name)
    #expect(names.count == 4 * network.layers.count - 1 && Set(names).count == names.count)
    for (index, layer) in network.layers.enumerated() {
      let values = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values) })
      #expect(values["layers.\(index).weight"] == layer.weights.map(Float.init))
      #expect(values["layers.\(index).bias"] == layer.bias.map(Float.init))
      #expect(values["layers.\(index).scale"] == layer.scales)
      #expect(
        values["layers.\(index).scale_input"] == (index == 0 ? nil : [layer.inputScale]))
    }
  }

  @Test("a checkpoint with two tensors of one name is refused")
  func checkpointNames() {
    var checkpoint = SampleModels.checkpoint
    checkpoint.tensors.append(checkpoint.tensors[0])
    let error = #expect(throws: ModelFileError.self) { try checkpoint.encode() }
    #expect(error?.code == .duplicateName)
  }

  private static func network(weight: Float, activation: Activation = .identity) -> Network {
    .float32(
      MLP(layers: [
        Dense(
          weights: Matrix(rows: 1, columns: 1, elements: [weight]), bias: [0],
          activation: activation)
      ]))
  }

  /// One pixel, one class, as ``SampleModels/smallest``.
  private static func quantised(
    scale: Float = 1, inputScale: Float = PixelNormalisation.unit.pixelScale
  ) -> Network {
    .int8(
      QuantisedMLP(layers: [
        QuantisedDense(
          inputs: 1, outputs: 1, weights: [2], bias: [-1], scales: [scale],
          inputScale: inputScale, activation: .identity)
      ]))
  }

  private static func section(_ type: String) -> Section {
    guard let type = SectionType(letters: Array(type.utf8)) else {
      preconditionFailure("\(type) is not a section type")
    }
    return Section(type: type, bytes: [1])
  }
}
