import LinearAlgebra

/// A layer of 8-bit weights with its input, and its sums by the textbook loop.
struct Int8Layer {
  let batch: Int
  let inputs: Int
  let outputs: Int
  /// `[batch, inputs]`.
  var bytes: [UInt8]
  /// `[outputs, inputs]`.
  var weights: [Int8]
  /// `[outputs]`.
  var bias: [Int32]

  /// Random values from the whole of their ranges; four in five bytes are zero.
  init(batch: Int, inputs: Int, outputs: Int) {
    var samples = Samples(seed: UInt64(batch * 1_000_000 + inputs * 1000 + outputs))
    self.batch = batch
    self.inputs = inputs
    self.outputs = outputs
    bytes = samples.bytes(batch * inputs)
    weights = samples.integers(outputs * inputs, limit: 127).map(Int8.init)
    bias = samples.integers(outputs, limit: 1 << 24).map(Int32.init)
  }

  /// Every byte, weight and bias the same.
  init(batch: Int, inputs: Int, outputs: Int, byte: UInt8, weight: Int8, bias: Int32) {
    self.batch = batch
    self.inputs = inputs
    self.outputs = outputs
    bytes = [UInt8](repeating: byte, count: batch * inputs)
    weights = [Int8](repeating: weight, count: outputs * inputs)
    self.bias = [Int32](repeating: bias, count: outputs)
  }

  /// The sums `[batch, outputs]` in 64 bits.
  var expected: [Int64] {
    (0..<batch).flatMap { r in
      (0..<outputs).map { o in
        var sum = Int64(bias[o])
        for k in 0..<inputs {
          sum += Int64(bytes[r * inputs + k]) * Int64(weights[o * inputs + k])
        }
        return sum
      }
    }
  }

  var packedWeights: Int8Weights { Int8Weights(weights, outputs: outputs, inputs: inputs) }
  var packedBias: Int32Matrix { Int32Matrix(row: bias) }

  /// The sums of a set for some of the images in `pixels`.
  func sums(_ set: KernelSet, pixels: Span<UInt8>, images: Range<Int>) -> [Int64] {
    // A row after the last, which must stay as it is.
    let sums = Int32Matrix(rows: images.count + 1, columns: outputs)
    for o in 0..<outputs { sums[images.count, o] = 7 }
    set.affine(
      pixels: pixels, images: images, weights: packedWeights, bias: packedBias, into: sums)
    precondition((0..<outputs).allSatisfy { sums[images.count, $0] == 7 }, "a row too many")
    return sums.values(rows: images.count)
  }

  /// The sums of a set for rows of a tile.
  func tileSums(_ set: KernelSet) -> [Int64] {
    let tile = ByteTile(rows: batch, columns: inputs)
    for r in 0..<batch {
      for k in 0..<inputs { tile[r, k] = bytes[r * inputs + k] }
    }
    let sums = Int32Matrix(rows: batch, columns: outputs)
    set.affine(
      tile: tile, rows: 0..<batch, weights: packedWeights, bias: packedBias, into: sums)
    return sums.values(rows: batch)
  }
}

extension Int32Matrix {
  /// A matrix of one row.
  init(row: [Int32]) {
    self.init(rows: 1, columns: row.count)
    for (j, value) in row.enumerated() { self[0, j] = value }
  }

  /// The elements of the first rows.
  func values(rows: Int) -> [Int64] {
    (0..<rows).flatMap { i in (0..<columns).map { j in Int64(self[i, j]) } }
  }
}
