import LinearAlgebra
import Testing

@Suite("Kernels on pixel bytes")
struct ByteKernelTests {
  @Test("the scalar product of pixels is the stated sum, element by element")
  func definition() {
    var samples = Samples(seed: 1)
    let (batch, inputs, outputs) = (3, 9, 5)
    let pixels = samples.bytes(batch * inputs)
    let weights = samples.matrix(inputs, outputs)
    let bias = samples.matrix(1, outputs)
    for table in [Samples.unit, Samples.shifted] {
      let z = PaddedMatrix(rows: batch, columns: outputs)
      KernelSet.scalar.affine(
        pixels: pixels.span, images: 0..<batch, values: table, weights: weights, bias: bias, into: z
      )
      for r in 0..<batch {
        for j in 0..<outputs {
          var sum = bias[0, j]
          for p in 0..<inputs {
            sum = sum.addingProduct(table[pixels[r * inputs + p]], weights[p, j])
          }
          #expect(z[r, j].bitPattern == (sum + 0).bitPattern)
        }
      }
    }
  }

  @Test(
    "the product of pixels equals the reference at every width",
    arguments: Samples.vectorSets, Samples.widths)
  func affineWidths(_ set: KernelSet, _ outputs: Int) {
    for table in [Samples.unit, Samples.shifted] {
      checkAffine(set, batch: 3, inputs: 67, outputs: outputs, table)
    }
  }

  @Test(
    "the product of pixels equals the reference at every number of inputs",
    arguments: Samples.vectorSets)
  func affineInputs(_ set: KernelSet) {
    for inputs in Array(1...70) + [127, 128, 129, 784] {
      checkAffine(set, batch: 2, inputs: inputs, outputs: 7, Samples.unit)
      checkAffine(set, batch: 1, inputs: inputs, outputs: 7, Samples.shifted)
    }
  }

  @Test(
    "the product of pixels equals the reference at every batch size", arguments: Samples.vectorSets)
  func affineBatches(_ set: KernelSet) {
    for batch in Array(1...20) + [127, 128, 129] {
      checkAffine(set, batch: batch, inputs: 13, outputs: 17, Samples.unit)
    }
  }

  @Test(
    "batches and images beyond what kernels look ahead equal the reference",
    arguments: Samples.vectorSets)
  func large(_ set: KernelSet) {
    checkAffine(set, batch: 515, inputs: 9, outputs: 2, Samples.unit)
    checkGradient(set, batch: 1030, inputs: 301, outputs: 2, Samples.unit)
    checkGradient(set, batch: 2100, inputs: 3, outputs: 18, Samples.shifted)
  }

  private func checkAffine(
    _ set: KernelSet, batch: Int, inputs: Int, outputs: Int, _ table: PixelTable
  ) {
    var samples = Samples(seed: UInt64(batch * 1_000_000 + inputs * 1000 + outputs))
    let pixels = samples.bytes((batch + 1) * inputs)
    let weights = samples.matrix(inputs, outputs)
    let bias = samples.matrix(1, outputs)
    let expected = PaddedMatrix(rows: batch, columns: outputs)
    KernelSet.scalar.affine(
      pixels: pixels.span, images: 1..<batch + 1, values: table, weights: weights, bias: bias,
      into: expected)
    // One row before and one after, which must stay as they are.
    let found = PaddedMatrix(rows: batch + 2, columns: outputs)
    found.fill(7)
    set.affine(
      pixels: pixels.span, images: 1..<batch + 1, values: table, weights: weights, bias: bias,
      into: found, at: 1)
    let edge = [UInt32](repeating: Float(7).bitPattern, count: outputs)
    #expect(found.bits == edge + expected.bits + edge)
    #expect(!expected.hasNegativeZero)

    let tile = ByteTile(rows: batch, columns: inputs)
    let images = (1...batch).map(Int32.init)
    tile.gather(pixels.span, images: images.span, rows: 0..<batch)
    let fromTile = PaddedMatrix(rows: batch, columns: outputs)
    set.affine(
      tile: tile, rows: 0..<batch, values: table, weights: weights, bias: bias, into: fromTile)
    #expect(fromTile.bits == expected.bits)
  }

  @Test(
    "the gradient of pixels equals the reference at every width",
    arguments: Samples.vectorSets, Samples.widths)
  func gradientWidths(_ set: KernelSet, _ outputs: Int) {
    for table in [Samples.unit, Samples.shifted] {
      checkGradient(set, batch: 21, inputs: 7, outputs: outputs, table)
    }
  }

  @Test(
    "the gradient of pixels equals the reference at every batch size and number of inputs",
    arguments: Samples.vectorSets)
  func gradientBatches(_ set: KernelSet) {
    for batch in Array(1...20) + [63, 64, 65, 127, 128, 129] {
      checkGradient(set, batch: batch, inputs: 5, outputs: 9, Samples.unit)
      checkGradient(set, batch: batch, inputs: 2, outputs: 9, Samples.shifted)
    }
    for inputs in 1...20 {
      checkGradient(set, batch: 6, inputs: inputs, outputs: 33, Samples.unit)
    }
  }

  private func checkGradient(
    _ set: KernelSet, batch: Int, inputs: Int, outputs: Int, _ table: PixelTable
  ) {
    var samples = Samples(seed: UInt64(batch * 1_000_000 + inputs * 1000 + outputs))
    // Bytes beyond the batch are ink on purpose: they must take no part.
    let tile = samples.tile(inputs + 2, batch + 5)
    for p in 0..<inputs + 2 {
      for i in batch..<batch + 5 { tile[p, i] = 255 }
    }
    let delta = samples.matrix(batch, outputs)
    let expected = PaddedMatrix(rows: inputs + 2, columns: outputs)
    expected.fill(7)
    let found = expected.copied
    for (kernels, g) in [(KernelSet.scalar, expected), (set, found)] {
      kernels.weightGradient(
        transposed: tile, batch: batch, values: table, delta: delta, inputs: 1..<inputs + 1,
        into: g)
    }
    #expect(found.bits == expected.bits)
    #expect(!found.hasNegativeZero)
    #expect(found[0, 0] == 7 && found[inputs + 1, outputs - 1] == 7)
  }

  @Test("tiles are transposed at every size and for any rows", arguments: KernelSet.available)
  func transposition(_ set: KernelSet) {
    var samples = Samples(seed: 3)
    for (rows, columns) in [
      (1, 1), (16, 16), (15, 17), (17, 15), (32, 64), (33, 65), (48, 30), (20, 100), (128, 130),
    ] {
      let tile = samples.tile(rows, columns)
      let whole = ByteTile(rows: columns, columns: rows)
      tile.transpose(into: whole, rows: 0..<rows, using: set)
      let part = ByteTile(rows: columns, columns: rows)
      let range = rows / 3..<rows - rows / 4
      let some = columns / 4..<columns - columns / 5
      tile.transpose(into: part, rows: range, columns: some, using: set)
      for i in 0..<rows {
        for j in 0..<columns where whole[j, i] != tile[i, j] {
          Issue.record("\(set): byte [\(j), \(i)] of a transposed [\(rows), \(columns)] is wrong")
        }
        for j in 0..<columns
        where part[j, i] != (range.contains(i) && some.contains(j) ? tile[i, j] : 0) {
          Issue.record("\(set): byte [\(j), \(i)] of rows \(range), columns \(some) is wrong")
        }
      }
    }
  }
}
