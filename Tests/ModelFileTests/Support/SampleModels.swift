import LinearAlgebra
import ModelFile
import NeuralNet

/// The models whose files are the golden files.
enum SampleModels {
  /// The smallest legal model: one input, one class, one layer.
  static let smallest = Model(
    network: MLP(layers: [
      Dense(
        weights: Matrix(rows: 1, columns: 1, elements: [2]), bias: [-0.5], activation: .identity)
    ]),
    input: InputLayout(rows: 1, columns: 1), labels: ["a"])

  /// 784-16-10 with random parameters and a self-test: the usual shape.
  static let digits: Model = {
    let network = random(widths: [784, 16, 10], seed: 7)
    let input = InputLayout(rows: 28, columns: 28)
    return Model(
      network: network, input: input, labels: (0..<10).map { "\($0)" },
      selfTest: selfTest(network, input, count: 2, seed: 8))
  }()

  /// Every section and every key that version 1.0 knows, and one section that it does not.
  static let everything: Model = {
    let network = random(widths: [6, 5, 4, 3], seed: 9)
    let input = InputLayout(
      rows: 2, columns: 3,
      normalisation: PixelNormalisation(mean: 0.25, standardDeviation: 0.5) ?? .unit)
    var metadata = TypedValues()
    metadata["author.note"] = .text("größe ≤ 3")
    metadata["flag"] = .boolean(true)
    metadata["offset"] = .signed(-5)
    metadata["ratios"] = .doubleList([0.5, -1.25])
    metadata["raw"] = .bytes([0, 255])
    return Model(
      network: network, input: input, labels: ["null", "eins", "zwei"],
      selfTest: selfTest(network, input, count: 3, seed: 10), provenance: provenance,
      metrics: Metrics(
        accuracy: 0.75, loss: 0.5, count: 4, confusion: [[1, 0, 0], [1, 1, 0], [0, 0, 1]],
        dataSHA256: digest("test")),
      metadata: metadata, card: "# A model\n\nFor tests only.\n",
      additionalSections: [section("xXXx", [1, 2, 3])])
  }()

  /// The smallest model with every key of provenance that training for accuracy added at first.
  static let augmented: Model = {
    var provenance = SampleModels.provenance
    provenance.settings?.averageDecay = 0.999
    provenance.settings?.distillation = .init(
      teacher: digest("teacher"), weight: 0.9, temperature: 2)
    var augmentation = RecordedSettings.Augmentation()
    augmentation.rotation = 12
    augmentation.scale = 0.125
    augmentation.shear = 0.25
    augmentation.shift = 1.5
    augmentation.elasticity = 0.75
    augmentation.penWidth = 0.5
    augmentation.cutOut = 6
    provenance.settings?.augmentation = augmentation
    var model = smallest
    model.provenance = provenance
    return model
  }()

  /// The same with amounts that fell in the course of training.
  static let annealed: Model = {
    var model = augmented
    model.provenance?.settings?.augmentation?.floor = 0.5
    return model
  }()

  /// A provenance with every key of version 1.0.
  static let provenance: Provenance = {
    var settings = RecordedSettings(
      seed: .max, hidden: [5, 4], classes: 3, epochs: 10, batch: 128,
      optimizer: .init(
        name: "sgd", momentum: 0.9, nesterov: true, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      learningRate: 1e-3,
      schedule: .init(
        name: "cosine", warmupEpochs: 100, stepEpochs: 5, factor: 0.5, floor: 1e-5),
      selfTestSamples: 3)
    settings.weightDecay = 1e-4
    settings.labelSmoothing = 0.1
    settings.gradientClip = 5
    settings.validation = 0.1
    settings.patience = 3
    settings.mean = 0.25
    settings.standardDeviation = 0.5
    var additional = TypedValues()
    additional["later.key"] = .unsignedList([1, 2])
    return Provenance(
      generator: "mnistkit 0.1.0",
      data: TrainingData(
        training: files("train", 60_000), test: files("t10k", 10_000),
        synthesis: .init(seed: 1, trainingCount: 60_000, testCount: 10_000)),
      settings: settings,
      results: .init(
        epochsRun: 2, bestEpoch: 1, losses: [0.5, 0.25], accuracies: [0.75, 0.875],
        validationLosses: [0.5, 0.625], validationAccuracies: [0.75, 0.5]),
      derivedFrom: digest("parent"), additional: additional)
  }()

  /// A small checkpoint with a value of every type.
  static let checkpoint: Checkpoint = {
    var values = TypedValues()
    values["epoch"] = .unsigned(3)
    values["best.loss"] = .double(0.125)
    values["losses"] = .doubleList([0.5, 0.25])
    values["optimizer"] = .text("adam")
    return Checkpoint(
      values: values,
      tensors: [
        .init(name: "mean.0", matrix: Matrix(rows: 2, columns: 2, elements: [1, -0.0, 3, 4])),
        .init(name: "weights.0", matrix: Matrix(rows: 1, columns: 3, elements: [5, 6, 7])),
      ])
  }()

  private static func files(_ name: String, _ count: Int) -> TrainingData.Files {
    .init(
      images: .init(sha256: digest("\(name) images"), count: count),
      labels: .init(sha256: digest("\(name) labels"), count: count))
  }

  private static func digest(_ text: String) -> ContentDigest {
    ContentDigest(of: Array(text.utf8))
  }

  private static func section(_ type: String, _ bytes: [UInt8]) -> Section {
    guard let type = SectionType(letters: Array(type.utf8)) else {
      preconditionFailure("\(type) is not a section type")
    }
    return Section(type: type, bytes: bytes)
  }

  /// Parameters in -0.5..<0.5, multiples of 2^-24, never a negative zero.
  private static func random(widths: [Int], seed: UInt64) -> MLP {
    let generator = Philox(seed: seed)
    var index: UInt64 = 0
    let next = { () -> Float in
      index += 1
      return Philox.unit(generator.words(stream: .initialisation, index: index)[0]) - 0.5
    }
    let count = widths.count - 1
    return MLP(
      layers: zip(widths, widths.dropFirst()).enumerated().map { layer, widths in
        let (inputs, outputs) = widths
        let weights = (0..<outputs * inputs).map { _ in next() }
        return Dense(
          weights: Matrix(rows: outputs, columns: inputs, elements: weights),
          bias: (0..<outputs).map { _ in next() },
          activation: layer + 1 < count ? .relu : .identity)
      })
  }

  private static func selfTest(
    _ network: MLP, _ input: InputLayout, count: Int, seed: UInt64
  ) -> SelfTest {
    let generator = Philox(seed: seed)
    return SelfTest(
      samples: (0..<count).map { sample in
        let pixels = (0..<input.pixels).map { pixel in
          let words = generator.words(
            stream: .synthesis, epoch: UInt32(sample), index: UInt64(pixel))
          return words[0] % 5 == 0 ? UInt8(truncatingIfNeeded: words[1]) : 0
        }
        return SelfTest.Sample(
          pixels: pixels, logits: ScalarForward.logits(network, input, pixels: pixels))
      })
  }
}
