/// Finds frames in a receive buffer, in place: it copies nothing and allocates nothing.
///
/// The caller owns the buffer. It hands over the bytes that are not used up, which begin with a
/// frame, and drops a frame's bytes before it asks for the next one.
///
/// ```swift
/// var start = 0
/// while case .frame(let frame) = try decoder.next(in: buffer.span.extracting(start..<end)) {
///   serve(frame.header, buffer.span.extracting(start..<end).extracting(frame.payload))
///   start += frame.byteCount
/// }
/// ```
public struct FrameDecoder: Sendable {
  /// What the bytes at hand are.
  public enum Step: Sendable, Hashable {
    /// A whole frame.
    case frame(Frame)
    /// The beginning of a frame, or nothing: its header if that is there, and how many bytes are
    /// missing at least.
    case partial(header: FrameHeader?, missing: Int)
  }

  /// The side that sends the frames.
  public let sender: Peer
  /// The largest frame to accept, in bytes; it changes once HELLO has announced it.
  public var frameByteLimit: Int
  /// How many bytes of the stream belong to frames that were returned.
  public private(set) var position: UInt64 = 0
  private var awaitsHello: Bool
  private var fault: WireError?

  /// Creates the decoder of a connection.
  ///
  /// - Parameters:
  ///   - sender: the side that sends the frames.
  ///   - frameByteLimit: the largest frame to accept, in bytes.
  ///   - isOpen: whether HELLO has been exchanged already.
  public init(
    sender: Peer, frameByteLimit: Int = ServerLimits.leastFrameByteCount, isOpen: Bool = false
  ) {
    self.sender = sender
    self.frameByteLimit = frameByteLimit
    awaitsHello = !isOpen
  }

  /// Looks for a frame at the start of `bytes`.
  ///
  /// - Parameter bytes: all bytes received that belong to no returned frame, in order.
  /// - Returns: a frame, which counts as used up, or what is there of one.
  /// - Throws: the first fault of steps 1 to 6 of section 9, without the id of an answer; it ends
  ///   the connection, and every later call throws it again.
  public mutating func next(in bytes: Span<UInt8>) throws(WireError) -> Step {
    if let fault { throw fault }
    do {
      let step = try examine(bytes)
      if case .frame(let frame) = step {
        awaitsHello = false
        position &+= UInt64(frame.byteCount)
      }
      return step
    } catch {
      fault = error
      throw error
    }
  }

  /// Takes the frame whose header a partial step has shown, for a receiver that reads its payload
  /// and padding itself, piece by piece.
  ///
  /// The bytes that are looked at next must be those behind the frame.
  public mutating func take(_ header: FrameHeader) {
    awaitsHello = false
    position &+= UInt64(header.frameByteCount)
  }

  private func examine(_ bytes: Span<UInt8>) throws(WireError) -> Step {
    guard bytes.count >= WireFormat.headerByteCount else {
      try FrameHeader.checkMagic(of: bytes)
      return .partial(header: nil, missing: WireFormat.headerByteCount - bytes.count)
    }
    let header = try FrameHeader(parsing: bytes, from: sender, frameByteLimit: frameByteLimit)
    try checkPlace(of: header)
    let missing = header.frameByteCount - bytes.count
    guard missing <= 0 else { return .partial(header: header, missing: missing) }
    let frame = Frame(header: header)
    for index in frame.payload.upperBound..<frame.byteCount where bytes[index] != 0 {
      throw WireError(
        .badFrame, at: index, .padding, expected: .exactly(0), found: UInt64(bytes[index]))
    }
    return .frame(frame)
  }

  /// HELLO opens a connection, does not occur again, and the client sends no GOAWAY.
  private func checkPlace(of header: FrameHeader) throws(WireError) {
    guard sender == .client else { return }
    let isHello = header.code == Opcode.hello.rawValue
    guard isHello == awaitsHello else {
      throw WireError(
        .badFrame, at: 5, .opcode, expected: .words(awaitsHello ? .helloFirst : .helloOnce),
        found: UInt64(header.code))
    }
    guard header.code != Opcode.goaway.rawValue else {
      throw WireError(
        .badFrame, at: 5, .opcode, expected: .words(.requestOfClient), found: UInt64(header.code))
    }
  }
}
