import LinearAlgebra
import NeuralNet
import Testing

@testable import Training

@Suite("Backpropagation")
struct BackpropagationTests {
  /// The error that Float32 may make here.
  ///
  /// Sums of at most 20 products of numbers of order 1, chained through four layers: some hundred
  /// roundings of 2^-24 each, of which most cancel. A wrong formula is off by the gradients
  /// themselves, which are a thousand times larger.
  static let tolerance = 1e-5

  struct Case: CustomTestStringConvertible, Sendable {
    var hidden: [Int]
    var labelSmoothing: Float = 0
    var mean: Float = 0
    var standardDeviation: Float = 1
    /// The images of the minibatch; there is room for 20.
    var batch = 7
    var inputs = 13
    var classes = 4

    var testDescription: String {
      "\(inputs)-\(hidden)-\(classes), \(batch) images, smoothing \(labelSmoothing), mean \(mean)"
    }
  }

  static let cases = [
    Case(hidden: []),
    Case(hidden: [5]),
    Case(hidden: [7, 3]),
    Case(hidden: [6, 5, 3]),
    Case(hidden: [17, 5], inputs: 3),
    Case(hidden: [5], labelSmoothing: 0.1),
    Case(hidden: [6, 5], labelSmoothing: 0.3),
    Case(hidden: [5], mean: 0.1307, standardDeviation: 0.3081),
    Case(hidden: [6, 5, 3], labelSmoothing: 0.1, mean: -0.5, standardDeviation: 2),
    Case(hidden: [5], batch: 1),
    Case(hidden: [3], batch: 20),
    Case(hidden: [4, 3], batch: 17),
    Case(hidden: [1], classes: 2),
    Case(hidden: [4], classes: 1),
  ]

  @Test("every gradient matches the central difference of the loss", arguments: cases)
  func gradients(testCase: Case) throws {
    let minibatches = try KernelSet.available.map { try Minibatch(testCase, kernels: $0) }
    for minibatch in minibatches { minibatch.computeGradients() }
    let reference = ReferenceNetwork(minibatches[0].network)
    let loss = minibatches[0].loss
    var largest = 0.0
    for (l, layer) in reference.layers.enumerated() {
      let parameters = minibatches.map(\.backpropagation.layers[l])
      for j in layer.indices {
        for i in layer[j].weights.indices {
          let slope = reference.slope(of: loss, by: \.layers[l][j].weights[i])
          largest = max(largest, abs(slope))
          for gradient in parameters.map({ Double($0.weights.gradient[i, j]) }) {
            #expect(
              abs(gradient - slope) < BackpropagationTests.tolerance,
              "weight [\(i), \(j)] of layer \(l)")
          }
        }
        let slope = reference.slope(of: loss, by: \.layers[l][j].bias)
        for gradient in parameters.map({ Double($0.bias.gradient[0, j]) }) {
          #expect(
            abs(gradient - slope) < BackpropagationTests.tolerance, "bias [\(j)] of layer \(l)")
        }
      }
    }
    // With one class the loss is always 0; otherwise the comparison must have had a subject.
    #expect(testCase.classes == 1 ? largest == 0 : largest > 0.01)
  }

  @Test("the losses and hits of a minibatch are those of the definition", arguments: cases)
  func losses(testCase: Case) throws {
    let minibatch = try Minibatch(testCase, kernels: .scalar)
    minibatch.computeGradients()
    let reference = ReferenceNetwork(minibatch.network)
    let losses = (0..<testCase.batch).map { minibatch.outcome.losses[$0] }
    let mean = losses.reduce(0, +) / Double(testCase.batch)
    #expect(abs(mean - minibatch.loss(reference)) < BackpropagationTests.tolerance)
    for row in 0..<testCase.batch {
      let logits = reference.logits(minibatch.loss.inputs[row])
      let best = logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
      #expect(minibatch.outcome.hits[row] == (best == minibatch.loss.labels[row]))
    }
  }

  @Test("the hidden units of the test are partly active and partly not")
  func activity() throws {
    let minibatch = try Minibatch(Case(hidden: [7, 3]), kernels: .scalar)
    minibatch.computeGradients()
    for layer in minibatch.backpropagation.layers.dropLast() {
      let activations = layer.activations.matrix.elements
      #expect(activations.contains { $0 > 0 } && activations.contains(0))
    }
  }

  @Test("weight decay is the slope of half the squared weights, and spares biases")
  func weightDecay() throws {
    let decay: Float = 0.25
    let minibatch = try Minibatch(Case(hidden: [6, 5]), kernels: .best, weightDecay: decay)
    minibatch.computeGradients()
    let before = ReferenceNetwork(minibatch.network)
    let step = OptimizerStep(learningRate: 1, gradientScale: 1, powers: DecayPowers())
    for part in minibatch.backpropagation.parts(dealtTo: 1) {
      #expect(
        minibatch.backpropagation.update(
          part, by: SGD(momentum: 0, nesterov: false), step: step))
    }
    let after = ReferenceNetwork(minibatch.backpropagation.network)
    var loss = minibatch.loss
    loss.weightDecay = Double(decay)
    for l in before.layers.indices {
      for j in before.layers[l].indices {
        let (old, new) = (before.layers[l][j], after.layers[l][j])
        for i in old.weights.indices {
          let slope = before.slope(of: loss, by: \.layers[l][j].weights[i])
          #expect(abs(old.weights[i] - new.weights[i] - slope) < BackpropagationTests.tolerance)
        }
        let slope = before.slope(of: loss, by: \.layers[l][j].bias)
        #expect(abs(old.bias - new.bias - slope) < BackpropagationTests.tolerance)
      }
    }
  }

  @Test("an update keeps the transposed weights of the backward pass up to date")
  func transposedWeights() throws {
    let minibatch = try Minibatch(Case(hidden: [33, 18]), kernels: .best)
    minibatch.computeGradients()
    let step = OptimizerStep(learningRate: 0.5, gradientScale: 1, powers: DecayPowers())
    for part in minibatch.backpropagation.parts(dealtTo: 1) {
      _ = minibatch.backpropagation.update(
        part, by: SGD(momentum: 0, nesterov: false), step: step)
    }
    for layer in minibatch.backpropagation.layers.dropFirst() {
      let transposed = try #require(layer.transposedWeights)
      #expect(transposed.matrix == layer.weights.value.transposedMatrix)
      #expect(layer.packed.dense.weights == transposed.matrix)
    }
  }

  @Test(
    "the parts cover every parameter once",
    arguments: [[1], [3, 2], [130, 65], [700], [1, 1, 1], [4_097]])
  func parts(hidden: [Int]) throws {
    let minibatch = try Minibatch(Case(hidden: hidden, batch: 1), kernels: .best)
    var seen = minibatch.network.layers.map { [Int](repeating: 0, count: $0.inputs) }
    var biases = [Int](repeating: 0, count: seen.count)
    for part in minibatch.backpropagation.parts(dealtTo: 1) {
      guard let inputs = part.inputs else {
        biases[part.layer] += 1
        continue
      }
      #expect(!inputs.isEmpty)
      for input in inputs { seen[part.layer][input] += 1 }
    }
    #expect(seen.allSatisfy { $0.allSatisfy { $0 == 1 } })
    #expect(biases.allSatisfy { $0 == 1 })
  }

  @Test("the norm of the gradient runs over all weights and biases")
  func gradientNorm() throws {
    let minibatch = try Minibatch(Case(hidden: [7, 3]), kernels: .best)
    minibatch.computeGradients()
    let expected = minibatch.backpropagation.layers.flatMap {
      $0.weights.gradient.matrix.elements + $0.bias.gradient.row(0)
    }.reduce(0) { $0 + Double($1) * Double($1) }
    // Two orders of adding about a hundred Float64 terms.
    let found = minibatch.backpropagation.gradientSumOfSquares(on: WorkerPool(threads: 1))
    #expect(abs(found / expected - 1) < 1e-13)
  }
}

