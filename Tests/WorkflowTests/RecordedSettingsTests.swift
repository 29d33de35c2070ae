import LinearAlgebra
import ModelFile
import NeuralNet
import Testing
import Training

@testable import Workflow

@Suite("Recorded settings")
struct RecordedSettingsTests {
  static let optimizers: [OptimizerSettings] = [
    .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.95, nesterov: true), .adam(),
    .adam(AdamCoefficients(beta1: 0.8, beta2: 0.99, epsilon: 1e-6)), .adamW(),
  ]
  static let schedules: [Schedule] = [
    .constant, Schedule(.constant, warmupEpochs: 2), Schedule(.step(epochs: 3, factor: 0.3)),
    Schedule(.step(epochs: 1, factor: 0.5), warmupEpochs: 1), Schedule(.cosine()),
    Schedule(.cosine(floor: 0.05), warmupEpochs: 4),
  ]

  /// The settings after a way through the bytes of a file.
  private func recorded(
    _ settings: TrainingSettings, teacher: ContentDigest? = nil
  ) throws -> RecordedSettings {
    let network = MLP(layers: [
      Dense(weights: Matrix(rows: 1, columns: 1, elements: [1]), bias: [0], activation: .identity)
    ])
    let model = Model(
      network: network, input: InputLayout(rows: 1, columns: 1), labels: ["a"],
      provenance: Provenance(
        generator: "test",
        settings: RecordedSettings(
          settings, classes: 10, selfTestSamples: 5, teacher: teacher)))
    let decoded = try ModelFile.decode(try ModelFile.encode(model))
    return try #require(decoded.provenance?.settings)
  }

  @Test(
    "every optimiser and schedule comes back as it went in", arguments: optimizers, schedules)
  func roundTrip(optimizer: OptimizerSettings, schedule: Schedule) throws {
    var settings = TrainingSettings()
    settings.hidden = [33, 7, 1]
    settings.epochs = 12
    settings.batchSize = 77
    settings.optimizer = optimizer
    settings.learningRate = 0.0123
    settings.schedule = schedule
    settings.weightDecay = 1e-4
    settings.labelSmoothing = 0.1
    settings.gradientClip = 0.7
    settings.validationFraction = 0.15
    settings.patience = 3
    settings.seed = .max
    settings.normalisation = try #require(
      PixelNormalisation(mean: 0.1307, standardDeviation: 0.3081))
    let recorded = try recorded(settings)
    #expect(recorded.selfTestSamples == 5 && recorded.classes == 10)
    #expect(TrainingSettings(recorded) == settings)
  }

  @Test("what makes a network more accurate comes back as it went in")
  func accuracy() throws {
    let teacher = ContentDigest(of: [1, 2, 3])
    var settings = TrainingSettings()
    settings.learningRate = 0.001
    settings.averageDecay = 0.999
    settings.distillation = Distillation(weight: 0.7, temperature: 3)
    settings.augmentation.rotation = 12
    settings.augmentation.scale = 0.13
    settings.augmentation.shear = 0.2
    settings.augmentation.shift = 1.5
    settings.augmentation.elasticity = 0.8
    settings.augmentation.penWidth = 0.3
    settings.augmentation.cutOut = 5
    settings.augmentation.floor = 0.4
    let recorded = try recorded(settings, teacher: teacher)
    #expect(recorded.distillation?.teacher == teacher)
    #expect(TrainingSettings(recorded) == settings)
    // One amount alone leaves no trace of the others.
    settings.augmentation = Augmentation()
    settings.augmentation.cutOut = 4
    #expect(TrainingSettings(try self.recorded(settings, teacher: teacher)) == settings)
  }

  @Test("what is off is recorded as off")
  func defaults() throws {
    var settings = TrainingSettings()
    let recorded = try recorded(settings)
    #expect(recorded.gradientClip == nil && recorded.patience == nil)
    #expect(recorded.augmentation == nil && recorded.averageDecay == nil)
    #expect(recorded.distillation == nil)
    // A default rate is recorded as the number that it stands for.
    settings.learningRate = settings.effectiveLearningRate
    #expect(TrainingSettings(recorded) == settings)
  }

  private static let unknown: [@Sendable (inout RecordedSettings) -> Void] = [
    { $0.optimizer.name = "lion" }, { $0.optimizer.beta1 = nil }, { $0.schedule.name = "cyclic" },
    { $0.randomGenerator = "xoshiro" }, { $0.initialiser = "zeros" },
    { $0.standardDeviation = 0 },
  ]

  @Test("settings that this version does not know are not guessed at", arguments: unknown.indices)
  func unknownSettings(index: Int) throws {
    var recorded = RecordedSettings(TrainingSettings(), classes: 10, selfTestSamples: 5)
    Self.unknown[index](&recorded)
    #expect(TrainingSettings(recorded) == nil)
  }
}
