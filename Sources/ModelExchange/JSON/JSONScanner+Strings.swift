extension JSONScanner {
  /// Reads a string.
  mutating func string() throws(Fault) -> String {
    guard peek() == UInt8(ascii: "\"") else { throw kindFault("a string") }
    let start = position
    position += 1
    var content: [UInt8] = []
    while true {
      guard position < text.bytes.count else { throw syntaxFault("a closing quotation mark") }
      switch text.bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: content, as: UTF8.self) else {
          throw text.fault(
            .jsonEncoding, at: start, expected: "UTF-8", found: "a string of other bytes")
        }
        return string
      case UInt8(ascii: "\\"): content += try escape().utf8
      case ..<0x20: throw syntaxFault("no control character in a string")
      case let byte:
        content.append(byte)
        position += 1
      }
    }
  }

  /// Reads an escape: a backslash and what follows it.
  private mutating func escape() throws(Fault) -> String {
    let start = position
    position += 1
    guard position < text.bytes.count else { throw syntaxFault("an escape") }
    let character: Unicode.Scalar
    switch text.bytes[position] {
    case UInt8(ascii: "\""): character = "\""
    case UInt8(ascii: "\\"): character = "\\"
    case UInt8(ascii: "/"): character = "/"
    case UInt8(ascii: "b"): character = "\u{8}"
    case UInt8(ascii: "f"): character = "\u{C}"
    case UInt8(ascii: "n"): character = "\n"
    case UInt8(ascii: "r"): character = "\r"
    case UInt8(ascii: "t"): character = "\t"
    case UInt8(ascii: "u"): return try utf16(from: start)
    default: throw syntaxFault("an escape")
    }
    position += 1
    return String(character)
  }

  /// Reads the units of a character, from the `u` of the first.
  ///
  /// - Parameter start: where its escape starts, for messages.
  private mutating func utf16(from start: Int) throws(Fault) -> String {
    var units = [try unit()]
    // A character outside the first plane is two units, each with an escape of its own.
    if UTF16.isLeadSurrogate(units[0]), text.bytes[position...].starts(with: "\\u".utf8) {
      position += 1
      units.append(try unit())
    }
    guard let character = String(validating: units, as: UTF16.self) else {
      throw text.fault(
        .jsonSyntax, at: start, expected: "a character", found: "half of a surrogate pair")
    }
    return character
  }

  /// Reads `u` and the four hexadecimal digits of a UTF-16 unit.
  private mutating func unit() throws(Fault) -> UInt16 {
    position += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard position < text.bytes.count,
        let digit = Character(UnicodeScalar(text.bytes[position])).hexDigitValue
      else { throw syntaxFault("four hexadecimal digits") }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
