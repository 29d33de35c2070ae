/// The order in which people number things: `fc2` comes before `fc10`.
enum NaturalOrder {
  /// Whether `first` comes before `second`: runs of digits compare as numbers, all else by bytes.
  static func precedes(_ first: String, _ second: String) -> Bool {
    var a = Array(first.utf8)[...]
    var b = Array(second.utf8)[...]
    while let x = a.first, let y = b.first {
      if isDigit(x), isDigit(y) {
        let m = number(&a)
        let n = number(&b)
        guard m.elementsEqual(n) else {
          return m.count == n.count ? m.lexicographicallyPrecedes(n) : m.count < n.count
        }
      } else {
        guard x == y else { return x < y }
        a.removeFirst()
        b.removeFirst()
      }
    }
    guard a.isEmpty, b.isEmpty else { return a.isEmpty }
    // `fc01` and `fc1`: any order, but always the same.
    return first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  /// Takes a run of digits; without leading zeros, so that a longer one is a larger number.
  private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = text.prefix(while: isDigit)
    text = text.dropFirst(digits.count)
    return digits.drop { $0 == UInt8(ascii: "0") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
