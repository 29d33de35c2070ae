internal import LinearAlgebra
internal import NeuralNet

/// The gradient of a minibatch's mean loss by every parameter of a network.
///
/// Layer `l` computes `z_l = a_{l-1} W_l + b_l` and `a_l = relu(z_l)`, with `a_0` the pixels' input
/// values, rows for images, and the last `z` the logits. Write `d_l` for `dL/dz_l`. The chain rule
/// gives, for image `n`, input `i` and output `j` of a layer:
///
///     d_last          = (p - t) / B                                see SoftmaxCrossEntropy
///     dL/da_{l-1,ni}  = sum_j d_{l,nj} W_{l,ij}                    z_l,nj contains a_{l-1,ni} W_l,ij
///     d_{l-1,ni}      = dL/da_{l-1,ni} where a_{l-1,ni} > 0, else 0    relu'(z) is 1 or 0
///     dL/dW_{l,ij}    = sum_n a_{l-1,ni} d_{l,nj}
///     dL/db_{l,j}     = sum_n d_{l,nj}
///
/// The first three lines touch one image at a time, so images are divided among threads
/// (``propagate(rows:pixels:images:labels:epoch:outcome:)``). The last two sum over images for each
/// weight on its own, so weights are divided (``gradient(of:batch:)``). No sum is ever split: that
/// is why the number of threads cannot change a bit.
///
/// A class so that a thread holds it by one reference; it never changes, only its matrices do.
final class Backpropagation: Sendable {
  /// Some parameters whose gradient one thread computes.
  struct Part: Sendable {
    /// The layer.
    let layer: Int
    /// The rows of the layer's weights (its inputs); `nil` for its bias.
    let inputs: Range<Int>?
  }

  let kernels: KernelSet
  let layers: [TrainableLayer]
  let pixelTable: PixelTable
  let loss: SoftmaxCrossEntropy
  /// The minibatch's pixels, `[batch, inputs]`.
  private let tile: ByteTile
  /// The minibatch's pixels, `[inputs, batch]`.
  private let transposedTile: ByteTile
  /// The largest logit of each image, `[1, batch]`.
  private let maxima: PaddedMatrix
  /// The softmax denominator of each image, `[1, batch]`.
  private let sums: PaddedMatrix
  /// What changes the images on their way into ``tile``.
  private let augmenter: ImageAugmenter?
  /// What the network learns from besides the labels.
  private let teaching: Teaching?

  /// Makes room for training a network.
  ///
  /// - Parameters:
  ///   - keepsGradients: whether the gradients of all parts are kept until the next step; without
  ///     it, a part's gradient must be used before the next one is computed.
  ///   - isAveraged: whether to keep a moving average of the parameters.
  ///   - augmenter: what changes the images, if anything.
  ///   - teaching: what the network learns from besides the labels, with room for a minibatch.
  init(
    network: MLP, normalisation: PixelNormalisation, batchSize: Int, stateCount: Int,
    weightDecay: Float, labelSmoothing: Float, keepsGradients: Bool = true,
    isAveraged: Bool = false, augmenter: ImageAugmenter? = nil, teaching: Teaching? = nil,
    kernels: KernelSet
  ) {
    self.kernels = kernels
    self.augmenter = augmenter
    self.teaching = teaching
    layers = network.layers.enumerated().map { index, dense in
      TrainableLayer(
        dense, isFirst: index == 0, batchSize: batchSize, stateCount: stateCount,
        weightDecay: weightDecay,
        gradientRows: keepsGradients ? nil : Backpropagation.partRows(outputs: dense.outputs),
        isAveraged: isAveraged)
    }
    pixelTable = PixelTable(normalisation.values)
    loss = SoftmaxCrossEntropy(classes: network.classes, labelSmoothing: labelSmoothing)
    tile = ByteTile(rows: batchSize, columns: network.inputs)
    transposedTile = ByteTile(rows: network.inputs, columns: batchSize)
    maxima = PaddedMatrix(rows: 1, columns: batchSize)
    sums = PaddedMatrix(rows: 1, columns: batchSize)
  }

  /// Creates other objects for the same buffers, for a thread of its own.
  ///
  /// See `PaddedMatrix.init(sharing:)`. Gradients that are not kept get a buffer of their own.
  init(sharing other: Backpropagation) {
    kernels = other.kernels
    layers = other.layers.map(TrainableLayer.init(sharing:))
    pixelTable = PixelTable(copying: other.pixelTable)
    loss = other.loss
    tile = ByteTile(sharing: other.tile)
    transposedTile = ByteTile(sharing: other.transposedTile)
    maxima = PaddedMatrix(sharing: other.maxima)
    sums = PaddedMatrix(sharing: other.sums)
    augmenter = other.augmenter.map(ImageAugmenter.init(like:))
    teaching = other.teaching.map(Teaching.init(sharing:))
  }

  /// The network as it is now.
  var network: MLP { MLP(layers: layers.map(\.packed.dense)) }

  /// The network of the moving averages, or ``network`` where none are kept.
  var averagedNetwork: MLP { MLP(layers: layers.map(\.averaged)) }

