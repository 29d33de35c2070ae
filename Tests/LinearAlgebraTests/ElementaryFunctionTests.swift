import LinearAlgebra
import Testing

@Suite("Exponential, Logarithm and Cosine")
struct ElementaryFunctionTests {
  /// exp by its series in Float64, after halving the argument until it is small.
  private func series(exp x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    let small = x / 1024
    for k in 1...20 {
      term *= small / Double(k)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }

  @Test("the exponential is within 1.5 units in the last place")
  func exponential() {
    var worst = 0.0
    for i in 0...20_000 {
      let x = Float(-87 + 175 * Double(i) / 20_000)
      let exact = series(exp: Double(x))
      let found = Exponential.exp(x)
      worst = max(worst, abs(Double(found) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst <= 1.5, "the worst error is \(worst)")
  }

  /// Compares a function with each row of a table: it must give the documented bits, and its largest
  /// error, in units that may depend on the exact value, is returned.
  private func worst(
    _ table: String, function: (Double) -> Double, unit: (Double) -> Double
  ) throws -> Double {
    let rows = table.split(separator: "\n")
    try #require(rows.count >= 60)
    var worst = 0.0
    for row in rows {
      let numbers = row.split(separator: " ").compactMap { Double($0) }
      try #require(numbers.count == 4, "\(row)")
      let found = function(numbers[0])
      #expect(found.bitPattern == numbers[1].bitPattern, "\(row) gave \(found)")
      // The difference to the high part is exact, for the two are neighbours.
      worst = max(worst, abs(found - numbers[2] - numbers[3]) / unit(numbers[2]))
    }
    return worst
  }

  @Test("the exponential has the documented bits, within 1.5 units of the 60-digit values")
  func exponentialTable() throws {
    let worst = try worst(
      ElementaryFunctionTable.exponential, function: { Double(Exponential.exp(Float($0))) },
      unit: { Double(Float($0).ulp) })
    #expect(worst <= 1.5, "the worst error is \(worst)")
  }

  @Test("the logarithm has the documented bits, within 2 units of the 60-digit values")
  func logarithmTable() throws {
    let worst = try worst(
      ElementaryFunctionTable.logarithm, function: Logarithm.log, unit: \.ulp)
    #expect(worst <= 2, "the worst error is \(worst)")
  }

  @Test("the cosine has the documented bits, within 2^-52 of the 60-digit values")
  func cosineTable() throws {
    let worst = try worst(
      ElementaryFunctionTable.cosine, function: Cosine.cos, unit: { _ in 0x1p-52 })
    #expect(worst <= 1, "the worst error is \(worst) times 2^-52")
  }

  @Test("the exponential is exactly 1 at 0, and exactly 0 below -87")
  func exponentialEdges() {
    #expect(Exponential.exp(0) == 1)
    #expect(Exponential.exp(-0.0) == 1)
    #expect(Exponential.exp(-87) > 0)
    #expect(Exponential.exp(Float(-87).nextDown).bitPattern == 0)
    #expect(Exponential.exp(-Float.infinity).bitPattern == 0)
    #expect(Exponential.exp(.nan).isNaN)
  }

  @Test("the logarithm is within 2 units in the last place of known values")
  func logarithm() {
    let known: [(Double, Double)] = [
      (1, 0), (2, 0x1.62e42fefa39efp-1), (10, 0x1.26bb1bbb55516p+1), (0.5, -0x1.62e42fefa39efp-1),
      (3, 0x1.193ea7aad030bp+0), (1.5, 0x1.9f323ecbf984cp-2), (0.75, -0x1.269621134db92p-2),
      (1000, 0x1.ba18a998fffap+2), (0x1p-1074, -0x1.74385446d71c3p+9),
      (0x1.fffffffffffffp+1023, 0x1.62e42fefa39efp+9),
    ]
    for (x, expected) in known {
      #expect(abs(Logarithm.log(x) - expected) <= 2 * expected.ulp, "log(\(x))")
    }
    #expect(Logarithm.log(0) == -.infinity)
    #expect(Logarithm.log(.infinity) == .infinity)
    #expect(Logarithm.log(-1).isNaN && Logarithm.log(.nan).isNaN)
  }

  #if arch(x86_64)
    @Test("the logarithm is within 2 units in the last place everywhere")
    func logarithmEverywhere() {
      var worst = 0.0
      for i in 0..<20_000 {
        let x = (0.5 + Double(i) / 10_000) * (i % 7 == 0 ? 0x1p-40 : i % 5 == 0 ? 0x1p90 : 1)
        let exact = logarithm(Float80(x))
        let found = Float80(Logarithm.log(x))
        if exact == 0 { continue }
        worst = max(worst, Double(abs(found - exact) / Float80(Double(exact).ulp)))
      }
      #expect(worst <= 2, "the worst error is \(worst)")
    }

    /// log by the series of artanh in 64-bit precision.
    private func logarithm(_ x: Float80) -> Float80 {
      var (m, e) = (x.significand, x.exponent)
      if m > 1.4142 {
        m /= 2
        e += 1
      }
      let s = (m - 1) / (m + 1)
      var sum: Float80 = 0
      for k in stride(from: 41, through: 1, by: -2) { sum = sum * s * s + 1 / Float80(k) }
      let ln2: Float80 = 0x1.62e42fefa39ef35793c7673007e5ed5ep-1
      return Float80(e) * ln2 + 2 * s * sum
    }

    @Test("the cosine is within 2^-52 everywhere")
    func cosineEverywhere() {
      var worst = 0.0
      for i in 0...20_000 {
        let x = min(.pi, .pi * Double(i) / 20_000)
        var term: Float80 = 1
        var sum: Float80 = 1
        for k in stride(from: 1, through: 41, by: 2) {
          term *= -Float80(x) * Float80(x) / Float80(k * (k + 1))
          sum += term
        }
        worst = max(worst, Double(abs(Float80(Cosine.cos(x)) - sum)))
      }
      #expect(worst <= 0x1p-52, "the worst error is \(worst)")
    }
  #endif

  @Test("the cosine is within 2^-52 of known values")
  func cosine() {
    for (x, expected) in [
      (0, 1), (Double.pi / 3, 0.5000000000000001), (.pi / 2, 6.123233995736766e-17), (.pi, -1),
      (1, 0x1.14a280fb5068cp-1), (2, -0x1.aa22657537205p-2), (3, -0x1.fae04be85e5d2p-1),
    ] {
      #expect(abs(Cosine.cos(x) - expected) <= 0x1p-52, "cos(\(x))")
    }
    #expect(Cosine.cos(0) == 1 && Cosine.cos(.pi) == -1)
  }
}
