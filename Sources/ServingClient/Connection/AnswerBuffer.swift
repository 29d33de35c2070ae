package import Posix
package import WireProtocol

/// What has come from a server and is not used up, in memory that is used again and again.
package struct AnswerBuffer: ~Copyable {
  /// The least room that is given to the kernel: hundreds of small answers.
  private static let leastRoom = 65_536
  /// The memory that is kept when no bytes wait.
  private static let keptByteCount = 1_048_576

  /// Finds the frames; its limit is the announced one once HELLO was answered.
  package var decoder = FrameDecoder(sender: .server)
  private var storage: [UInt8] = []
  private var start = 0
  private var end = 0
  /// The bytes of the frame that ``next()`` gave last, which lie at `start`.
  private var usedByteCount = 0

  /// Makes a buffer that takes no memory yet.
  package init() {}

  /// The next whole frame; `nil` where more must be received for one.
  ///
  /// The frame before it is gone then.
  ///
  /// - Throws: the fault of the framing, which ends the connection.
  package mutating func next() throws(WireError) -> Frame? {
    start += usedByteCount
    usedByteCount = 0
    if start == end {
      start = 0
      end = 0
      if storage.count > Self.keptByteCount { storage = [] }
    }
    // A copy, because the span keeps all of the buffer borrowed.
    var decoder = decoder
    defer { self.decoder = decoder }
    let step = try decoder.next(in: storage.span.extracting(start..<end))
    guard case .frame(let frame) = step else { return nil }
    usedByteCount = frame.byteCount
    return frame
  }

  /// Calls `body` with the payload of the frame that ``next()`` gave last.
  package func withPayload<Result, Failure: Error>(
    of frame: Frame, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(storage.span.extracting(start..<end).extracting(frame.payload))
  }

  /// A copy of the payload of the frame that ``next()`` gave last.
  func payload(of frame: Frame) -> [UInt8] {
    Array(storage[(start + frame.payload.lowerBound)..<(start + frame.payload.upperBound)])
  }

  /// Receives what is there, once ``next()`` has given all frames.
  package mutating func receive(
    from stream: borrowing UnixStream
  ) throws(ResourceError) -> TransferResult {
    precondition(usedByteCount == 0, "a frame is still in use")
    makeRoom()
    let room = end..<storage.count
    var span = storage.mutableSpan
    let result = try stream.receive(into: &span, part: room)
    if case .bytes(let count) = result { end += count }
    return result
  }

  /// Makes room behind the bytes, which grows with what has come and not with what a header
  /// announces.
  private mutating func makeRoom() {
    if storage.count - end >= Self.leastRoom { return }
    if start > 0 {
      storage.removeSubrange(0..<start)
      end -= start
      start = 0
    }
    let wanted = max(end + Self.leastRoom, min(2 * end, 2 * storage.count))
    if storage.count < wanted {
      storage.append(contentsOf: repeatElement(0, count: wanted - storage.count))
    }
  }
}
