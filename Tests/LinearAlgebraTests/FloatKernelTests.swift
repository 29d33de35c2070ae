import LinearAlgebra
import Testing

@Suite("Kernels on floats")
struct FloatKernelTests {
  @Test("the scalar product is the stated sum, element by element")
  func definition() {
    var samples = Samples(seed: 1)
    let x = samples.matrix(3, 9)
    let weights = samples.matrix(9, 5)
    let bias = samples.matrix(1, 5)
    let z = PaddedMatrix(rows: 3, columns: 5)
    KernelSet.scalar.affine(x, rows: 0..<3, weights: weights, bias: bias, into: z)
    for r in 0..<3 {
      for j in 0..<5 {
        var sum = bias[0, j]
        for k in 0..<9 { sum = sum.addingProduct(x[r, k], weights[k, j]) }
        #expect(z[r, j].bitPattern == (sum + 0).bitPattern)
      }
    }
  }

  @Test(
    "products and gradients equal the reference at every width",
    arguments: Samples.vectorSets, Samples.widths)
  func widths(_ set: KernelSet, _ outputs: Int) {
    checkProducts(set, batch: 5, inputs: 19, outputs: outputs)
    checkProducts(set, batch: 13, inputs: 3, outputs: outputs)
  }

  @Test(
    "products and gradients equal the reference at every batch size",
    arguments: Samples.vectorSets)
  func batches(_ set: KernelSet) {
    for batch in Array(1...20) + [127, 128, 129] {
      checkProducts(set, batch: batch, inputs: 4, outputs: 10)
    }
  }

  @Test(
    "products and gradients equal the reference at every number of inputs",
    arguments: Samples.vectorSets)
  func inputs(_ set: KernelSet) {
    for inputs in Array(1...70) + [257] {
      checkProducts(set, batch: 3, inputs: inputs, outputs: 10)
    }
  }

  private func checkProducts(_ set: KernelSet, batch: Int, inputs: Int, outputs: Int) {
    var samples = Samples(seed: UInt64(batch * 1_000_000 + inputs * 1000 + outputs))
    let x = samples.matrix(batch + 2, inputs)
    let weights = samples.matrix(inputs, outputs)
    let bias = samples.matrix(1, outputs)
    let delta = samples.matrix(batch, outputs)
    let some = inputs / 3..<inputs
    func results(_ kernels: KernelSet) -> [PaddedMatrix] {
      let affine = PaddedMatrix(rows: batch + 2, columns: outputs)
      let product = PaddedMatrix(rows: batch + 2, columns: outputs)
      let gradient = PaddedMatrix(rows: inputs, columns: outputs)
      let sums = PaddedMatrix(rows: 1, columns: outputs)
      let transposed = PaddedMatrix(rows: outputs, columns: batch)
      kernels.affine(x, rows: 1..<batch + 1, weights: weights, bias: bias, into: affine)
      kernels.product(x, rows: 1..<batch + 1, weights, into: product)
      kernels.weightGradient(x, batch: batch, delta: delta, inputs: some, into: gradient)
      kernels.columnSums(delta, batch: batch, into: sums)
      kernels.transpose(delta, rows: 0..<batch, into: transposed)
      return [affine, product, gradient, sums, transposed]
    }
    let expected = results(.scalar)
    let found = results(set)
    #expect(found.map(\.bits) == expected.map(\.bits))
    #expect(!found.dropLast().contains { $0.hasNegativeZero })
    #expect(found[4].bits == PaddedMatrix(transposing: delta.matrix).bits)
  }

  @Test("a sum that ends in negative zero is stored as zero", arguments: KernelSet.available)
  func negativeZero(_ set: KernelSet) {
    let x = PaddedMatrix(Matrix(rows: 1, columns: 1, elements: [-1]))
    let zero = PaddedMatrix(Matrix(rows: 1, columns: 1, elements: [0]))
    let negative = PaddedMatrix(Matrix(rows: 1, columns: 1, elements: [-0.0]))
    let z = PaddedMatrix(rows: 1, columns: 1)
    set.affine(x, rows: 0..<1, weights: zero, bias: negative, into: z)
    #expect(z.bits == [0])
    set.product(x, rows: 0..<1, zero, into: z)
    #expect(z.bits == [0])
    set.columnSums(negative, batch: 1, into: z)
    #expect(z.bits == [0])
  }

  @Test("denormal numbers are kept", arguments: KernelSet.available)
  func denormals(_ set: KernelSet) {
    let tiny = PaddedMatrix(Matrix(rows: 1, columns: 1, elements: [.leastNonzeroMagnitude]))
    let one = PaddedMatrix(Matrix(rows: 1, columns: 1, elements: [1]))
    let z = PaddedMatrix(rows: 1, columns: 1)
    set.product(tiny, rows: 0..<1, one, into: z)
    #expect(z[0, 0] == .leastNonzeroMagnitude)
  }
}
