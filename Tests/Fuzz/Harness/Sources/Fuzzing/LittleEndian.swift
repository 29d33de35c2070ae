/// Little-endian numbers anywhere in an array, for bytes that may be of any length.
extension [UInt8] {
  /// The number in `count` bytes at `offset`; `nil` where they are not all there.
  func number(at offset: Int, _ count: Int) -> UInt64? {
    guard offset >= 0, count <= self.count - offset else { return nil }
    return self[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Writes a number over `count` bytes at `offset`, where they are all there.
  mutating func set(_ number: UInt64, at offset: Int, _ count: Int) {
    guard offset >= 0, count <= self.count - offset else { return }
    for index in 0..<count { self[offset + index] = number.byte(index) }
  }

  /// Appends a number of `count` bytes.
  mutating func append(_ number: UInt64, _ count: Int) {
    for index in 0..<count { append(number.byte(index)) }
  }
}

extension UInt64 {
  fileprivate func byte(_ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: self >> UInt64(8 * index))
  }
}
