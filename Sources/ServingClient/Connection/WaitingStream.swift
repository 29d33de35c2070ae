internal import Posix
internal import SystemPackage
internal import WireProtocol

/// Frames over a connection, for a thread that waits.
struct WaitingStream: ~Copyable {
  let path: String
  private let stream: UnixStream
  private var input = AnswerBuffer()
  /// Why the server will end the connection, once it has answered what it has received.
  private var farewell: Refusal?

  /// Connects, and waits for that while the server's backlog is full.
  init(to path: String, timeoutMilliseconds: Int) throws(ServingError) {
    do {
      stream = try UnixStream(
        connectingTo: UnixAddress(FilePath(path)), timeoutMilliseconds: timeoutMilliseconds)
    } catch {
      throw ServingError(error, connectingTo: path)
    }
    self.path = path
  }

  /// Gives the socket up.
  consuming func takeStream() -> UnixStream { stream }

  /// The largest frame to accept, in bytes.
  mutating func limitFrames(to byteCount: Int) { input.decoder.frameByteLimit = byteCount }

  /// Sends a whole frame.
  mutating func send(
    _ frame: Span<UInt8>, within patience: borrowing Patience
  ) throws(ServingError) {
    try send(frame, frame.extracting(first: 0), within: patience)
  }

  /// Sends bytes of a frame, first those of one span, then of another.
  ///
  /// It returns early where the server has closed: what it said before is still to be received.
  mutating func send(
    _ first: Span<UInt8>, _ second: Span<UInt8>, within patience: borrowing Patience
  ) throws(ServingError) {
    var sent = 0
    let count = first.count + second.count
    while sent < count {
      let result = try attempt { stream throws(ResourceError) in
        try stream.send(
          first.extracting(droppingFirst: min(sent, first.count)),
          second.extracting(droppingFirst: max(0, sent - first.count)))
      }
      switch result {
      case .bytes(let count): sent += count
      case .wouldBlock: try wait(for: .writable, within: patience)
      case .closed: return
      }
    }
  }

  /// Sends a whole frame, and a memory file with it.
  mutating func send(
    _ frame: Span<UInt8>, with file: borrowing MemoryFile, within patience: borrowing Patience
  ) throws(ServingError) {
    while true {
      let result = try attempt { stream throws(ResourceError) in
        try stream.send(frame, with: file)
      }
      switch result {
      case .bytes(let count):
        let rest = frame.extracting(droppingFirst: count)
        return try send(rest, within: patience)
      case .wouldBlock: try wait(for: .writable, within: patience)
      case .closed: return
      }
    }
  }

  /// Waits for the answer to the last open request; its payload stays until the next one.
  ///
  /// - Parameter started: the only other open request; its answer is of no interest, unless it is a
  ///   refusal.
  /// - Throws: also what the server ends the connection for.
  mutating func answer(
    to opcode: Opcode, id: UInt64, after started: UInt64? = nil, within patience: borrowing Patience
  ) throws(ServingError) -> Frame {
    while true {
      let frame: Frame
      do { frame = try next(within: patience) } catch {
        if case .disconnected = error, let farewell { throw .refused(farewell) }
        throw error
      }
      if let started, frame.header.requestID == started, frame.header.opcode != .goaway {
        if frame.header.status == .ok { continue }
        let refusal: Refusal
        do { refusal = try self.refusal(in: frame) } catch { throw .protocolViolation(error) }
        throw .refused(refusal)
      }
      do {
        guard frame.header.opcode == .goaway else {
          try frame.header.checkAnswer(to: opcode, id: id)
          return frame
        }
        farewell = try refusal(in: frame)
      } catch {
        throw .protocolViolation(error)
      }
      // A server that only stops answers what it has received; any other one does not.
      if let farewell, farewell.status != .draining { throw .refused(farewell) }
    }
  }

  private mutating func next(within patience: borrowing Patience) throws(ServingError) -> Frame {
    while true {
      do {
        if let frame = try input.next() { return frame }
      } catch {
        throw .protocolViolation(error)
      }
      let result: TransferResult
      do { result = try input.receive(from: stream) } catch {
        throw ServingError(error, connectedTo: path)
      }
      switch result {
      case .bytes: continue
      case .wouldBlock: try wait(for: .readable, within: patience)
      case .closed:
        throw .disconnected(path: path, reason: "the server closed it before the answer came")
      }
    }
  }

  /// Calls `body` with the payload of the frame that came last.
  func withPayload<Result, Failure: Error>(
    of frame: Frame, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try input.withPayload(of: frame, body)
  }

  /// A copy of the payload of the frame that came last.
  func payload(of frame: Frame) -> [UInt8] { input.payload(of: frame) }

  /// The refusal that a frame holds.
  func refusal(in frame: Frame) throws(WireError) -> Refusal {
    try Refusal(header: frame.header, payload: payload(of: frame))
  }

  private func attempt(
    _ call: (borrowing UnixStream) throws(ResourceError) -> TransferResult
  ) throws(ServingError) -> TransferResult {
    do { return try call(stream) } catch { throw ServingError(error, connectedTo: path) }
  }

  private func wait(
    for readiness: Readiness, within patience: borrowing Patience
  ) throws(ServingError) {
    do {
      if try stream.wait(for: readiness, timeoutMilliseconds: patience.restMilliseconds) { return }
    } catch {
      throw ServingError(error, connectedTo: path)
    }
    throw .timedOut(path: path, milliseconds: patience.milliseconds)
  }
}
