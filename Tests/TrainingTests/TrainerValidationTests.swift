import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Trainer, validation and early stopping")
struct TrainerValidationTests {
  /// Pure noise: after a while training learns it by heart and the validation loss only grows.
  private func noise() throws -> TrainingExamples {
    try blobs(count: 90, inputs: 30, classes: 3, seed: 121, ink: 0)
  }

  private func settings(patience: Int, epochs: Int = 40) -> TrainingSettings {
    smallSettings {
      $0.hidden = [24]
      $0.epochs = epochs
      $0.learningRate = 0.02
      $0.validationFraction = 0.3
      $0.patience = patience
    }
  }

  @Test(
    "training stops when the validation loss has not fallen for long enough", arguments: [1, 3])
  func patience(patience: Int) throws {
    let trainer = try Trainer(settings: settings(patience: patience), examples: try noise())
    try trainer.trainAll()
    let losses = trainer.history.compactMap(\.validationLoss)
    let best = try #require(trainer.best)
    #expect(trainer.hasStoppedEarly && trainer.isFinished)
    #expect(losses.count == trainer.history.count && losses.count < 40)
    #expect(losses.count == best.epoch + patience)
    #expect(best.loss == losses.min() && losses[best.epoch - 1] == best.loss)
    #expect(trainer.history.allSatisfy { ($0.validationAccuracy ?? -1) >= 0 })
  }

  @Test("the result is the network of the best epoch")
  func bestNetwork() throws {
    let trainer = try Trainer(settings: settings(patience: 2), examples: try noise())
    try trainer.trainAll()
    let best = trainer.resultEpoch
    #expect(best < trainer.history.count)
    let shorter = try Trainer(settings: settings(patience: 2, epochs: best), examples: try noise())
    try shorter.trainAll()
    #expect(trainer.result == shorter.network)
    #expect(trainer.result != trainer.network)
  }

  @Test("patience 0 trains to the end and still keeps the best epoch")
  func noPatience() throws {
    let trainer = try Trainer(
      settings: settings(patience: 0, epochs: 15), examples: try noise())
    try trainer.trainAll()
    #expect(trainer.history.count == 15 && !trainer.hasStoppedEarly)
    #expect(trainer.resultEpoch < 15)
    #expect(trainer.history[trainer.resultEpoch - 1].validationLoss == trainer.best?.loss)
  }

  @Test("of epochs with equal losses the first is kept")
  func equalLosses() throws {
    var settings = settings(patience: 2)
    settings.optimizer = .sgd()
    // No weight moves at such a rate.
    settings.learningRate = .leastNonzeroMagnitude
    let trainer = try Trainer(settings: settings, examples: try noise())
    try trainer.trainAll()
    #expect(Set(trainer.history.map(\.validationLoss)).count == 1)
    #expect(trainer.resultEpoch == 1 && trainer.history.count == 3)
  }

  @Test("the validation numbers are those of an evaluation of the network")
  func validationNumbers() throws {
    let examples = try noise()
    let trainer = try Trainer(settings: settings(patience: 0, epochs: 1), examples: examples)
    try trainer.trainAll()
    let images = trainer.split.validation.map(Int.init)
    let evaluation = Evaluation(
      Classifier(network: trainer.network),
      pixels: images.flatMap {
        examples.pixels[$0 * 30..<($0 + 1) * 30]
      }, labels: images.map { examples.labels[$0] }, pool: WorkerPool(threads: 1))
    #expect(trainer.history[0].validationLoss == evaluation.loss)
    #expect(trainer.history[0].validationAccuracy == evaluation.accuracy)
  }

  @Test("without validation there is no early stopping and no best network")
  func noValidation() throws {
    var settings = settings(patience: 1, epochs: 4)
    settings.validationFraction = 0
    let trainer = try Trainer(settings: settings, examples: try noise())
    try trainer.trainAll()
    #expect(trainer.history.count == 4)
    #expect(trainer.validationCount == 0 && trainer.trainingCount == 90)
    #expect(trainer.best == nil && trainer.resultEpoch == 4)
    #expect(trainer.history.allSatisfy { $0.validationLoss == nil && $0.validationAccuracy == nil })
  }
}
