import NeuralNet
import Testing

@testable import Training

@Suite("TrainingSettings")
struct TrainingSettingsTests {
  typealias Change = @Sendable (inout TrainingSettings) -> Void

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let found: String
    let change: Change

    init(_ name: String, _ found: String, _ change: @escaping Change) {
      self.name = name
      self.found = found
      self.change = change
    }

    var testDescription: String { "\(name) \(found)" }
  }

  static let illegal = [
    Case("the number of hidden layers", "0") { $0.hidden = [] },
    Case("the number of hidden layers", "9") { $0.hidden = [Int](repeating: 1, count: 9) },
    Case("hidden width", "0") { $0.hidden = [128, 0] },
    Case("hidden width", "8193") { $0.hidden = [8_193] },
    Case("hidden width", "-1") { $0.hidden = [-1] },
    Case("epochs", "0") { $0.epochs = 0 },
    Case("epochs", "100001") { $0.epochs = 100_001 },
    Case("batch size", "0") { $0.batchSize = 0 },
    Case("batch size", "65537") { $0.batchSize = 65_537 },
    Case("learning rate", "0.0") { $0.learningRate = 0 },
    Case("learning rate", "-0.1") { $0.learningRate = -0.1 },
    Case("learning rate", "nan") { $0.learningRate = .nan },
    Case("learning rate", "inf") { $0.learningRate = .infinity },
    Case("weight decay", "-1.0") { $0.weightDecay = -1 },
    Case("weight decay", "nan") { $0.weightDecay = .nan },
    Case("weight decay", "inf") { $0.weightDecay = .infinity },
    Case("label smoothing", "1.0") { $0.labelSmoothing = 1 },
    Case("label smoothing", "-0.1") { $0.labelSmoothing = -0.1 },
    Case("label smoothing", "nan") { $0.labelSmoothing = .nan },
    Case("gradient clip", "0.0") { $0.gradientClip = 0 },
    Case("gradient clip", "nan") { $0.gradientClip = .nan },
    Case("gradient clip", "inf") { $0.gradientClip = .infinity },
    Case("average decay", "1.0") { $0.averageDecay = 1 },
    Case("average decay", "-0.1") { $0.averageDecay = -0.1 },
    Case("average decay", "nan") { $0.averageDecay = .nan },
    Case("teacher weight", "0.0") { $0.distillation = Distillation(weight: 0) },
    Case("teacher weight", "1.5") { $0.distillation = Distillation(weight: 1.5) },
    Case("temperature", "0.25") { $0.distillation = Distillation(temperature: 0.25) },
    Case("temperature", "inf") { $0.distillation = Distillation(temperature: .infinity) },
    Case("rotation", "180.5") { $0.augmentation.rotation = 180.5 },
    Case("rotation", "nan") { $0.augmentation.rotation = .nan },
    Case("scale", "1.0") { $0.augmentation.scale = 1 },
    Case("shear", "-0.1") { $0.augmentation.shear = -0.1 },
    Case("shift", "65.0") { $0.augmentation.shift = 65 },
    Case("elasticity", "inf") { $0.augmentation.elasticity = .infinity },
    Case("pen width", "1.5") { $0.augmentation.penWidth = 1.5 },
    Case("cut-out", "-1") { $0.augmentation.cutOut = -1 },
    Case("cut-out", "1025") { $0.augmentation.cutOut = 1_025 },
    Case("augmentation floor", "1.5") { $0.augmentation.floor = 1.5 },
    Case("augmentation floor", "nan") { $0.augmentation.floor = .nan },
    Case("validation fraction", "1.0") { $0.validationFraction = 1 },
    Case("validation fraction", "-0.1") { $0.validationFraction = -0.1 },
    Case("validation fraction", "nan") { $0.validationFraction = .nan },
    Case("patience", "-1") { $0.patience = -1 },
    Case("momentum", "1.0") { $0.optimizer = .sgd(momentum: 1) },
    Case("momentum", "-0.1") { $0.optimizer = .sgd(momentum: -0.1) },
    Case("momentum", "nan") { $0.optimizer = .sgd(momentum: .nan) },
    Case("momentum with nesterov", "0.0") { $0.optimizer = .sgd(momentum: 0, nesterov: true) },
    Case("beta1", "1.0") { $0.optimizer = .adam(AdamCoefficients(beta1: 1)) },
    Case("beta1", "nan") { $0.optimizer = .adam(AdamCoefficients(beta1: .nan)) },
    Case("beta2", "1.0") { $0.optimizer = .adamW(AdamCoefficients(beta2: 1)) },
    Case("beta2", "-0.5") { $0.optimizer = .adamW(AdamCoefficients(beta2: -0.5)) },
    Case("epsilon", "0.0") { $0.optimizer = .adam(AdamCoefficients(epsilon: 0)) },
    Case("epsilon", "inf") { $0.optimizer = .adam(AdamCoefficients(epsilon: .infinity)) },
    Case("warm-up epochs", "-1") { $0.schedule = Schedule(.constant, warmupEpochs: -1) },
    Case("warm-up epochs", "11") { $0.schedule = Schedule(.constant, warmupEpochs: 11) },
    Case("schedule step", "0") { $0.schedule = Schedule(.step(epochs: 0, factor: 0.5)) },
    Case("schedule step", "\(Int.max)") {
      $0.schedule = Schedule(.step(epochs: .max, factor: 0.5))
    },
    Case("schedule factor", "0.0") { $0.schedule = Schedule(.step(epochs: 1, factor: 0)) },
    Case("schedule factor", "1.5") { $0.schedule = Schedule(.step(epochs: 1, factor: 1.5)) },
    Case("schedule factor", "nan") { $0.schedule = Schedule(.step(epochs: 1, factor: .nan)) },
    Case("schedule floor", "-0.5") { $0.schedule = Schedule(.cosine(floor: -0.5)) },
    Case("schedule floor", "2.0") { $0.schedule = Schedule(.cosine(floor: 2)) },
    Case("schedule floor", "nan") { $0.schedule = Schedule(.cosine(floor: .nan)) },
  ]

  @Test(
    "a setting out of its range is named with what was found",
    arguments: TrainingSettingsTests.illegal)
  func refused(testCase: Case) throws {
    var settings = TrainingSettings()
    testCase.change(&settings)
    let error = #expect(throws: TrainingError.self) { try settings.validate() }
    guard case .setting(let name, _, let found) = error else {
      Issue.record("expected an illegal setting, found \(String(describing: error))")
      return
    }
    #expect(name == testCase.name && found == testCase.found)
    #expect(error?.description.contains(" must be ") == true)
  }

  static let legal: [Change] = [
    { _ in },
    { $0.hidden = [Int](repeating: 8_192, count: 8) },
    { $0.hidden = [1] },
    { $0.epochs = 100_000 },
    { $0.batchSize = 65_536 },
    { $0.batchSize = 1 },
    { $0.learningRate = .leastNonzeroMagnitude },
    { $0.labelSmoothing = 1 - 0x1p-24 },
    { $0.gradientClip = .leastNonzeroMagnitude },
    { $0.validationFraction = 1 - 0x1p-53 },
    { $0.patience = 0 },
    { $0.optimizer = .sgd(momentum: 1 - 0x1p-24, nesterov: true) },
    { $0.optimizer = .adam(AdamCoefficients(beta1: 0, beta2: 0, epsilon: 1)) },
    { $0.schedule = Schedule(.constant, warmupEpochs: 10) },
    { $0.schedule = Schedule(.step(epochs: 100_000, factor: 1)) },
    { $0.schedule = Schedule(.cosine(floor: 1)) },
  ]

  @Test(
    "settings at the ends of their ranges are accepted",
    arguments: TrainingSettingsTests.legal.indices)
  func accepted(index: Int) throws {
    var settings = TrainingSettings()
    TrainingSettingsTests.legal[index](&settings)
    try settings.validate()
  }

  @Test("the defaults are those of the command line")
  func defaults() {
    let settings = TrainingSettings()
    #expect(settings.hidden == [128, 64])
    #expect(settings.epochs == 10 && settings.batchSize == 128 && settings.seed == 1)
    #expect(settings.optimizer == .adam() && settings.effectiveLearningRate == 0.001)
    #expect(settings.schedule == .constant && settings.validationFraction == 0)
    #expect(settings.normalisation == .unit)
  }

  @Test("a trainer refuses illegal settings")
  func trainer() throws {
    let examples = try blobs(count: 10, inputs: 4, classes: 2, seed: 161)
    #expect(throws: TrainingError.setting(name: "epochs", expected: "in 1...100000", found: "0")) {
      try Trainer(settings: smallSettings { $0.epochs = 0 }, examples: examples)
    }
  }
}
