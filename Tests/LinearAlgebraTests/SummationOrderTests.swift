import LinearAlgebra
import Testing

/// Sums whose result tells the order and the roundings in which they were made.
@Suite("Order and fusing of sums")
struct SummationOrderTests {
  /// Widths below, at and beyond every vector width, and a tall tile's height.
  static let widths = [1, 7, 16, 33, 130]

  /// Every kernel that sums: `sum of x[k] * w` for each output, from `start` where it has one.
  ///
  /// - Returns: the name of each kernel and its results, which all should be the same number.
  private func sums(
    _ set: KernelSet, of x: [Float], times w: [Float], from start: Float, width: Int
  ) -> [(kernel: String, sums: [Float])] {
    let count = x.count
    let rows = 21
    let values = PixelTable((0..<256).map { $0 < count ? x[$0] : 1 })
    let image = (0..<count).map { UInt8($0) }
    let pixels = [[UInt8]](repeating: image, count: rows).flatMap(\.self)
    let dense = PaddedMatrix(
      Matrix(rows: rows, columns: count, elements: (0..<rows).flatMap { _ in x }))
    let column = PaddedMatrix(
      Matrix(
        rows: count, columns: rows, elements: x.flatMap { [Float](repeating: $0, count: rows) }))
    let weights = PaddedMatrix(
      Matrix(
        rows: count, columns: width,
        elements: w.flatMap { [Float](repeating: $0, count: width) }))
    let bias = PaddedMatrix(row: [Float](repeating: start, count: width))
    let tile = ByteTile(rows: rows, columns: count)
    let images = [Int32](repeating: 0, count: rows)
    tile.gather(image.span, images: images.span, rows: 0..<rows)
    let transposed = ByteTile(rows: count + 1, columns: count)
    for input in 0...count {
      for k in 0..<count { transposed[input, k] = UInt8(k) }
    }

    func result(_ rows: Int, _ compute: (PaddedMatrix) -> Void) -> [Float] {
      let z = PaddedMatrix(rows: rows, columns: width)
      compute(z)
      return z.matrix.elements
    }
    var found = [
      (
        "affine of pixels",
        result(rows) {
          set.affine(
            pixels: pixels.span, images: 0..<rows, values: values, weights: weights, bias: bias,
            into: $0)
        }
      ),
      (
        "affine of a tile",
        result(rows) {
          set.affine(
            tile: tile, rows: 0..<rows, values: values, weights: weights, bias: bias, into: $0)
        }
      ),
      (
        "affine of floats",
        result(rows) {
          set.affine(dense, rows: 0..<rows, weights: weights, bias: bias, into: $0)
        }
      ),
    ]
    guard start == 0 else { return found }
    found += [
      ("product", result(rows) { set.product(dense, rows: 0..<rows, weights, into: $0) }),
      (
        "gradient of pixels",
        result(count + 1) {
          set.weightGradient(
            transposed: transposed, batch: count, values: values, delta: weights,
            inputs: 0..<count + 1, into: $0)
        }
      ),
      (
        "gradient of floats",
        result(rows) {
          set.weightGradient(column, batch: count, delta: weights, inputs: 0..<rows, into: $0)
        }
      ),
    ]
    return found
  }

  @Test("terms are added by ascending index", arguments: KernelSet.available, widths)
  func ascending(_ set: KernelSet, _ width: Int) {
    // 1 is lost beside 1e9, whose unit is 64, unless 1e9 has been taken off before.
    for (x, expected) in [
      ([1e9, 1, -1e9], 0), ([1, 1e9, -1e9], 0), ([1e9, -1e9, 1], 1),
      ([1e9, 1, -1e9, 1, 1e9, 1, -1e9, 1], 1), ([1, 2, 1e9, 4, -1e9, 8, 16, 32], 56),
    ] as [([Float], Float)] {
      let ones = [Float](repeating: 1, count: x.count)
      for (kernel, sums) in sums(set, of: x, times: ones, from: 0, width: width) {
        #expect(sums.allSatisfy { $0 == expected }, "\(kernel) of \(x)")
      }
    }
  }

