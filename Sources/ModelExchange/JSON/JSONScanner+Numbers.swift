extension JSONScanner {
  /// Passes over a number.
  ///
  /// - Returns: where its text is.
  mutating func number() throws(Fault) -> Range<Int> {
    guard let first = peek(), first == UInt8(ascii: "-") || isDigit(first) else {
      throw kindFault("a number")
    }
    let start = position
    if first == UInt8(ascii: "-") { position += 1 }
    // A zero that leads is alone; a digit behind it is no part of the number.
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try skipDigits()
    }
    return start..<position
  }

  /// A number as the nearest Float, in one rounding.
  mutating func float() throws(Fault) -> Float {
    let (start, literal) = try literal()
    guard let value = Float(literal), value.isFinite else {
      throw text.fault(
        .jsonSyntax, at: start, expected: "a number that binary32 can hold",
        found: escaped(literal))
    }
    return value
  }

  /// A whole number; `1.0` and `1e3` are such, too.
  mutating func integer<Integer: FixedWidthInteger>() throws(Fault) -> Integer {
    let (start, literal) = try literal()
    guard let value = Integer(literal) ?? Double(literal).flatMap(Integer.init(exactly:)) else {
      throw text.fault(
        .jsonSyntax, at: start, expected: "a whole number of \(Integer.bitWidth) bits",
        found: escaped(literal))
    }
    return value
  }

  /// A number's place and text.
  private mutating func literal() throws(Fault) -> (start: Int, text: String) {
    let range = try number()
    return (range.lowerBound, String(decoding: text.bytes[range], as: UTF8.self))
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < text.bytes.count, text.bytes[position] == UInt8(ascii: character) else {
      return false
    }
    position += 1
    return true
  }

  /// Passes over one digit or more.
  private mutating func skipDigits() throws(Fault) {
    guard position < text.bytes.count, isDigit(text.bytes[position]) else {
      throw syntaxFault("a digit")
    }
    while position < text.bytes.count, isDigit(text.bytes[position]) { position += 1 }
  }
}
