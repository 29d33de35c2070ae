internal import ByteCoding

extension ByteWriter {
  /// Appends a text: its length in two bytes, then UTF-8.
  ///
  /// - Precondition: it has at most 65,535 bytes.
  mutating func append(text: String) {
    append(count: text.utf8.count)
    append(utf8: text)
  }

  /// Appends a record: its length in four bytes, then what `body` appends.
  mutating func append(record body: (inout ByteWriter) -> Void) {
    let start = count
    append(u32: 0, .little)
    body(&self)
    guard let byteCount = UInt32(exactly: count - start - 4) else {
      preconditionFailure("a record of \(count - start - 4) bytes does not fit a message")
    }
    patch(u32: byteCount, at: start, .little)
  }

  /// Appends a count of two bytes.
  ///
  /// - Precondition: it is at most 65,535.
  mutating func append(count: Int) {
    guard let number = UInt16(exactly: count) else {
      preconditionFailure("a count of \(count) does not fit a message")
    }
    append(u16: number, .little)
  }
}
