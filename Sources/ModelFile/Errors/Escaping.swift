/// Text of a file made safe to print: whatever is not printable ASCII is written as `\u{...}`.
///
/// Hostile names and labels would otherwise send escape sequences to the terminal that prints an
/// error message.
package func quoted(_ text: some StringProtocol) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case " "..."~": result.unicodeScalars.append(scalar)
    default: result += "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
  return result + "\""
}

/// Bytes as hexadecimal digits with a space between them, at most sixteen of them.
func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  let digits = bytes.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
  return digits.joined(separator: " ") + (bytes.count > 16 ? " ..." : "")
}

/// A 32-bit word as `0x` and eight hexadecimal digits.
package func hexadecimal(_ word: UInt32) -> String {
  let digits = String(word, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
