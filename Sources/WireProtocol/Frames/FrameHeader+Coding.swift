extension FrameHeader {
  /// Reads and checks the header at the start of `bytes`: steps 1 to 4 of section 9.
  ///
  /// - Parameters:
  ///   - bytes: what was received, beginning with the frame; at least 32 bytes.
  ///   - sender: the side that sent it.
  ///   - frameByteLimit: the largest frame to accept, in bytes.
  /// - Throws: the first fault, which ends the connection.
  /// - Precondition: there are at least ``WireFormat/headerByteCount`` bytes.
  public init(
    parsing bytes: Span<UInt8>, from sender: Peer, frameByteLimit: Int
  ) throws(WireError) {
    precondition(
      bytes.count >= WireFormat.headerByteCount,
      "a header has \(WireFormat.headerByteCount) bytes, found \(bytes.count)")
    let magic = bytes.u32(at: 0)
    guard magic == WireFormat.magic else {
      throw WireError(
        .badFrame, at: 0, .magic, expected: .exactly(UInt64(WireFormat.magic)),
        found: UInt64(magic))
    }
    version = bytes[4]
    guard version == WireFormat.version else {
      throw WireError(
        .badVersion, at: 4, .version, expected: .exactly(UInt64(WireFormat.version)),
        found: UInt64(version))
    }
    code = bytes[5]
    detail = bytes.u16(at: 6)
    requestID = bytes.u64(at: 8)
    model = bytes.u32(at: 16)
    itemCount = bytes.u32(at: 20)
    payloadByteCount = bytes.u32(at: 24)
    microseconds = bytes.u32(at: 28)
    guard self.sender == sender else {
      throw WireError(
        .badFrame, at: 5, .opcode,
        expected: .words(sender == .client ? .opcodeOfClient : .opcodeOfServer),
        found: UInt64(code))
    }
    let limit =
      code == Opcode.hello.rawValue
      ? min(frameByteLimit, WireFormat.helloByteLimit) : frameByteLimit
    guard frameByteCount <= limit else {
      throw WireError(
        .tooLarge, at: 24, .frameByteCount, expected: .atMost(UInt64(limit)),
        found: frameByteCount)
    }
  }

  /// Refuses the start of a stream whose magic is already wrong in the bytes that have come.
  static func checkMagic(of bytes: Span<UInt8>) throws(WireError) {
    var found: UInt32 = 0
    for index in 0..<min(4, bytes.count) { found |= UInt32(bytes[index]) << (8 * index) }
    let mask: UInt32 = bytes.count >= 4 ? .max : (1 << (8 * bytes.count)) - 1
    guard found == WireFormat.magic & mask else {
      throw WireError(
        .badFrame, at: 0, .magic, expected: .exactly(UInt64(WireFormat.magic)),
        found: UInt64(found))
    }
  }

  /// The id of the request that a frame at fault carries, for the GOAWAY about it; 0 where its
  /// header is not there.
  public static func requestID(in bytes: Span<UInt8>) -> UInt64 {
    bytes.count >= WireFormat.headerByteCount ? bytes.u64(at: 8) : 0
  }

  /// Writes the 32 bytes of the header.
  ///
  /// - Precondition: `bytes` has room for them at `offset`.
  public func write(to bytes: inout MutableSpan<UInt8>, at offset: Int = 0) {
    bytes.put(WireFormat.magic, at: offset)
    bytes.put(version, at: offset + 4)
    bytes.put(code, at: offset + 5)
    bytes.put(detail, at: offset + 6)
    bytes.put(requestID, at: offset + 8)
    bytes.put(model, at: offset + 16)
    bytes.put(itemCount, at: offset + 20)
    bytes.put(payloadByteCount, at: offset + 24)
    bytes.put(microseconds, at: offset + 28)
  }

  /// Writes the zero bytes after a payload that was written behind this header.
  ///
  /// - Precondition: `bytes` has room for the whole frame at `offset`.
  public func writePadding(to bytes: inout MutableSpan<UInt8>, at offset: Int = 0) {
    let end = WireFormat.headerByteCount + Int(payloadByteCount)
    bytes.putZeros(end..<frameByteCount, from: offset)
  }

  /// The whole frame: this header, a payload of the length it names, and padding.
  ///
  /// - Precondition: the payload has ``payloadByteCount`` bytes.
  public func frame(_ payload: [UInt8] = []) -> [UInt8] {
    precondition(
      payload.count == Int(payloadByteCount),
      "the header announces \(payloadByteCount) bytes, found \(payload.count)")
    var bytes = [UInt8](repeating: 0, count: WireFormat.headerByteCount)
    bytes.reserveCapacity(frameByteCount)
    var span = bytes.mutableSpan
    write(to: &span)
    bytes += payload
    bytes.append(contentsOf: repeatElement(0, count: frameByteCount - bytes.count))
    return bytes
  }
}
