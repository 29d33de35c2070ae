import LinearAlgebra
import Testing

/// Numbers below the normal ones are numbers: nothing is flushed to zero, in any kernel or thread.
@Suite("Underflow")
struct UnderflowTests {
  static let tiny = Float.leastNonzeroMagnitude

  private func one(_ x: Float) -> PaddedMatrix { PaddedMatrix(row: [x]) }

  @Test("products and gradients keep them", arguments: KernelSet.available)
  func sums(_ set: KernelSet) {
    // 2^-75 * 2^-74 = 2^-149: as an input, and as a result.
    let values = PixelTable((0..<256).map { $0 == 1 ? UnderflowTests.tiny : Float($0) * 0x1p-76 })
    let tile = ByteTile(rows: 2, columns: 2)
    (tile[0, 0], tile[0, 1], tile[1, 0], tile[1, 1]) = (1, 1, 2, 0)
    for (pixel, weight) in [(1, 1), (2, 0x1p-74)] as [(UInt8, Float)] {
      let z = PaddedMatrix(rows: 1, columns: 1)
      set.affine(
        pixels: [pixel].span, images: 0..<1, values: values, weights: one(weight), bias: one(0),
        into: z)
      #expect(z[0, 0] == UnderflowTests.tiny)
      set.affine(
        one(values[pixel]), rows: 0..<1, weights: one(weight), bias: one(0), into: z)
      #expect(z[0, 0] == UnderflowTests.tiny)
      set.product(one(values[pixel]), rows: 0..<1, one(weight), into: z)
      #expect(z[0, 0] == UnderflowTests.tiny)
      set.weightGradient(
        one(values[pixel]), batch: 1, delta: one(weight), inputs: 0..<1, into: z)
      #expect(z[0, 0] == UnderflowTests.tiny)
      let g = PaddedMatrix(rows: 2, columns: 1)
      set.weightGradient(
        transposed: tile, batch: 1, values: values, delta: one(weight), inputs: 0..<2, into: g)
      #expect(g[pixel == 1 ? 0 : 1, 0] == UnderflowTests.tiny)
    }
    let sum = PaddedMatrix(rows: 1, columns: 1)
    set.columnSums(one(UnderflowTests.tiny), batch: 1, into: sum)
    #expect(sum[0, 0] == UnderflowTests.tiny)
  }

  @Test("optimisers keep them", arguments: KernelSet.available)
  func optimisers(_ set: KernelSet) {
    let w = one(UnderflowTests.tiny)
    #expect(set.sgd(w, gradient: one(-0x1p-100), rows: 0..<1, rate: 0x1p-49))
    #expect(w[0, 0] == 2 * UnderflowTests.tiny)
    let v = one(0x1p-148)
    #expect(
      set.momentum(w, velocity: v, gradient: one(0), rows: 0..<1, rate: 1, momentum: 0.5))
    #expect(v[0, 0] == UnderflowTests.tiny && w[0, 0] == UnderflowTests.tiny)
    let (m, s) = (one(0), one(0))
    #expect(
      set.adam(
        one(1), mean: m, square: s, gradient: one(0x1p-74), rows: 0..<1, rate: 1, beta1: 0.5,
        beta2: 0.5, correction1: 1, correction2: 1, epsilon: 1))
    #expect(m[0, 0] == 0x1p-75 && s[0, 0] == UnderflowTests.tiny)
  }

  @Test("probabilities keep them", arguments: KernelSet.available)
  func softmax(_ set: KernelSet) {
    let p = PaddedMatrix(rows: 1, columns: 3)
    let one = PaddedMatrix(rows: 1, columns: 1)
    let least = Exponential.exp(-87)
    set.softmax(PaddedMatrix(row: [0, 0, -87]), rows: 0..<1, into: p, maxima: one, sums: one)
    #expect(p[0, 2] == least / 2 && p[0, 2].isSubnormal)
    // The next argument is the first whose exponential is zero by definition.
    set.softmax(
      PaddedMatrix(row: [0, 0, Float(-87).nextDown]), rows: 0..<1, into: p, maxima: one, sums: one)
    #expect(p[0, 2].bitPattern == 0)
  }

  @Test("negative results that underflow are stored as +0", arguments: KernelSet.available)
  func negative(_ set: KernelSet) {
    let w = one(0)
    #expect(set.sgd(w, gradient: one(UnderflowTests.tiny), rows: 0..<1, rate: 0.25))
    #expect(w.bits == [0])
    let (x, z) = (one(-UnderflowTests.tiny), one(7))
    set.product(x, rows: 0..<1, one(0.25), into: z)
    #expect(z.bits == [0])
    let v = one(-UnderflowTests.tiny)
    #expect(
      set.momentum(one(1), velocity: v, gradient: one(-0.0), rows: 0..<1, rate: 1, momentum: 0.25))
    #expect(v.bits == [0])
    let (m, s) = (one(-UnderflowTests.tiny), one(0))
    #expect(
      set.adam(
        w, mean: m, square: s, gradient: one(-0.0), rows: 0..<1, rate: 1, beta1: 0.25, beta2: 0.5,
        correction1: 1, correction2: 1, epsilon: 1))
    #expect(m.bits == [0] && s.bits == [0] && w.bits == [0])
  }

  @Test("every thread keeps them", arguments: KernelSet.available)
  func threads(_ set: KernelSet) {
    let pool = WorkerPool(threads: 4)
    let x = one(0x1p-100)
    let results = PaddedMatrix(rows: 64, columns: 1)
    pool.forEach(64) { index in
      let w = PaddedMatrix(row: [0x1p-49])
      let z = PaddedMatrix(rows: 1, columns: 1)
      set.product(x, rows: 0..<1, w, into: z)
      results[index, 0] = z[0, 0]
    }
    #expect(results.matrix.elements.allSatisfy { $0 == UnderflowTests.tiny })
  }
}
