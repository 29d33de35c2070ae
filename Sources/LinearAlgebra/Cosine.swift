/// The cosine in Float64 on `[0, pi]`, the same on every CPU.
package enum Cosine {
  /// `cos(x)` within 2^-52, exactly 1 at 0 and -1 at pi; made of + - * / only.
  ///
  /// `cos x` itself up to pi/4, `sin(pi/2 - x)` up to 3 pi/4, `-cos(pi - x)` beyond, so that the
  /// argument y of either Taylor series stays within pi/4: cut after y^17, what is left of them is
  /// below `(pi/4)^18 / 18! < 3e-18`. pi/2 and pi are taken in two parts.
  ///
  /// - Precondition: `0 <= x <= pi`.
  package static func cos(_ x: Double) -> Double {
    precondition(x >= 0 && x <= .pi, "the cosine is defined on 0 to pi, found \(x)")
    if x <= .pi / 4 { return taylor(x, first: 1) }
    if x >= .pi * 0.75 { return -taylor((.pi - x) + 0x1.1a62633145c07p-53, first: 1) }
    let y = (.pi / 2 - x) + 0x1.1a62633145c07p-54
    return y * taylor(y, first: 2)
  }

  /// `1 - y^2 / (k (k + 1)) + y^4 / (k (k + 1) (k + 2) (k + 3)) - ...` from k = `first`: the cosine
  /// for 1, the sine divided by y for 2.
  private static func taylor(_ y: Double, first: Double) -> Double {
    var sum = 1.0
    for k in stride(from: first + 14, through: first, by: -2) {
      sum = 1 - sum * (y * y) / (k * (k + 1))
    }
    return sum
  }
}
