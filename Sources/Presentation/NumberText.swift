/// Numbers as a reader expects them, the same in every locale.
package enum NumberText {
  /// A number with a fixed count of decimals, correctly rounded (ties to even).
  ///
  /// What rounds to zero has no sign. Numbers from 2^53 on have no fraction; from 2^63 on they are
  /// written with an exponent.
  ///
  /// - Precondition: `0...15 ~= decimals`.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    precondition((0...15).contains(decimals), "cannot write \(decimals) decimals")
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let magnitude = value.magnitude
    guard magnitude < 0x1p63 else { return "\(value)" }
    var whole = UInt64(magnitude)
    let scale = powerOfTen(decimals)
    let isOdd = decimals == 0 && whole % 2 == 1
    var fraction = roundedProduct(magnitude - Double(whole), scale, tieGoesUp: isOdd)
    if fraction == scale {
      whole += 1
      fraction = 0
    }
    let sign = value < 0 && (whole > 0 || fraction > 0) ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let digits = "\(UInt64(fraction))"
    let zeros = String(repeating: "0", count: decimals - digits.utf8.count)
    return "\(sign)\(whole).\(zeros)\(digits)"
  }

  /// An integer with a comma before each group of three digits: `60,000`.
  package static func grouped(_ value: Int) -> String {
    let digits = Array("\(value.magnitude)")
    var result = value < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
      if i > 0 && (digits.count - i) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// A ratio as per cent with a fixed count of decimals: 0.9784 is `97.84 %`.
  ///
  /// The product with 100 is rounded once before its decimals are.
  package static func percent(_ ratio: Double, decimals: Int = 2) -> String {
    fixed(ratio * 100, decimals: decimals) + " %"
  }

  /// `fraction * scale` rounded to an integer, as if the product were exact.
  ///
  /// The rounded product is never on the other side of a tie than the exact one, because ties are
  /// Float64 values themselves; it can only fall on one. The exact remainder, which one fused
  /// multiply-add gives, decides that case.
  private static func roundedProduct(
    _ fraction: Double, _ scale: Double, tieGoesUp: Bool
  ) -> Double {
    let product = fraction * scale
    let floor = product.rounded(.down)
    guard product - floor == 0.5 else { return product.rounded() }
    let remainder = (-product).addingProduct(fraction, scale)
    if remainder != 0 { return remainder > 0 ? floor + 1 : floor }
    let floorIsOdd = floor.truncatingRemainder(dividingBy: 2) == 1
    return floorIsOdd || tieGoesUp ? floor + 1 : floor
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
