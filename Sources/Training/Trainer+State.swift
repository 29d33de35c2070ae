internal import LinearAlgebra
internal import NeuralNet

extension Trainer {
  /// Everything that another trainer needs in order to go on from here, bit for bit.
  public var state: TrainerState {
    TrainerState(
      network: network,
      averagedNetwork: settings.averageDecay > 0 ? averagedNetwork : nil,
      optimizerState: parameters.map { $0.state.map(\.matrix) },
      firstDecayPower: powers.first, secondDecayPower: powers.second, step: step,
      lossSum: lossSum, hits: hits, history: history, best: best)
  }

  private var parameters: [Parameter] {
    backpropagation.layers.flatMap { [$0.weights, $0.bias] }
  }

  /// Takes over a state whose network is already in place.
  func restore(_ state: TrainerState) throws(TrainingError) {
    try check(progressOf: state)
    try check(bestOf: state)
    try restoreAverage(state)
    try restoreOptimizer(state)
    step = state.step
    lossSum = state.lossSum
    hits = state.hits
    history = state.history
    best = state.best
  }

  private func restoreAverage(_ state: TrainerState) throws(TrainingError) {
    let isKept = settings.averageDecay > 0
    guard let average = state.averagedNetwork else {
      return try Trainer.expect("averaged network", isKept ? "one" : "none", "none") { _ in !isKept
      }
    }
    try Trainer.expect("averaged network", isKept ? "one" : "none", "one") { _ in isKept }
    try Trainer.expect("averaged network", widths: network.widths, average)
    for (layer, dense) in zip(backpropagation.layers, average.layers) {
      layer.weights.average?.fill(transposing: dense.weights)
      layer.bias.average?.copy(from: PaddedMatrix(row: dense.bias))
    }
  }

  private func restoreOptimizer(_ state: TrainerState) throws(TrainingError) {
    let parameters = self.parameters
    try Trainer.expect("number of parameters", parameters.count, state.optimizerState.count)
    for (parameter, matrices) in zip(parameters, state.optimizerState) {
      try Trainer.expect("number of optimiser matrices", parameter.state.count, matrices.count)
      for (target, matrix) in zip(parameter.state, matrices) {
        try Trainer.expect(
          "optimiser matrix", [target.rows, target.columns], [matrix.rows, matrix.columns])
        target.copy(from: PaddedMatrix(matrix))
      }
    }
    for power in [state.firstDecayPower, state.secondDecayPower] {
      try Trainer.expect("decay power", "in [0, 1]", power) { (0...1).contains($0) }
    }
    powers = DecayPowers(first: state.firstDecayPower, second: state.secondDecayPower)
  }

  /// Checks what the state says about the epochs, steps and images that are done.
  private func check(progressOf state: TrainerState) throws(TrainingError) {
    let epochs = state.history.count
    try Trainer.expect("number of epochs", "0...\(settings.epochs)", epochs) {
      $0 <= settings.epochs
    }
    try Trainer.expect("list of epochs", (0..<epochs).map { $0 + 1 }, state.history.map(\.epoch))
    let steps = 0..<(epochs == settings.epochs ? 1 : stepsPerEpoch)
    try Trainer.expect("step", "\(steps)", state.step) { steps.contains($0) }
    let images = state.step * settings.batchSize
    try Trainer.expect("number of images seen", images, state.lossSum.count)
    try Trainer.expect("number of hits", "0...\(images)", state.hits) { (0...images).contains($0) }
  }

  /// Checks that the state has a best network where validation must have given one, and else none.
  private func check(bestOf state: TrainerState) throws(TrainingError) {
    let epochs = validationCount > 0 ? state.history.count : 0
    guard let best = state.best else {
      return try Trainer.expect("best network", "one of epochs 1...\(epochs)", "none") { _ in
        epochs == 0
      }
    }
    try Trainer.expect("epoch of the best network", "in the \(epochs) validated ones", best.epoch) {
      $0 >= 1 && $0 <= epochs
    }
    try Trainer.expect(
      "loss of the best network", state.history[best.epoch - 1].validationLoss, best.loss)
    try Trainer.expect("best network", widths: network.widths, best.network)
  }

  /// Checks that a network has the widths of this training, ReLU in its hidden layers and logits.
  static func expect(
    _ what: String, widths: [Int], _ network: MLP
  ) throws(TrainingError) {
    func format(_ widths: [Int]) -> String { widths.map(String.init).joined(separator: "-") }
    try expect(what, format(widths), format(network.widths))
    let activations = widths.indices.dropFirst(2).map { _ in Activation.relu } + [.identity]
    try expect("\(what)'s activations", activations, network.layers.map(\.activation))
  }

  private static func expect<Value: Equatable>(
    _ what: String, _ expected: Value, _ found: Value
  ) throws(TrainingError) {
    try expect(what, "\(expected)", found) { $0 == expected }
  }

  private static func expect<Value>(
    _ what: String, _ expected: String, _ found: Value, _ isLegal: (Value) -> Bool
  ) throws(TrainingError) {
    guard isLegal(found) else {
      throw .state(what: what, expected: expected, found: "\(found)")
    }
  }
}
