internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet
internal import Training

/// A trainer's state as the values and tensors of a checkpoint, and back.
enum CheckpointState {
  /// What a checkpoint lacks, or holds in another form.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// Keys of the state; all others are settings.
  private static let prefix = "state."

  /// The keys of a checkpoint that describe the training and not its state.
  static func settingKeys(_ values: TypedValues) -> [String] {
    values.keys.filter { !$0.hasPrefix(prefix) }
  }

  static func encode(_ state: TrainerState, settings: TypedValues) -> Checkpoint {
    var values = settings
    values["state.step"] = .unsigned(UInt64(state.step))
    values["state.loss_finished"] = .double(state.lossSum.finished)
    values["state.loss_unfinished"] = .double(state.lossSum.unfinished)
    values["state.loss_count"] = .unsigned(UInt64(state.lossSum.count))
    values["state.hits"] = .unsigned(UInt64(state.hits))
    values["state.first_decay_power"] = .double(state.firstDecayPower)
    values["state.second_decay_power"] = .double(state.secondDecayPower)
    values["state.history.loss"] = .doubleList(state.history.map(\.loss))
    values["state.history.accuracy"] = .doubleList(state.history.map(\.accuracy))
    values["state.history.validation_loss"] = .doubleList(
      state.history.compactMap(\.validationLoss))
    values["state.history.validation_accuracy"] = .doubleList(
      state.history.compactMap(\.validationAccuracy))
    var tensors = matrices(of: state.network, prefix: "")
    if let average = state.averagedNetwork { tensors += matrices(of: average, prefix: "average.") }
    for (index, matrices) in state.optimizerState.enumerated() {
      for (slot, matrix) in matrices.enumerated() {
        tensors.append(
          Checkpoint.NamedMatrix(name: optimizerName(index, slot), matrix: matrix))
      }
    }
    if let best = state.best {
      values["state.best.epoch"] = .unsigned(UInt64(best.epoch))
      values["state.best.loss"] = .double(best.loss)
      tensors += matrices(of: best.network, prefix: "best.")
    }
    return Checkpoint(values: values, tensors: tensors)
  }

  static func decode(_ checkpoint: Checkpoint, widths: [Int]) throws(Fault) -> TrainerState {
    let reader = Reader(checkpoint: checkpoint)
    let losses = try reader.doubles("state.history.loss")
    let accuracies = try reader.doubles("state.history.accuracy")
    let validationLosses = try reader.doubles("state.history.validation_loss")
    let validationAccuracies = try reader.doubles("state.history.validation_accuracy")
    guard accuracies.count == losses.count,
      validationLosses.isEmpty || validationLosses.count == losses.count,
      validationAccuracies.count == validationLosses.count
    else { throw Fault(description: "the lists of the history have different lengths") }
    var best: TrainerState.Best?
    if checkpoint.values["state.best.epoch"] != nil {
      let epoch = try reader.integer("state.best.epoch")
      guard (1...max(1, losses.count)).contains(epoch), epoch <= losses.count else {
        throw Fault(description: "the best epoch is \(epoch) of \(losses.count)")
      }
      best = TrainerState.Best(
        epoch: epoch, loss: try reader.double("state.best.loss"),
        network: try reader.network(widths, prefix: "best."))
    }
    return TrainerState(
      network: try reader.network(widths, prefix: ""),
      averagedNetwork: checkpoint[tensor: "average.layers.0.weight"] == nil
        ? nil : try reader.network(widths, prefix: "average."),
      optimizerState: try reader.optimizerState(layers: widths.count - 1),
      firstDecayPower: try reader.double("state.first_decay_power"),
      secondDecayPower: try reader.double("state.second_decay_power"),
      step: try reader.integer("state.step"),
      lossSum: BlockedSum(
        finished: try reader.double("state.loss_finished"),
        unfinished: try reader.double("state.loss_unfinished"),
        count: try reader.integer("state.loss_count")),
      hits: try reader.integer("state.hits"),
      history: losses.indices.map { index in
        EpochReport(
          epoch: index + 1, loss: losses[index], accuracy: accuracies[index],
          validationLoss: validationLosses.isEmpty ? nil : validationLosses[index],
          validationAccuracy: validationAccuracies.isEmpty ? nil : validationAccuracies[index])
      },
      best: best)
  }

  private static func matrices(of network: MLP, prefix: String) -> [Checkpoint.NamedMatrix] {
    network.layers.enumerated().flatMap { index, layer in
      [
        Checkpoint.NamedMatrix(name: "\(prefix)layers.\(index).weight", matrix: layer.weights),
        Checkpoint.NamedMatrix(
          name: "\(prefix)layers.\(index).bias",
          matrix: Matrix(rows: 1, columns: layer.outputs, elements: layer.bias)),
      ]
    }
  }

  /// The name of an optimiser matrix; parameters are counted as weights, bias, weights, bias, ...
  private static func optimizerName(_ parameter: Int, _ slot: Int) -> String {
    "optimizer.\(parameter / 2).\(parameter % 2 == 0 ? "weight" : "bias").\(slot)"
  }

  /// Takes values out of a checkpoint, each with its own error.
  private struct Reader {
    let checkpoint: Checkpoint

    func integer(_ key: String) throws(Fault) -> Int {
      guard case .unsigned(let value)? = checkpoint.values[key], let value = Int(exactly: value)
      else { throw Fault(description: "\(key) is no unsigned integer") }
      return value
    }

    func double(_ key: String) throws(Fault) -> Double {
      guard case .double(let value)? = checkpoint.values[key] else {
        throw Fault(description: "\(key) is no number")
      }
      return value
    }

    func doubles(_ key: String) throws(Fault) -> [Double] {
      guard case .doubleList(let values)? = checkpoint.values[key] else {
        throw Fault(description: "\(key) is no list of numbers")
      }
      return values
    }

    func matrix(_ name: String, rows: Int, columns: Int) throws(Fault) -> Matrix {
      guard let matrix = checkpoint[tensor: name], matrix.rows == rows, matrix.columns == columns
      else { throw Fault(description: "\(name) is no tensor [\(rows), \(columns)]") }
      return matrix
    }

    func network(_ widths: [Int], prefix: String) throws(Fault) -> MLP {
      var layers: [Dense] = []
      for index in 0..<widths.count - 1 {
        let (inputs, outputs) = (widths[index], widths[index + 1])
        layers.append(
          Dense(
            weights: try matrix(
              "\(prefix)layers.\(index).weight", rows: outputs, columns: inputs),
            bias: try matrix("\(prefix)layers.\(index).bias", rows: 1, columns: outputs).elements,
            activation: index == widths.count - 2 ? .identity : .relu))
      }
      return MLP(layers: layers)
    }

    func optimizerState(layers: Int) throws(Fault) -> [[Matrix]] {
      (0..<2 * layers).map { parameter in
        var matrices: [Matrix] = []
        while let matrix = checkpoint[tensor: optimizerName(parameter, matrices.count)] {
          matrices.append(matrix)
        }
        return matrices
      }
    }
  }
}
