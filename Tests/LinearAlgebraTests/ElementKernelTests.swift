import LinearAlgebra
import Testing

@Suite("Kernels element by element")
struct ElementKernelTests {
  @Test(
    "softmax equals the reference at every width", arguments: Samples.vectorSets, Samples.widths)
  func softmax(_ set: KernelSet, _ classes: Int) {
    var samples = Samples(seed: UInt64(classes))
    let z = samples.matrix(5, classes)
    for j in 0..<classes { z[1, j] *= 200 }
    for j in 0..<classes { z[2, j] = -3 }
    func results(_ kernels: KernelSet) -> [[UInt32]] {
      let p = PaddedMatrix(rows: 5, columns: classes)
      let maxima = PaddedMatrix(rows: 1, columns: 5)
      let sums = PaddedMatrix(rows: 1, columns: 5)
      kernels.softmax(z, rows: 0..<3, into: p, maxima: maxima, sums: sums)
      kernels.softmax(z, rows: 3..<5, into: p, maxima: maxima, sums: sums)
      for r in 0..<5 {
        let row = p.row(r)
        #expect(abs(row.reduce(0, +) - 1) < 1e-5)
        #expect(maxima[0, r] == z.row(r).max())
      }
      return [p.bits, maxima.bits, sums.bits]
    }
    #expect(results(set) == results(.scalar))
  }

  @Test("activation and its derivative equal the reference", arguments: Samples.vectorSets)
  func activation(_ set: KernelSet) {
    var samples = Samples(seed: 5)
    for width in [1, 15, 16, 17, 128, 130] {
      let z = samples.matrix(6, width)
      z[2, 0] = .nan
      let delta = samples.matrix(6, width)
      func results(_ kernels: KernelSet) -> [[UInt32]] {
        let a = z.copied
        kernels.relu(a, rows: 1..<5)
        let masked = delta.copied
        kernels.maskWhereInactive(masked, activations: a, rows: 2..<6)
        return [a.bits, masked.bits]
      }
      #expect(results(set) == results(.scalar))
      let a = z.copied
      set.relu(a, rows: 0..<6)
      #expect(a.matrix.elements == z.matrix.elements.map { $0 > 0 ? $0 : 0 })
      #expect(!a.hasNegativeZero)
    }
  }

  @Test("every optimiser step equals the reference", arguments: Samples.vectorSets)
  func optimisers(_ set: KernelSet) {
    for width in [1, 10, 16, 33, 128, 130] {
      for decay: Float in [0, 0.01] {
        #expect(steps(set, width, decay) == steps(.scalar, width, decay))
      }
    }
  }

