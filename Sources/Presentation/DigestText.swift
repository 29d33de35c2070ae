/// Digests as people compare them.
package enum DigestText {
  /// All bytes as hexadecimal digits in lower case.
  package static func hexadecimal(_ bytes: [UInt8]) -> String {
    var result = ""
    result.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      if byte < 16 { result.append("0") }
      result += String(byte, radix: 16)
    }
    return result
  }

  /// The first digits of a digest, enough to tell two files apart at a glance.
  package static func short(_ bytes: [UInt8], digits: Int = 12) -> String {
    String(hexadecimal(bytes).prefix(digits))
  }
}
