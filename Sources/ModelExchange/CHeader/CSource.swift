/// C source text that is being written.
struct CSource {
  /// What was written up to now.
  private(set) var text = ""

  private static let columns = 100

  /// Appends text and the end of the line.
  mutating func append(_ lines: String) {
    text += lines
    text += "\n"
  }

  /// Appends a constant table, which C makes private to the file that includes the header.
  ///
  /// - Parameter literals: the elements as C spells them, at least one.
  mutating func append(table name: String, of type: String, _ literals: some Collection<String>) {
    append("static const \(type) \(name)[\(literals.count)] = {")
    var line = " "
    for literal in literals {
      // All characters are ASCII: bytes are columns.
      if line.utf8.count + literal.utf8.count + 2 > Self.columns {
        append(line)
        line = " "
      }
      line += " \(literal),"
    }
    append(line)
    append("};")
  }

  /// A number as C reads it back: the shortest decimal that gives the same bits.
  ///
  /// - Precondition: the number is finite.
  static func literal(_ value: Float) -> String {
    precondition(value.isFinite, "C has no literal for \(value)")
    return "\(value)f"
  }

  /// Text as a C string: what is not plain in every character set, or could begin a trigraph, is
  /// written as an octal escape, which ends after three digits whatever follows.
  static func literal(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"), ..<0x20, 0x7f...:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      default: result.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return result + "\""
  }
}
