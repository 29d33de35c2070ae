/// Mutates JSON text by its tokens: a random bit breaks the grammar before it changes a value.
enum JSONMutator {
  private static let numbers = [
    "0", "-0", "1", "2", "3", "-1", "1.5", "1e39", "1e-46", "-128", "127", "65536", "65537",
    "9223372036854775807", "9223372036854775808", "1e3", "1E400", "null", "\"\"",
  ]
  private static let strings = [
    "\"\"", "\"F16\"", "\"BF16\"", "\"F64\"", "\"I8\"", "\"I32\"", "\"U8\"", "\"relu\"",
    "\"identity\"", "\"relu,identity\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\u0000\"",
    "\"\\u001b[2J\"", "\"\u{202E}\"", "\"layers.0.weight\"", "\"arr_0\"", "{}", "[]", "1",
  ]

  /// A mutated text; sometimes one of libFuzzer's own mutations.
  static func mutate(_ text: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var tokens = tokens(of: text)
    guard !tokens.isEmpty, dice.roll(4) != 0 else {
      return LibFuzzer.mutate(text, limit: text.count + 32)
    }
    let index = dice.roll(tokens.count)
    switch dice.roll(8) {
    case 0: tokens.remove(at: index)
    case 1: tokens.insert(tokens[index], at: index)
    case 2: tokens.swapAt(index, dice.roll(tokens.count))
    case 3:
      // A run of tokens once more, with a comma: an element, or a key and its value.
      let end = min(tokens.count, index + 1 + dice.roll(24))
      tokens.insert(contentsOf: [[UInt8(ascii: ",")]] + tokens[index..<end], at: end)
    case 4:
      tokens.removeSubrange(index..<min(tokens.count, index + 1 + dice.roll(24)))
    default: replace(&tokens, from: index, &dice)
    }
    return Array(tokens.joined())
  }

  /// Puts another value into the next number or string.
  private static func replace(
    _ tokens: inout [[UInt8]], from start: Int, _ dice: inout Dice
  ) {
    let values = tokens.indices.filter { isNumber(tokens[$0]) || tokens[$0].first == quote }
    guard let index = values.first(where: { $0 >= start }) ?? values.first else { return }
    let choices = isNumber(tokens[index]) ? numbers : strings
    if dice.roll(4) == 0 {
      tokens[index] = LibFuzzer.mutate(tokens[index], limit: tokens[index].count + 8)
    } else {
      tokens[index] = Array(choices[dice.roll(choices.count)].utf8)
    }
  }

  private static let quote = UInt8(ascii: "\"")

  static func isNumber(_ token: [UInt8]) -> Bool {
    token.first.map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false
  }

  /// The text cut into strings, runs of letters and digits, and single other bytes.
  static func tokens(of text: [UInt8]) -> [[UInt8]] {
    var tokens: [[UInt8]] = []
    var start = 0
    while start < text.count {
      var end = start + 1
      if text[start] == quote {
        while end < text.count, text[end] != quote {
          end += text[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        end += 1
      } else if isWord(text[start]) {
        while end < text.count, isWord(text[end]) { end += 1 }
      }
      end = min(end, text.count)
      tokens.append(Array(text[start..<end]))
      start = end
    }
    return tokens
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }
}