  /// Takes the images of some rows forward to their loss and back to each layer's `delta`.
  ///
  /// - Parameters:
  ///   - rows: rows of the minibatch; different threads take different rows.
  ///   - pixels: all images of the data set, `[count, inputs]`.
  ///   - images: the minibatch's images, one index for each of its rows.
  ///   - labels: the class of every image of the data set.
  ///   - epoch: the epoch, from 0, which decides how images are changed.
  ///   - outcome: receives each row's loss and whether it was classified correctly.
  func propagate(
    rows: Range<Int>, pixels: Span<UInt8>, images: Span<Int32>, labels: [UInt8],
    epoch: Int = 0, outcome: MinibatchOutcome
  ) {
    if let augmenter {
      augmenter.fill(tile, rows: rows, pixels: pixels, images: images, epoch: epoch)
    } else {
      tile.gather(pixels, images: images, rows: rows)
    }
    forward(rows: rows)
    teaching?.prepare(tile, rows: rows, logits: layers[layers.count - 1].activations)
    let logits = layers[layers.count - 1].activations
    let delta = layers[layers.count - 1].delta
    kernels.softmax(logits, rows: rows, into: delta, maxima: maxima, sums: sums)
    let inverseBatch = 1 / Float(images.count)
    for row in rows {
      let label = Int(labels[Int(images[row])])
      outcome.losses[row] = loss.loss(
        logits: logits, row: row, label: label, maximum: maxima[0, row], sum: sums[0, row])
      outcome.hits[row] = logits.withRow(row) { Ranking.best($0) } == label
      loss.derivative(probabilities: delta, row: row, label: label, inverseBatch: inverseBatch)
      if let teaching {
        outcome.losses[row] = teaching.mixed(outcome.losses[row], row: row)
        teaching.mix(into: delta, row: row, inverseBatch: inverseBatch)
      }
    }
    if !kernels.isFinite(logits, rows: rows) { outcome.losses[rows.lowerBound] = .nan }
    backward(rows: rows)
  }

  private func forward(rows: Range<Int>) {
    for (index, layer) in layers.enumerated() {
      if index == 0 {
        kernels.affine(
          tile: tile, rows: rows, values: pixelTable, weights: layer.weights.value,
          bias: layer.bias.value, into: layer.activations)
      } else {
        kernels.affine(
          layers[index - 1].activations, rows: rows, weights: layer.weights.value,
          bias: layer.bias.value, into: layer.activations)
      }
      layer.packed.activate(layer.activations, rows: rows, kernels: kernels)
    }
  }

  private func backward(rows: Range<Int>) {
    for index in stride(from: layers.count - 1, to: 0, by: -1) {
      guard let transposed = layers[index].transposedWeights else { continue }
      let previous = layers[index - 1]
      kernels.product(layers[index].delta, rows: rows, transposed, into: previous.delta)
      if previous.packed.activation == .relu {
        kernels.maskWhereInactive(
          previous.delta, activations: previous.activations, rows: rows)
      }
    }
  }

  /// Computes the gradient of some parameters from the deltas of the first `batch` rows.
  func gradient(of part: Part, batch: Int) {
    let layer = layers[part.layer]
    guard let inputs = part.inputs else {
      kernels.columnSums(layer.delta, batch: batch, into: layer.bias.gradient)
      return
    }
    if part.layer == 0 {
      // Transposed here and not where the images are gathered: a thread then writes whole rows of
      // the transposed tile, and no two threads one cache line.
      tile.transpose(into: transposedTile, rows: 0..<batch, columns: inputs, using: kernels)
      kernels.weightGradient(
        transposed: transposedTile, batch: batch, values: pixelTable, delta: layer.delta,
        inputs: inputs, into: layer.weights.gradient,
        at: layer.weights.gradientRow(of: inputs))
    } else {
      kernels.weightGradient(
        layers[part.layer - 1].activations, batch: batch, delta: layer.delta, inputs: inputs,
        into: layer.weights.gradient, at: layer.weights.gradientRow(of: inputs))
    }
  }

  /// Changes some parameters by their gradient; false where a number is not finite.
  func update(_ part: Part, by optimizer: any Optimizer, step: OptimizerStep) -> Bool {
    let layer = layers[part.layer]
    guard let inputs = part.inputs else {
      return update(layer.bias, rows: 0..<1, by: optimizer, step: step)
    }
    let isFinite = update(layer.weights, rows: inputs, by: optimizer, step: step)
    if let transposed = layer.transposedWeights {
      kernels.transpose(layer.weights.value, rows: inputs, into: transposed)
    }
    return isFinite
  }

  private func update(
    _ parameter: Parameter, rows: Range<Int>, by optimizer: any Optimizer, step: OptimizerStep
  ) -> Bool {
    let isFinite = optimizer.update(parameter, rows: rows, step: step, kernels: kernels)
    if let average = parameter.average {
      kernels.average(average, of: parameter.value, rows: rows, rate: step.averageRate)
    }
    return isFinite
  }

  /// The sum of the squares of all gradients, weights before bias, layer by layer.
  func gradientSumOfSquares(on pool: WorkerPool) -> Double {
    layers.reduce(0) {
      $0 + kernels.sumOfSquares($1.weights.gradient, on: pool)
        + kernels.sumOfSquares($1.bias.gradient, on: pool)
    }
  }

  /// All parameters in parts, whose gradient is still in the cache when the optimiser reads it.
  ///
  /// They are dealt like cards: each thread's share of the list, which it takes first in every
  /// step, has rows from all over the image. The inner rows, where the ink is, take longest.
  func parts(dealtTo threads: Int) -> [Part] {
    let all = layers.indices.flatMap { index in
      let layer = layers[index].packed
      let rows = Backpropagation.partRows(outputs: layer.outputs)
      return [Part(layer: index, inputs: nil)]
        + stride(from: 0, to: layer.inputs, by: rows).map {
          Part(layer: index, inputs: $0..<min($0 + rows, layer.inputs))
        }
    }
    return (0..<threads).flatMap { thread in
      stride(from: thread, to: all.count, by: threads).map { all[$0] }
    }
  }

  /// The rows of weights in a part: about 4,096 weights, but at least 32 rows, because the gradients
  /// of a wide layer's outputs are read once for all rows of a part.
  private static func partRows(outputs: Int) -> Int { max(32, 4_096 / max(outputs, 16) / 2 * 2) }
}
