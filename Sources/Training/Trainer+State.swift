internal import LinearAlgebra
internal import NeuralNet

extension Trainer {
  /// Everything that another trainer needs in order to go on from here, bit for bit.
  public var state: TrainerState {
    TrainerState(
      network: network,
      optimizerState: parameters.map { $0.state.map(\.matrix) },
      firstDecayPower: powers.first, secondDecayPower: powers.second, step: step,
      lossSum: lossSum, hits: hits, history: history, best: best)
  }

  private var parameters: [Parameter] {
    backpropagation.layers.flatMap { [$0.weights, $0.bias] }
  }

  /// Takes over a state whose network is already in place.
  func restore(_ state: TrainerState) throws(TrainingError) {
    let parameters = self.parameters
    try expect("number of optimiser matrices", parameters.count, state.optimizerState.count)
    for (parameter, matrices) in zip(parameters, state.optimizerState) {
      try expect("number of optimiser matrices", parameter.state.count, matrices.count)
      for (target, matrix) in zip(parameter.state, matrices) {
        try expect(
          "optimiser matrix", [target.rows, target.columns], [matrix.rows, matrix.columns])
        target.copy(from: PaddedMatrix(matrix))
      }
    }
    try expect("number of epochs", "0...\(settings.epochs)", state.history.count) {
      (0...settings.epochs).contains($0)
    }
    try expect("step", "0..<\(stepsPerEpoch)", state.step) { (0..<stepsPerEpoch).contains($0) }
    let images = min(state.step * settings.batchSize, trainingCount)
    try expect("number of images seen", images, state.lossSum.count)
    try expect("number of hits", "0...\(images)", state.hits) { (0...images).contains($0) }
    try expect("best network", "one as there are validation images", state.best?.network.widths) {
      $0 == nil || ($0 == network.widths && validationCount > 0)
    }
    powers = DecayPowers(first: state.firstDecayPower, second: state.secondDecayPower)
    step = state.step
    lossSum = state.lossSum
    hits = state.hits
    history = state.history
    best = state.best
  }

  private func expect<Value: Equatable>(
    _ what: String, _ expected: Value, _ found: Value
  ) throws(TrainingError) {
    try expect(what, "\(expected)", found) { $0 == expected }
  }

  private func expect<Value>(
    _ what: String, _ expected: String, _ found: Value, _ isLegal: (Value) -> Bool
  ) throws(TrainingError) {
    guard isLegal(found) else {
      throw .state(what: what, expected: expected, found: "\(found)")
    }
  }
}
