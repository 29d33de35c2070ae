/// The natural logarithm in Float64, the same on every CPU.
public enum Logarithm {
  /// `log(x)`, within 2 units in the last place; made of + - * / only.
  ///
  /// With `x = 2^e m`, m in `sqrt(1/2)..<sqrt(2)`, and `s = (m - 1) / (m + 1)`, so that
  /// `|s| < 0.1716`: `log x = e ln 2 + 2 artanh s` and `artanh s = s + s^3/3 + s^5/5 + ...`, cut
  /// after `s^23`; what is cut off is below `s * 1e-18`. `e ln 2` is added in two parts, of which
  /// the larger is exact.
  ///
  /// Zero gives minus infinity, a negative number not-a-number, infinity itself.
  public static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else {
      return x == 0 ? -.infinity : x < 0 ? .nan : x
    }
    var exponent = x.exponent
    var m = x.significand
    if m > 0x1.6a09e667f3bcdp+0 {
      m /= 2
      exponent += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var series = 1.0 / 23
    for k in stride(from: 21.0, through: 3, by: -2) { series = series * square + 1 / k }
    let e = Double(exponent)
    let tail = 2 * s * (square * series) + e * 0x1.ef35793c7673p-45
    return e * 0x1.62e42fefa38p-1 + (2 * s + tail)
  }
}
