/// Text made safe for a terminal, and measured as a terminal shows it.
package enum TerminalText {
  /// A string of a file or a user with everything that could act on a terminal made visible.
  ///
  /// Control characters, marks of writing direction, invisible and unassigned characters become
  /// `\u{1B}`, or `\n`, `\r` and `\t`; a backslash becomes `\\`, so that the result is unambiguous.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isVisible(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      }
    }
    return result
  }

  /// The number of columns that a line takes; the style sequences of this module take none.
  package static func width(of line: String) -> Int {
    var width = 0
    var isInStyle = false
    for character in line {
      if isInStyle {
        isInStyle = character != "m"
      } else if character == "\u{1B}" {
        isInStyle = true
      } else {
        width += columns(of: character)
      }
    }
    return width
  }

  /// A line without styles cut to a width; what is cut ends in an ellipsis.
  package static func truncated(_ line: String, to width: Int, glyphs: Glyphs = .unicode) -> String
  {
    guard self.width(of: line) > width else { return line }
    let ellipsis = glyphs == .unicode ? "…" : "~"
    guard width > 0 else { return "" }
    var result = ""
    var used = 1
    for character in line {
      used += columns(of: character)
      if used > width { break }
      result.append(character)
    }
    return result + ellipsis
  }

  /// A line filled with spaces to a width; a longer one is left as it is.
  package static func padded(
    _ line: String, to width: Int, alignment: TextAlignment = .left
  ) -> String {
    let missing = max(0, width - self.width(of: line))
    let before =
      switch alignment {
      case .left: 0
      case .centre: missing / 2
      case .right: missing
      }
    return String(repeating: " ", count: before) + line
      + String(repeating: " ", count: missing - before)
  }

  /// A character by its number: `\u{1B}`.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }

  /// Whether a character shows itself, and does nothing else.
  static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    // A blank that is none of the ordinary kind could make two names look alike.
    case .spaceSeparator: scalar == " "
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func columns(of character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// The blocks of characters that terminals draw two columns wide; see Unicode Standard Annex 11.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
