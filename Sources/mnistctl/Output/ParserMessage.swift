import ArgumentParser

/// What the argument parser found, in one line: the fault, and the command that explains more.
///
/// The parser's errors are its own types; only their texts can be read.
struct ParserMessage {
  /// The fault and where help is.
  private(set) var text: String
  /// What an option takes, where its value was refused.
  private(set) var expected: String?
  /// The refused value.
  private(set) var found: String?

  init(_ error: any Error) {
    var text = MnistCtl.message(for: error).split(separator: "\n").joined(separator: "; ")
    if text.hasSuffix(".") { text.removeLast() }
    text = text.prefix(1).lowercased() + text.dropFirst()
    text = text.replacing(". Did you mean", with: "; did you mean")
      .replacing(". Please", with: "; please")
    self.text = text
    self.text += readRefusedValue(text)
    if !self.text.hasSuffix("?"), let help = ParserMessage.help(for: error) {
      self.text += "; see '\(help)'"
    }
  }

  /// Reads "the value 'X' is invalid for '--option <value>'", which may go on with the reason.
  ///
  /// - Returns: the reason, where the parser gives none.
  private mutating func readRefusedValue(_ text: String) -> String {
    let start = "the value '"
    guard text.hasPrefix(start), let middle = text.firstRange(of: "' is invalid for '") else {
      return ""
    }
    let value = String(text[text.index(text.startIndex, offsetBy: start.count)..<middle.lowerBound])
    found = value
    let rest = text[middle.upperBound...]
    for reason in ["': expected ", "'; please provide "] {
      if let range = rest.firstRange(of: reason) {
        expected = String(rest[range.upperBound...])
        return ""
      }
    }
    guard rest.hasSuffix("'") else { return "" }
    // Texts, names and lists give their reasons, so this is a number.
    let number = ParserMessage.number(for: rest, insteadOf: value)
    expected = number
    return ": expected \(number)"
  }

  private static func number(for option: Substring, insteadOf value: String) -> String {
    guard Double(value) != nil else { return "a number" }
    // A number, but none that the option's type can hold.
    return option.hasPrefix("--seed ")
      ? "a whole number in 0...\(UInt64.max)" : "a whole number in \(Int.min)...\(Int.max)"
  }

  /// The parser names the command in its last line: See 'mnistctl train --help' for more ...
  private static func help(for error: any Error) -> Substring? {
    let words = MnistCtl.fullMessage(for: error).split(separator: "\n").last?.split(separator: "'")
    guard let words, words.count == 3, words[1].hasSuffix("--help") else { return nil }
    return words[1]
  }
}
