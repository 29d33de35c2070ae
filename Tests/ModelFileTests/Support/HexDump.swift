/// The output of `hexdump -C`: offset, sixteen bytes, their characters; `*` for repeated lines.
enum HexDump {
  struct Malformed: Error { let line: String }

  static func parse(_ lines: [String]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in lines where line != "*" {
      guard let offset = Int(line.prefix(8), radix: 16) else { throw Malformed(line: line) }
      // A star stands for copies of the line before it, up to this offset.
      while bytes.count < offset { bytes += bytes.suffix(16) }
      bytes += line.dropFirst(8).prefix { $0 != "|" }.split(separator: " ").compactMap {
        UInt8($0, radix: 16)
      }
    }
    return bytes
  }

  static func print(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    var previous: ArraySlice<UInt8> = []
    for offset in stride(from: 0, to: bytes.count, by: 16) {
      let row = bytes[offset..<min(offset + 16, bytes.count)]
      if Array(row) == Array(previous) {
        if lines.last != "*" { lines.append("*") }
        continue
      }
      previous = row
      let halves = [row.prefix(8), row.dropFirst(8)].map { half in
        half.map { hexadecimal(Int($0), 2) }.joined(separator: " ")
      }
      let text = row.map { (0x20...0x7E).contains($0) ? Character(Unicode.Scalar($0)) : "." }
      lines.append("\(hexadecimal(offset, 8))  \(halves[0])  \(halves[1])  |\(String(text))|")
    }
    return lines + [hexadecimal(bytes.count, 8)]
  }

  private static func hexadecimal(_ value: Int, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: width - digits.count) + digits
  }
}
