/// The cosine in Float64 on `[0, pi]`, the same on every CPU.
package enum Cosine {
  /// `cos(x)` within 2^-52; made of + - * only.
  ///
  /// `cos x = sin(pi/2 - x)`, and on `[-pi/2, pi/2]` the sine is its Taylor polynomial of degree
  /// 21, whose remainder is below `(pi/2)^23 / 23! < 2e-18`. pi/2 is taken in two parts.
  ///
  /// - Precondition: `0 <= x <= pi`.
  package static func cos(_ x: Double) -> Double {
    precondition(x >= 0 && x <= .pi, "the cosine is defined on 0 to pi, found \(x)")
    let y = (0x1.921fb54442d18p+0 - x) + 0x1.1a62633145c07p-54
    let square = y * y
    var series = 1.0
    for k in stride(from: 20.0, through: 2, by: -2) { series = 1 - series * square / (k * (k + 1)) }
    return y * series
  }
}
