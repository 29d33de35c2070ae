import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

/// States that cannot be those of a training with these settings and examples.
@Suite("TrainerState")
struct TrainerStateTests {
  struct Fault: CustomTestStringConvertible, Sendable {
    let what: String
    let change: @Sendable (inout TrainerState) -> Void

    init(_ what: String, _ change: @escaping @Sendable (inout TrainerState) -> Void) {
      self.what = what
      self.change = change
    }

    var testDescription: String { what }
  }

  /// The good state is that of 83 images in minibatches of 16 with a fifth for validation: one
  /// epoch of 5 steps is done, and 2 steps of the second.
  static let faults = [
    Fault("network") { $0.network = HeInitialisation.network(widths: [24, 9, 6, 3], seed: 1) },
    Fault("network") { $0.network = HeInitialisation.network(widths: [24, 9, 3], seed: 1) },
    Fault("network's activations") {
      var layers = $0.network.layers
      layers[0] = Dense(
        weights: layers[0].weights, bias: layers[0].bias, activation: .identity)
      $0.network = MLP(layers: layers)
    },
    Fault("number of parameters") { $0.optimizerState.removeLast() },
    Fault("number of parameters") { $0.optimizerState.append([]) },
    Fault("number of optimiser matrices") { $0.optimizerState[1].removeLast() },
    Fault("number of optimiser matrices") { $0.optimizerState[0] = [] },
    Fault("optimiser matrix") { $0.optimizerState[0][0] = Matrix(rows: 9, columns: 24) },
    Fault("optimiser matrix") { $0.optimizerState[5][1] = Matrix(rows: 1, columns: 4) },
    Fault("decay power") { $0.firstDecayPower = .nan },
    Fault("decay power") { $0.firstDecayPower = -0.5 },
    Fault("decay power") { $0.secondDecayPower = 1.5 },
    Fault("step") { $0.step = 5 },
    Fault("step") { $0.step = -1 },
    Fault("step") { $0.step = .max },
    Fault("number of images seen") { $0.lossSum = BlockedSum() },
    Fault("number of images seen") { $0.step = 3 },
    Fault("number of hits") { $0.hits = 33 },
    Fault("number of hits") { $0.hits = -1 },
    Fault("number of epochs") { state in
      state.history = (1...4).map { EpochReport(epoch: $0, loss: 1, accuracy: 0) }
    },
    Fault("step") { state in
      state.history = (1...3).map { EpochReport(epoch: $0, loss: 1, accuracy: 0) }
    },
    Fault("list of epochs") { $0.history = [EpochReport(epoch: 2, loss: 1, accuracy: 0)] },
    Fault("best network") { $0.best = nil },
    Fault("epoch of the best network") { $0.best?.epoch = 2 },
    Fault("epoch of the best network") { $0.best?.epoch = 0 },
    Fault("epoch of the best network") { $0.history = [] },
    Fault("loss of the best network") { $0.best?.loss = .nan },
    Fault("loss of the best network") { $0.best?.loss -= 1 },
    Fault("best network") {
      $0.best?.network = HeInitialisation.network(widths: [24, 9, 6, 3], seed: 1)
    },
    Fault("best network's activations") {
      let layers = $0.network.layers.map {
        Dense(weights: $0.weights, bias: $0.bias, activation: .relu)
      }
      $0.best?.network = MLP(layers: layers)
    },
  ]

  @Test("a state that does not fit is refused, and the misfit named", arguments: faults)
  func refused(fault: Fault) throws {
    let (trainer, examples) = try interruptedTrainer()
    var state = trainer.state
    fault.change(&state)
    let error = #expect(throws: TrainingError.self) {
      try Trainer(settings: trainer.settings, examples: examples, resuming: state)
    }
    guard case .state(let what, _, _) = error else {
      Issue.record("expected a misfit, found \(String(describing: error))")
      return
    }
    #expect(what == fault.what)
  }

  @Test("the state that the faults were made from is accepted")
  func accepted() throws {
    let (trainer, examples) = try interruptedTrainer()
    #expect(trainer.state.step == 2 && trainer.state.history.count == 1)
    let resumed = try Trainer(
      settings: trainer.settings, examples: examples, resuming: trainer.state)
    #expect(resumed.state == trainer.state)
  }

  @Test("a state does not fit other settings or examples")
  func otherSettings() throws {
    let (trainer, examples) = try interruptedTrainer()
    var others = [trainer.settings, trainer.settings, trainer.settings, trainer.settings]
    others[0].hidden = [9]
    others[1].optimizer = .sgd(momentum: 0.5)
    others[2].batchSize = 8
    others[3].validationFraction = 0
    for settings in others {
      #expect(throws: TrainingError.self) {
        try Trainer(settings: settings, examples: examples, resuming: trainer.state)
      }
    }
    let larger = try blobs(count: 83, inputs: 25, classes: 3, seed: 141)
    #expect(throws: TrainingError.self) {
      try Trainer(settings: trainer.settings, examples: larger, resuming: trainer.state)
    }
  }

  @Test("the message names what, expected and found in one line")
  func message() {
    let error = TrainingError.state(what: "step", expected: "0..<5", found: "7")
    #expect(
      error.description == "the state to resume from has another step: expected 0..<5, found 7")
  }

  private func interruptedTrainer() throws -> (Trainer, TrainingExamples) {
    let examples = try blobs(count: 83, inputs: 24, classes: 3, seed: 141)
    let settings = smallSettings { $0.validationFraction = 0.2 }
    let trainer = try Trainer(settings: settings, examples: examples)
    try trainer.trainEpoch()
    try trainer.trainEpoch { $0.step < 2 }
    return (trainer, examples)
  }
}
