/// The exponential function in Float32, the same on every CPU.
public enum Exponential {
  /// `exp(x)`, within 1.5 units in the last place for `-87 <= x <= 88`; exactly 0 below -87.
  ///
  /// With n the integer nearest to `x / ln 2` and `r = x - n ln 2`, so that `|r| <= 0.3466`:
  /// `exp(x) = 2^n exp(r)`, and exp(r) is its Taylor polynomial of degree 7, whose remainder is
  /// below `0.3466^8 / 8! * 1.42 < 8e-9`, an eighth of a unit in the last place. n ln 2 is taken
  /// off in two steps, of which the first is exact: n has at most 8 bits and the upper part of
  /// ln 2 has 15. For `x >= -87` both `2^n` and the result are normal numbers, so the last product
  /// is exact.
  ///
  /// Adding `1.5 * 2^23` rounds to an integer (ties to even) and leaves that integer in the low
  /// bits of the sum.
  ///
  /// - Precondition: `x <= 88`, or x is not a number (and neither is the result then).
  public static func exp(_ x: Float) -> Float {
    precondition(!(x > 88), "the exponential is defined up to 88, found \(x)")
    return unchecked(x)
  }

  /// ``exp(_:)`` for arguments that are known to be at most 88.
  static func unchecked(_ x: Float) -> Float {
    let shift: Float = 0x1.8p23
    let shifted = shift.addingProduct(x, 0x1.715476p+0)
    let n = shifted - shift
    let r = x.addingProduct(n, -0x1.62e4p-1).addingProduct(n, -0x1.7f7d1cp-20)
    var sum: Float = 0x1.a01a02p-13
    for coefficient: Float in [
      0x1.6c16c2p-10, 0x1.111112p-7, 0x1.555556p-5, 0x1.555556p-3, 0.5, 1, 1,
    ] {
      sum = coefficient.addingProduct(sum, r)
    }
    let power = Float(bitPattern: (shifted.bitPattern &+ 127) &<< 23)
    return x < -87 ? 0 : sum * power
  }
}