  @Test("a sum starts from its bias", arguments: KernelSet.available, widths)
  func bias(_ set: KernelSet, _ width: Int) {
    for (start, x, expected) in [
      (1e9, [1, -1e9], 0), (-1e9, [1e9, 1], 1), (1, [1e9, -1e9], 0),
    ] as [(Float, [Float], Float)] {
      for (kernel, sums) in sums(set, of: x, times: [1, 1], from: start, width: width) {
        #expect(sums.allSatisfy { $0 == expected }, "\(kernel) of \(start) and \(x)")
      }
    }
  }

  @Test("each term is one fused multiply-add", arguments: KernelSet.available, widths)
  func fused(_ set: KernelSet, _ width: Int) {
    // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, of which a rounded product loses the last term.
    let a: Float = 1 + 0x1p-12
    for (kernel, sums) in sums(set, of: [1, a], times: [-1 - 0x1p-11, a], from: 0, width: width) {
      #expect(sums.allSatisfy { $0 == 0x1p-24 }, "\(kernel)")
    }
  }

  /// A plain sum of `d[n]` is a sum of fused products with 1.
  @Test("a bias's gradient is summed by ascending image", arguments: KernelSet.available, widths)
  func columnSums(_ set: KernelSet, _ width: Int) {
    let column: [Float] = [1, 2, 1e9, 4, -1e9, 8, 16, 32]
    let delta = PaddedMatrix(
      Matrix(
        rows: column.count, columns: width,
        elements: column.flatMap { [Float](repeating: $0, count: width) }))
    let sums = PaddedMatrix(rows: 1, columns: width)
    set.columnSums(delta, batch: column.count, into: sums)
    #expect(sums.row(0).allSatisfy { $0 == 56 })
  }

  /// `exp(0) = 1` comes first and is followed by terms that are half a unit of 1 each: added one by
  /// one they vanish, added among themselves first they count.
  @Test("softmax's denominator is summed by ascending class", arguments: KernelSet.available)
  func denominator(_ set: KernelSet) {
    let small: Float = -16.7  // exp is 5.6e-8, below half of 2^-23
    for classes in [10, 33, 100] {
      let z = PaddedMatrix(
        row: (0..<classes).map { $0 == 0 ? 0 : small })
      let reversed = PaddedMatrix(row: Array(z.row(0).reversed()))
      let p = PaddedMatrix(rows: 1, columns: classes)
      let maxima = PaddedMatrix(rows: 1, columns: 1)
      let sums = PaddedMatrix(rows: 1, columns: 1)
      set.softmax(z, rows: 0..<1, into: p, maxima: maxima, sums: sums)
      #expect(sums[0, 0] == 1)
      set.softmax(reversed, rows: 0..<1, into: p, maxima: maxima, sums: sums)
      #expect(sums[0, 0] > 1)
    }
  }

  @Test("skipping the terms of zero inputs changes nothing", arguments: KernelSet.available)
  func zeroTerms(_ set: KernelSet) {
    var samples = Samples(seed: 77)
    let (batch, inputs, outputs) = (19, 67, 33)
    let pixels = samples.bytes(batch * inputs)
    let weights = samples.matrix(inputs, outputs)
    let bias = samples.matrix(1, outputs)
    let delta = samples.matrix(batch, outputs)
    let dense = PaddedMatrix(
      Matrix(rows: batch, columns: inputs, elements: pixels.map { Samples.unit[$0] }))
    let tile = ByteTile(rows: inputs, columns: batch)
    for i in 0..<batch {
      for p in 0..<inputs { tile[p, i] = pixels[i * inputs + p] }
    }
    let skipped = PaddedMatrix(rows: batch, columns: outputs)
    let computed = PaddedMatrix(rows: batch, columns: outputs)
    set.affine(
      pixels: pixels.span, images: 0..<batch, values: Samples.unit, weights: weights, bias: bias,
      into: skipped)
    set.affine(dense, rows: 0..<batch, weights: weights, bias: bias, into: computed)
    #expect(skipped.bits == computed.bits)
    let skippedGradient = PaddedMatrix(rows: inputs, columns: outputs)
    let computedGradient = PaddedMatrix(rows: inputs, columns: outputs)
    set.weightGradient(
      transposed: tile, batch: batch, values: Samples.unit, delta: delta, inputs: 0..<inputs,
      into: skippedGradient)
    set.weightGradient(
      dense, batch: batch, delta: delta, inputs: 0..<inputs, into: computedGradient)
    #expect(skippedGradient.bits == computedGradient.bits)
  }
}
