/// File names that nobody can guess and nobody else draws.
enum RandomName {
  /// The number of characters of a suffix.
  static let suffixLength = 16

  /// Sixteen random hexadecimal digits in lower case.
  static func suffix() -> String {
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return String(repeating: "0", count: suffixLength - digits.count) + digits
  }
}
