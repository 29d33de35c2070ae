internal import LinearAlgebra
internal import NeuralNet

/// A teacher at work: its probabilities for a minibatch, and what they add to the gradient.
///
/// With the symbols of ``Distillation``, `q = softmax(y / T)` and `p = softmax(z / T)`:
///
///     d/dz_k  w T^2 H(q, p) = w T (p_k - q_k)
///
/// because `z / T` brings one factor `1 / T`.
///
/// A class because it is a resource: matrices that are changed in place at every step.
final class Teaching: Sendable {
  private let distillation: Distillation
  private let kernels: KernelSet
  private let layers: [PackedLayer]
  private let pixelTable: PixelTable
  /// The output of each of the teacher's layers, `[batch, outputs]`.
  private let activations: [PaddedMatrix]
  /// `z / T`, `[batch, classes]`.
  private let softened: PaddedMatrix
  /// The teacher's `q`, `[batch, classes]`.
  private let targets: PaddedMatrix
  /// The network's `p`, `[batch, classes]`.
  private let probabilities: PaddedMatrix
  /// The largest element of each row of `z / T`, `[1, batch]`.
  private let maxima: PaddedMatrix
  /// The denominator of each `p`, `[1, batch]`.
  private let sums: PaddedMatrix

  init(_ teacher: Teacher, _ distillation: Distillation, batchSize: Int, kernels: KernelSet) {
    self.distillation = distillation
    self.kernels = kernels
    layers = teacher.network.layers.map(PackedLayer.init)
    pixelTable = PixelTable(teacher.normalisation.values)
    activations = layers.map { PaddedMatrix(rows: batchSize, columns: $0.outputs) }
    let classes = teacher.network.classes
    softened = PaddedMatrix(rows: batchSize, columns: classes)
    targets = PaddedMatrix(rows: batchSize, columns: classes)
    probabilities = PaddedMatrix(rows: batchSize, columns: classes)
    maxima = PaddedMatrix(rows: 1, columns: batchSize)
    sums = PaddedMatrix(rows: 1, columns: batchSize)
  }

  /// Creates other objects for the same matrices, for a thread of its own; see
  /// `PaddedMatrix.init(sharing:)`.
  init(sharing other: Teaching) {
    distillation = other.distillation
    kernels = other.kernels
    layers = other.layers.map(PackedLayer.init(sharing:))
    pixelTable = PixelTable(copying: other.pixelTable)
    activations = other.activations.map(PaddedMatrix.init(sharing:))
    softened = PaddedMatrix(sharing: other.softened)
    targets = PaddedMatrix(sharing: other.targets)
    probabilities = PaddedMatrix(sharing: other.probabilities)
    maxima = PaddedMatrix(sharing: other.maxima)
    sums = PaddedMatrix(sharing: other.sums)
  }

  /// Computes the teacher's and the network's softened probabilities for rows of a minibatch.
  ///
  /// - Parameters:
  ///   - tile: the images as the network sees them, changed if they are.
  ///   - z: the network's logits.
  func prepare(_ tile: ByteTile, rows: Range<Int>, logits z: PaddedMatrix) {
    for (index, layer) in layers.enumerated() {
      if index == 0 {
        kernels.affine(
          tile: tile, rows: rows, values: pixelTable, weights: layer.weights, bias: layer.bias,
          into: activations[index])
      } else {
        kernels.affine(
          activations[index - 1], rows: rows, weights: layer.weights, bias: layer.bias,
          into: activations[index])
      }
      layer.activate(activations[index], rows: rows, kernels: kernels)
    }
    soften(activations[layers.count - 1], rows: rows, into: targets)
    soften(z, rows: rows, into: probabilities)
  }

  /// `softmax(z / T)`; afterwards ``softened``, ``maxima`` and ``sums`` are those of `z`.
  private func soften(_ z: PaddedMatrix, rows: Range<Int>, into result: PaddedMatrix) {
    let inverse = 1 / distillation.temperature
    for row in rows {
      softened.withMutableRow(row) { scaled in
        z.withRow(row) { z in
          for k in z.indices { scaled[k] = z[k] * inverse }
        }
      }
    }
    kernels.softmax(softened, rows: rows, into: result, maxima: maxima, sums: sums)
  }

  /// The loss of a row, of which `loss` is the part by the label.
  ///
  /// As in ``SoftmaxCrossEntropy``, `H = log s - sum_k q_k (z_k / T - m)`.
  func mixed(_ loss: Double, row: Int) -> Double {
    let maximum = Double(maxima[0, row])
    var expected = 0.0
    for k in 0..<targets.columns {
      expected += Double(targets[row, k]) * (Double(softened[row, k]) - maximum)
    }
    let entropy = Logarithm.log(Double(sums[0, row])) - expected
    let weight = Double(distillation.weight)
    let temperature = Double(distillation.temperature)
    return (1 - weight) * loss + weight * (temperature * temperature) * entropy
  }

  /// Mixes the teacher's part into the derivative of a row:
  /// `d = (1 - w) d + (w T) ((p - q) * inverseBatch)`.
  func mix(into delta: PaddedMatrix, row: Int, inverseBatch: Float) {
    let share = 1 - distillation.weight
    let factor = distillation.weight * distillation.temperature
    delta.withMutableRow(row) { d in
      for k in d.indices {
        let difference = (probabilities[row, k] - targets[row, k]) * inverseBatch
        d[k] = share * d[k] + factor * difference + 0
      }
    }
  }
}
