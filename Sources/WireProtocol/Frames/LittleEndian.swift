// Integers are built from single bytes, so that their alignment does not matter and nothing here is
// unsafe. The caller has checked that the bytes are there.
extension Span<UInt8> {
  @inline(__always)
  func u16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
  }

  @inline(__always)
  func u32(at offset: Int) -> UInt32 {
    UInt32(self[offset]) | UInt32(self[offset + 1]) << 8
      | UInt32(self[offset + 2]) << 16 | UInt32(self[offset + 3]) << 24
  }

  @inline(__always)
  func u64(at offset: Int) -> UInt64 {
    UInt64(u32(at: offset)) | UInt64(u32(at: offset + 4)) << 32
  }

  /// A copy of the bytes.
  var array: [UInt8] {
    [UInt8](capacity: count) { bytes in
      for index in 0..<count { bytes.append(self[index]) }
    }
  }
}

extension MutableSpan<UInt8> {
  @inline(__always)
  mutating func put(_ value: UInt8, at offset: Int) {
    self[offset] = value
  }

  @inline(__always)
  mutating func put(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(truncatingIfNeeded: value)
    self[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }

  @inline(__always)
  mutating func put(_ value: UInt32, at offset: Int) {
    put(UInt16(truncatingIfNeeded: value), at: offset)
    put(UInt16(truncatingIfNeeded: value >> 16), at: offset + 2)
  }

  @inline(__always)
  mutating func put(_ value: UInt64, at offset: Int) {
    put(UInt32(truncatingIfNeeded: value), at: offset)
    put(UInt32(truncatingIfNeeded: value >> 32), at: offset + 4)
  }

  /// Writes zeros to a range of places that count from `start`.
  @inline(__always)
  mutating func putZeros(_ places: Range<Int>, from start: Int) {
    for place in places { self[start + place] = 0 }
  }
}
