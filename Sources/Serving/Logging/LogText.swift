/// Text of log entries, made safe for terminals and for lines.
enum LogText {
  /// A text with everything that could act on a terminal or begin a new line made visible.
  ///
  /// Control characters, marks of writing direction, invisible and unassigned characters become
  /// `\u{1B}`, or `\n`, `\r` and `\t`. A backslash stays one: messages hold names that were
  /// escaped where a file was read.
  static func escaped(_ text: String) -> String {
    // Nearly every text; one pass over its bytes.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isVisible(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
      }
    }
    return result
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    case .spaceSeparator: scalar == " "
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
