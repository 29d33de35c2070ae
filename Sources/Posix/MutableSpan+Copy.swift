extension MutableSpan<UInt8> {
  /// Replaces the bytes from `offset` on by those of a span, in one piece.
  ///
  /// - Precondition: They fit.
  @inline(__always)
  package mutating func copy(_ bytes: Span<UInt8>, at offset: Int) {
    precondition(
      offset >= 0 && bytes.count <= count - offset,
      "\(bytes.count) bytes do not fit \(count) from \(offset) on")
    if bytes.isEmpty { return }
    // SAFETY: the range was checked, and exclusive access keeps the two apart.
    unsafe withUnsafeMutableBytes { room in
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[offset...]).copyMemory(from: bytes)
      }
    }
  }

  /// Moves the bytes of a range to the beginning, in one piece; what was there is lost.
  ///
  /// - Precondition: The range is within the span.
  package mutating func moveToFront(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "\(range) is not within \(count) bytes")
    // SAFETY: the range was checked; the call allows that the two overlap.
    unsafe withUnsafeMutableBytes { room in
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[range]))
    }
  }
}
