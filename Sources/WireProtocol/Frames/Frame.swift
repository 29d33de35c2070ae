/// A frame that lies whole in a receive buffer.
public struct Frame: Sendable, Hashable {
  /// The header, checked as far as no connection state is needed.
  public let header: FrameHeader

  init(header: FrameHeader) { self.header = header }

  /// Where the payload lies, counted from the first byte of the frame.
  public var payload: Range<Int> {
    let start = WireFormat.headerByteCount
    return start..<start + Int(header.payloadByteCount)
  }

  /// The bytes of the frame, after which the next one begins.
  public var byteCount: Int { header.frameByteCount }
}
