import LinearAlgebra
import NeuralNet
import Training

/// Training as the numeric contract words it, one number at a time: what every kernel, thread and
/// tile of the library must reproduce to the bit.
struct ReferenceTrainer {
  let settings: TrainingSettings
  let examples: TrainingExamples
  /// For each layer `[inputs][outputs]`, the bias as one more row.
  private var parameters: [[[Float]]]
  private var firstState: [[[Float]]]
  private var secondState: [[[Float]]]
  private var powers = (first: 1.0, second: 1.0)
  private var step = 0

  init(settings: TrainingSettings, examples: TrainingExamples) {
    self.settings = settings
    self.examples = examples
    let widths = [examples.inputs] + settings.hidden + [examples.classes]
    let network = HeInitialisation.network(widths: widths, seed: settings.seed)
    parameters = network.layers.map { layer in
      (0..<layer.inputs).map { i in (0..<layer.outputs).map { layer.weights[$0, i] } }
        + [layer.bias]
    }
    firstState = parameters.map { $0.map { $0.map { _ in 0 } } }
    secondState = firstState
  }

  /// The weights and biases in the library's form.
  var network: MLP {
    let layers = parameters.enumerated().map { l, rows in
      let inputs = rows.count - 1
      let weights = Matrix(
        rows: inputs, columns: rows[0].count, elements: rows.dropLast().flatMap(\.self))
      return Dense(
        weights: weights.transposed,
        bias: rows[rows.count - 1], activation: l == parameters.count - 1 ? .identity : .relu)
    }
    return MLP(layers: layers)
  }

  mutating func trainEpoch(_ epoch: Int) {
    let order = Philox(seed: settings.seed).permutation(
      of: Array(0..<Int32(examples.count)), stream: .shuffling, epoch: UInt32(epoch)
    ).map { Int($0) }
    for start in stride(from: 0, to: order.count, by: settings.batchSize) {
      trainStep(Array(order[start..<min(start + settings.batchSize, order.count)]))
    }
  }

  private mutating func trainStep(_ images: [Int]) {
    var gradients = firstState.map { $0.map { $0.map { _ in Float(0) } } }
    for image in images {
      let activations = forward(image)
      var delta = outputDelta(activations[parameters.count], image: image, batch: images.count)
      for l in parameters.indices.reversed() {
        accumulate(&gradients[l], inputs: activations[l], delta: delta)
        if l > 0 { delta = inputDelta(l, delta, activations[l]) }
      }
    }
    update(gradients.map { $0.map { $0.map { $0 + 0 } } })
  }

  /// The input and each layer's output.
  private func forward(_ image: Int) -> [[Float]] {
    let inputs = examples.inputs
    let pixels = examples.pixels[image * inputs..<(image + 1) * inputs]
    var activations = [pixels.map { settings.normalisation.values[Int($0)] }]
    for (l, rows) in parameters.enumerated() {
      let x = activations[l]
      activations.append(
        rows[0].indices.map { j in
          var z = rows[x.count][j]
          for i in x.indices { z = z.addingProduct(rows[i][j], x[i]) }
          return l < parameters.count - 1 ? (z > 0 ? z : 0) : z + 0
        })
    }
    return activations
  }

  private func outputDelta(_ logits: [Float], image: Int, batch: Int) -> [Float] {
    let p = Softmax(logits: logits).probabilities
    let miss = settings.labelSmoothing / Float(p.count)
    let hit = 1 - settings.labelSmoothing + miss
    let inverseBatch = 1 / Float(batch)
    return p.indices.map {
      (p[$0] - ($0 == Int(examples.labels[image]) ? hit : miss)) * inverseBatch + 0
    }
  }

  private func inputDelta(_ l: Int, _ delta: [Float], _ inputs: [Float]) -> [Float] {
    inputs.indices.map { i in
      guard inputs[i] > 0 else { return 0 }
      var sum: Float = 0
      for j in delta.indices { sum = sum.addingProduct(delta[j], parameters[l][i][j]) }
      return sum + 0
    }
  }

  /// Adds an image's term to each gradient; biases by plain additions.
  private func accumulate(
    _ gradient: inout [[Float]], inputs: [Float], delta: [Float]
  ) {
    for j in delta.indices {
      for i in inputs.indices { gradient[i][j] = gradient[i][j].addingProduct(inputs[i], delta[j]) }
      gradient[inputs.count][j] += delta[j]
    }
  }

  private mutating func update(_ gradients: [[[Float]]]) {
    let rate = settings.schedule.learningRate(
      step: step, stepsPerEpoch: (examples.count + settings.batchSize - 1) / settings.batchSize,
      epochs: settings.epochs, rate: settings.effectiveLearningRate)
    let scale = clippingScale(gradients)
    switch settings.optimizer {
    case .sgd: break
    case .adam(let c), .adamW(let c):
      powers = (powers.first * Double(c.beta1), powers.second * Double(c.beta2))
    }
    let isDecoupled = settings.optimizer.name == "adamw"
    for l in parameters.indices {
      for i in parameters[l].indices {
        let isBias = i == parameters[l].count - 1
        let decay = isBias ? 0 : settings.weightDecay
        for j in parameters[l][i].indices {
          let w = parameters[l][i][j]
          let g = (gradients[l][i][j] * scale).addingProduct(isDecoupled ? 0 : decay, w)
          let start = isDecoupled ? w.addingProduct(-(rate * decay), w) : w
          parameters[l][i][j] = changed(start, by: g, rate: rate, at: (l, i, j)) + 0
        }
      }
    }
    step += 1
  }

  private mutating func changed(
    _ w: Float, by g: Float, rate: Float, at place: (l: Int, i: Int, j: Int)
  ) -> Float {
    switch settings.optimizer {
    case .sgd(let momentum, let nesterov):
      guard momentum > 0 else { return w.addingProduct(-rate, g) }
      let v = g.addingProduct(momentum, firstState[place.l][place.i][place.j]) + 0
      firstState[place.l][place.i][place.j] = v
      return w.addingProduct(-rate, nesterov ? g.addingProduct(momentum, v) : v)
    case .adam(let c), .adamW(let c):
      let m = (g * (1 - c.beta1)).addingProduct(c.beta1, firstState[place.l][place.i][place.j]) + 0
      let v =
        ((g * g) * (1 - c.beta2)).addingProduct(c.beta2, secondState[place.l][place.i][place.j])
        + 0
      firstState[place.l][place.i][place.j] = m
      secondState[place.l][place.i][place.j] = v
      let correction1 = Float(1 - powers.first)
      let correction2 = Float(1 - powers.second)
      let root = (v * (1 / correction2)).squareRoot()
      return w.addingProduct(-(rate / correction1), m / (root + c.epsilon))
    }
  }

  /// The sums of squares are taken matrix by matrix; these are far smaller than a block.
  private func clippingScale(_ gradients: [[[Float]]]) -> Float {
    guard let limit = settings.gradientClip else { return 1 }
    var total = 0.0
    for rows in gradients {
      for matrix in [Array(rows.dropLast()), [rows[rows.count - 1]]] {
        var sum = 0.0
        for g in matrix.joined() { sum += Double(g) * Double(g) }
        total += sum
      }
    }
    let norm = total.squareRoot()
    return norm > Double(limit) ? Float(Double(limit) / norm) : 1
  }
}
