internal import ByteCoding

/// A cursor over a payload whose errors are refusals with offsets in the frame.
///
/// A payload that ends too early or goes on too long is a fault of its length, at offset 24.
struct PayloadReader {
  private var reader: ByteReader

  init(_ payload: [UInt8]) {
    reader = ByteReader(bytes: payload, baseOffset: WireFormat.headerByteCount)
  }

  private init(_ reader: ByteReader) { self.reader = reader }

  /// The offset of the next byte within the frame.
  var position: Int { reader.position }

  /// How many bytes are left.
  var remaining: Int { reader.remaining }

  mutating func u8() throws(WireError) -> UInt8 {
    do { return try reader.u8() } catch { throw .payload(error) }
  }

  mutating func u16() throws(WireError) -> UInt16 {
    do { return try reader.u16(.little) } catch { throw .payload(error) }
  }

  mutating func u32() throws(WireError) -> UInt32 {
    do { return try reader.u32(.little) } catch { throw .payload(error) }
  }

  mutating func u64() throws(WireError) -> UInt64 {
    do { return try reader.u64(.little) } catch { throw .payload(error) }
  }

  mutating func bytes(_ count: Int) throws(WireError) -> [UInt8] {
    do { return try reader.bytes(count) } catch { throw .payload(error) }
  }

  /// A text: its length in two bytes, then UTF-8.
  mutating func text() throws(WireError) -> String {
    let count = Int(try u16())
    do { return try reader.utf8(count) } catch { throw .payload(error, textAt: position) }
  }

  /// UTF-8 up to the end of the payload.
  mutating func rest() throws(WireError) -> String {
    do {
      return try reader.utf8(reader.remaining)
    } catch { throw .payload(error, textAt: position) }
  }

  /// The bytes of a record, which may hold fields of a later minor version at its end.
  mutating func record() throws(WireError) -> PayloadReader {
    let count = Int(try u32())
    do { return PayloadReader(try reader.slice(count)) } catch { throw .payload(error) }
  }

  /// Fields that must be zero.
  mutating func reserved(_ count: Int) throws(WireError) {
    let start = position
    for (index, byte) in try bytes(count).enumerated() where byte != 0 {
      throw WireError(
        .badArgument, at: start + index, .reserved, expected: .exactly(0), found: UInt64(byte))
    }
  }

  /// A number of a closed list that counts from 1.
  mutating func choice<Value: RawRepresentable & CaseIterable>(
    _ type: Value.Type, _ subject: WireError.Subject
  ) throws(WireError) -> Value where Value.RawValue == UInt8 {
    let place = position
    let found = try u8()
    guard let value = Value(rawValue: found) else {
      throw WireError(
        .badArgument, at: place, subject, expected: .between(1, UInt64(Value.allCases.count)),
        found: UInt64(found))
    }
    return value
  }

  func expectEnd() throws(WireError) {
    do { try reader.expectEnd() } catch { throw .payload(error) }
  }
}

extension WireError {
  /// The refusal for a payload that cannot be read.
  fileprivate static func payload(_ error: ByteCodingError, textAt place: Int = 0) -> WireError {
    let header = WireFormat.headerByteCount
    let expected: Expectation
    let found: Int
    switch error {
    case .invalidUTF8(let offset):
      return WireError(
        .badArgument, at: place, .text, expected: .words(.utf8), found: offset - place)
    case .truncated(let offset, let needed, let available):
      let (least, overflow) = (offset - header).addingReportingOverflow(needed)
      expected = .atLeast(UInt64(clamping: overflow ? Int.max : least))
      found = offset - header + available
    case .trailingBytes(let offset, let count):
      expected = .exactly(UInt64(clamping: offset - header))
      found = offset - header + count
    case .seekOutOfBounds(let offset, _, let end):
      expected = .atLeast(UInt64(clamping: offset - header))
      found = end - header
    }
    return WireError(.badArgument, at: 24, .payloadByteCount, expected: expected, found: found)
  }
}