/// A minibatch that was gathered out of order from a larger set, with biases that are not zero.
private struct Minibatch {
  let network: MLP
  let backpropagation: Backpropagation
  let outcome = MinibatchOutcome(batchSize: 20)
  let examples: TrainingExamples
  let images: [Int32]
  let loss: ReferenceLoss

  init(
    _ testCase: BackpropagationTests.Case, kernels: KernelSet, weightDecay: Float = 0
  ) throws {
    let normalisation = try #require(
      PixelNormalisation(
        mean: testCase.mean, standardDeviation: testCase.standardDeviation))
    let examples = try blobs(
      count: 23, inputs: testCase.inputs, classes: testCase.classes, seed: 71)
    self.examples = examples
    images = (0..<testCase.batch).map { Int32(($0 * 7 + 3) % 23) }
    let widths = [testCase.inputs] + testCase.hidden + [testCase.classes]
    let layers = HeInitialisation.network(widths: widths, seed: 72).layers.map { layer in
      var layer = layer
      for j in layer.bias.indices { layer.bias[j] = Float(j % 3) * 0.125 - 0.0625 }
      return layer
    }
    network = MLP(layers: layers)
    backpropagation = Backpropagation(
      network: network, normalisation: normalisation, batchSize: 20, stateCount: 0,
      weightDecay: weightDecay, labelSmoothing: testCase.labelSmoothing, kernels: kernels)
    let inputs = testCase.inputs
    loss = ReferenceLoss(
      inputs: images.map { image in
        examples.pixels[Int(image) * inputs..<(Int(image) + 1) * inputs].map {
          Double(normalisation.values[Int($0)])
        }
      },
      labels: images.map { Int(examples.labels[Int($0)]) },
      labelSmoothing: Double(testCase.labelSmoothing))
  }

  /// Forward and backward in two groups of rows, as two threads would, then all gradients.
  func computeGradients() {
    let first = min(16, images.count)
    for rows in [0..<first, first..<images.count] where !rows.isEmpty {
      backpropagation.propagate(
        rows: rows, pixels: examples.pixels.span, images: images.span, labels: examples.labels,
        outcome: outcome)
    }
    for part in backpropagation.parts(dealtTo: 1) {
      backpropagation.gradient(of: part, batch: images.count)
    }
  }
}
