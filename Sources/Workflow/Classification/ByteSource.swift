/// Bytes that come one piece after the other.
protocol ByteSource: AnyObject {
  /// Reads up to `count` bytes, at least one of them.
  ///
  /// - Returns: what is there; nothing at the end only.
  func read(upTo count: Int) throws(WorkflowError) -> [UInt8]
}

extension ByteSource {
  /// Reads `count` bytes, fewer only where the source ends.
  func readWhole(_ count: Int) throws(WorkflowError) -> [UInt8] {
    var bytes: [UInt8] = []
    try readWhole(count, into: &bytes)
    return bytes
  }

  /// Reads until `bytes` holds `count` of them, fewer only where the source ends.
  func readWhole(_ count: Int, into bytes: inout [UInt8]) throws(WorkflowError) {
    while bytes.count < count {
      let piece = try read(upTo: min(count - bytes.count, 1 << 20))
      if piece.isEmpty { break }
      bytes += piece
    }
  }
}
