/// The output of `hexdump -C`: offset, sixteen bytes, their characters; `*` for repeated lines.
enum HexDump {
  struct Malformed: Error { let line: String }

  static func parse(_ lines: [String]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in lines where line != "*" {
      guard let offset = Int(line.prefix(8), radix: 16) else { throw Malformed(line: line) }
      // A star stands for copies of the line before it, up to this offset.
      while bytes.count < offset { bytes += bytes.suffix(16) }
      guard bytes.count == offset else { throw Malformed(line: line) }
      bytes += line.dropFirst(8).prefix { $0 != "|" }.split(separator: " ").compactMap {
        UInt8($0, radix: 16)
      }
    }
    return bytes
  }
}