  /// The bits of all parameters and states after one step of each optimiser.
  private func steps(_ kernels: KernelSet, _ width: Int, _ decay: Float) -> [[UInt32]] {
    var samples = Samples(seed: UInt64(width))
    let g = samples.matrix(5, width)
    let states = (0..<8).map { _ in samples.matrix(5, width) }
    for i in 0..<5 {
      for j in 0..<width { states[7][i, j] = abs(states[7][i, j]) }
    }
    let rows = 1..<4
    let isFinite = [
      kernels.sgd(states[0], gradient: g, rows: rows, rate: 0.1, scale: 0.5, decay: decay),
      kernels.momentum(
        states[1], velocity: states[2], gradient: g, rows: rows, rate: 0.1, decay: decay,
        momentum: 0.9),
      kernels.momentum(
        states[3], velocity: states[4], gradient: g, rows: rows, rate: 0.1, scale: 0.25,
        decay: decay, momentum: 0.9, nesterov: true),
      kernels.adam(
        states[5], mean: states[6], square: states[7], gradient: g, rows: rows, rate: 1e-3,
        scale: 0.75, decay: decay, decoupledDecay: 0.01 - decay, beta1: 0.9, beta2: 0.999,
        correction1: 0.19, correction2: 0.001999, epsilon: 1e-8),
    ]
    #expect(isFinite == [true, true, true, true])
    for state in states { #expect(!PaddedMatrix(row: state.row(2)).hasNegativeZero) }
    return states.map(\.bits)
  }

  @Test("a gradient may stand in other rows than its parameters", arguments: KernelSet.available)
  func gradientElsewhere(_ set: KernelSet) {
    var samples = Samples(seed: 9)
    let whole = samples.matrix(5, 33)
    let part = PaddedMatrix(rows: 3, columns: 33)
    for i in 0..<3 { for j in 0..<33 { part[i, j] = whole[i + 1, j] } }
    let states = (0..<6).map { _ in samples.matrix(5, 33) }
    for i in 0..<5 { for j in 0..<33 { states[5][i, j] = abs(states[5][i, j]) } }
    func steps(_ g: PaddedMatrix, at first: Int?) -> [[UInt32]] {
      let s = states.map(\.copied)
      _ = set.sgd(s[0], gradient: g, at: first, rows: 1..<4, rate: 0.1)
      _ = set.momentum(
        s[1], velocity: s[2], gradient: g, at: first, rows: 1..<4, rate: 0.1, momentum: 0.9)
      _ = set.adam(
        s[3], mean: s[4], square: s[5], gradient: g, at: first, rows: 1..<4, rate: 0.1, beta1: 0.9,
        beta2: 0.999, correction1: 0.1, correction2: 0.001, epsilon: 1e-8)
      return s.map(\.bits)
    }
    #expect(steps(part, at: 0) == steps(whole, at: nil))
    #expect(steps(whole, at: 2) != steps(whole, at: nil))
  }

  @Test("one element's steps are the stated formulas", arguments: KernelSet.available)
  func formulas(_ set: KernelSet) {
    func one(_ x: Float) -> PaddedMatrix { PaddedMatrix(row: [x]) }
    let (w, v, g) = (one(2), one(0.5), one(0.25))
    #expect(set.sgd(w, gradient: g, rows: 0..<1, rate: 0.5, scale: 2, decay: 0.25))
    // g' = 0.25 * 2 + 0.25 * 2 = 1
    #expect(w[0, 0] == 1.5)
    #expect(
      set.momentum(
        w, velocity: v, gradient: g, rows: 0..<1, rate: 0.5, momentum: 0.5, nesterov: true))
    // v = 0.5 * 0.5 + 0.25 = 0.5; d = 0.5 * 0.5 + 0.25 = 0.5
    #expect(v[0, 0] == 0.5 && w[0, 0] == 1.25)
    let (m, s) = (one(0), one(0))
    #expect(
      set.adam(
        w, mean: m, square: s, gradient: g, rows: 0..<1, rate: 0.125, beta1: 0.5, beta2: 0.75,
        correction1: 0.5, correction2: 0.25, epsilon: 0x1p-60))
    // m = 0.125, v = 0.015625; m / 0.5 = 0.25, sqrt(v / 0.25) = 0.25: the step is the rate
    #expect(m[0, 0] == 0.125 && s[0, 0] == 0.015625 && w[0, 0] == 1.125)
    #expect(
      set.adam(
        w, mean: one(0), square: one(1), gradient: one(0), rows: 0..<1, rate: 0.5,
        decoupledDecay: 0.5, beta1: 0.5, beta2: 0.5, correction1: 1, correction2: 1, epsilon: 1))
    #expect(w[0, 0] == 0.84375)
  }

  @Test("a value that is not finite is found wherever it stands", arguments: KernelSet.available)
  func finiteness(_ set: KernelSet) {
    for bad: Float in [.infinity, -.infinity, .nan] {
      for position in [0, 1, 15, 16, 32] {
        let a = PaddedMatrix(rows: 3, columns: 33)
        a[1, position] = bad
        #expect(!set.isFinite(a, rows: 1..<2))
        #expect(set.isFinite(a, rows: 0..<1) && set.isFinite(a, rows: 2..<3))
        let w = PaddedMatrix(rows: 3, columns: 33)
        #expect(!set.sgd(w, gradient: a, rows: 0..<3, rate: 0))
        #expect(set.sgd(w, gradient: a, rows: 2..<3, rate: 0.1))
        let state = PaddedMatrix(rows: 3, columns: 33)
        #expect(!set.momentum(w, velocity: state, gradient: a, rows: 1..<2, rate: 1, momentum: 0))
        let square = PaddedMatrix(rows: 3, columns: 33)
        #expect(
          !set.adam(
            PaddedMatrix(rows: 3, columns: 33), mean: PaddedMatrix(rows: 3, columns: 33),
            square: square, gradient: a, rows: 0..<3, rate: 0.1, beta1: 0.9, beta2: 0.999,
            correction1: 1, correction2: 1, epsilon: 1e-8))
      }
    }
    // The gradient is finite, its square is not, and the weight stays so.
    let large = PaddedMatrix(row: [1e30])
    #expect(
      !set.adam(
        PaddedMatrix(row: [1]), mean: PaddedMatrix(row: [0]), square: PaddedMatrix(row: [0]),
        gradient: large, rows: 0..<1, rate: 0.1, beta1: 0.9, beta2: 0.5, correction1: 1,
        correction2: 1, epsilon: 1e-8))
  }

  @Test("squares are summed in blocks of 4096 across rows")
  func sumOfSquares() {
    var samples = Samples(seed: 9)
    let pool = WorkerPool(threads: 3)
    for (rows, columns) in [
      (1, 1), (3, 1365), (1, 4096), (2, 2048), (5, 1000), (64, 64), (3, 4097),
    ] {
      let a = samples.matrix(rows, columns)
      let elements = a.matrix.elements
      var total = 0.0
      for start in stride(from: 0, to: elements.count, by: 4096) {
        var block = 0.0
        for x in elements[start..<min(start + 4096, elements.count)] {
          block += Double(x) * Double(x)
        }
        total += block
      }
      #expect(KernelSet.scalar.sumOfSquares(a) == total)
      #expect(KernelSet.best.sumOfSquares(a, on: pool) == total)
    }
  }
}
