/// The characters that pictures, bars and rules are drawn with.
package enum Glyphs: Hashable, Sendable {
  /// Block elements and box drawing.
  case unicode
  /// The 95 printable characters of ASCII.
  case ascii

  /// The character of a horizontal rule.
  var rule: String { self == .unicode ? "─" : "-" }
  /// The character that stands for a count of zero where zeros would hide the rest.
  var zero: String { self == .unicode ? "·" : "." }
}
