package import Posix
public import WireProtocol

/// A connection to a server that one thread uses, and that waits.
///
/// One request is under way at a time; there is no thread, no task and no resending. It is the layer
/// below ``ServingClient``, and what fits programs that do one thing after the other:
///
/// ```swift
/// var connection = try ServingConnection(to: "/run/mnistd/data.sock", as: "example 1.0")
/// let model = try connection.resolve(nil)
/// let batch = try connection.classify(pixels.span, images: 1, handle: model.handle)
/// print(model.classNames[Int(batch.classification.labels[0])])
/// ```
///
/// A refused request leaves the connection as it is. After any other error it is of no more use, and
/// throws that error again.
public struct ServingConnection: ~Copyable {
  /// Where the server listens.
  public let path: String
  /// What the server told of itself: socket, limits, boot id, build.
  public let hello: HelloAnswer
  /// How long one answer is waited for, at least 1.
  public var timeoutMilliseconds: Int
  private var stream: WaitingStream
  private var lastID: UInt64 = 1
  /// Why the connection is of no more use.
  private var fault: ServingError?

  /// Connects and exchanges greetings.
  ///
  /// - Parameters:
  ///   - path: where the server listens.
  ///   - name: what the program calls itself, for people.
  ///   - features: what to ask for.
  ///   - timeoutMilliseconds: how long to wait for the connection with its greeting, and for each
  ///     answer after that.
  /// - Precondition: the name has at most 1,024 bytes, and the time is at least 1.
  public init(
    to path: String, as name: String, wanting features: Features = .descriptors,
    timeoutMilliseconds: Int = 5_000
  ) throws(ServingError) {
    precondition(name.utf8.count <= 1_024, "a name of \(name.utf8.count) bytes is for nobody")
    let patience = Patience(milliseconds: timeoutMilliseconds)
    var stream = try WaitingStream(to: path, timeoutMilliseconds: timeoutMilliseconds)
    hello = try Self.greet(
      &stream, HelloRequest(client: name, features: features), within: patience)
    stream.limitFrames(to: hello.limits.frameByteLimit)
    self.path = path
    self.stream = stream
    self.timeoutMilliseconds = timeoutMilliseconds
  }

  /// Gives the socket up, for whoever speaks the protocol from here on without waiting.
  package consuming func takeStream() -> UnixStream { stream.takeStream() }

  private static func greet(
    _ stream: inout WaitingStream, _ request: HelloRequest, within patience: borrowing Patience
  ) throws(ServingError) -> HelloAnswer {
    let payload = request.payload
    let bytes = FrameHeader(request: .hello, id: 1, payloadByteCount: payload.count).frame(payload)
    try stream.send(bytes.span, within: patience)
    let frame = try stream.answer(to: .hello, id: 1, within: patience)
    let outcome = try outcome(frame, stream) { frame, stream throws(WireError) in
      try HelloAnswer(decoding: stream.payload(of: frame), itemCount: frame.header.itemCount)
    }
    do { return try outcome.get() } catch { throw .refused(error) }
  }

  // MARK: - One request and its answer

  /// Sends a request that has no images, and reads its answer.
  mutating func ask<Answer>(
    _ opcode: Opcode, _ payload: [UInt8] = [],
    reading read: (FrameHeader, [UInt8]) throws(WireError) -> Answer
  ) throws(ServingError) -> Answer {
    try exchange(opcode) { stream, id, patience throws(ServingError) in
      let header = FrameHeader(request: opcode, id: id, payloadByteCount: payload.count)
      try stream.send(header.frame(payload).span, within: patience)
    } reading: { frame, stream throws(WireError) in
      try read(frame.header, stream.payload(of: frame))
    }
  }

  /// Sends a request without a payload and sees to it that the server has it.
  ///
  /// The server takes the requests of a connection in their order, so the answer to a PING behind it
  /// proves that. The answer to the request may come before that or later.
  mutating func start(_ opcode: Opcode) throws(ServingError) {
    lastID += 1
    let started = lastID
    try exchange(.ping, after: started) { stream, id, patience throws(ServingError) in
      let order = FrameHeader(request: opcode, id: started, payloadByteCount: 0).frame([])
      let echo = FrameHeader(request: .ping, id: id, payloadByteCount: 0).frame([])
      try stream.send(order.span, echo.span, within: patience)
    } reading: { frame, stream throws(WireError) in
      try frame.header.checkEcho(stream.payload(of: frame), of: [])
    }
  }

  /// Sends a request, waits for its answer and reads it.
  ///
  /// - Parameters:
  ///   - started: a request before it that is still open.
  ///   - send: sends the request under an id.
  ///   - read: reads an answer that is no refusal.
  mutating func exchange<Answer>(
    _ opcode: Opcode, after started: UInt64? = nil,
    sending send:
      (inout WaitingStream, _ id: UInt64, borrowing Patience) throws(ServingError) -> Void,
    reading read: (Frame, borrowing WaitingStream) throws(WireError) -> Answer
  ) throws(ServingError) -> Answer {
    if let fault { throw fault }
    lastID += 1
    let outcome: Result<Answer, Refusal>
    do {
      let patience = Patience(milliseconds: timeoutMilliseconds)
      try send(&stream, lastID, patience)
      let frame = try stream.answer(to: opcode, id: lastID, after: started, within: patience)
      outcome = try Self.outcome(frame, stream, read)
    } catch {
      fault = error
      throw error
    }
    do { return try outcome.get() } catch { throw .refused(error) }
  }

  /// What an answer says.
  private static func outcome<Answer>(
    _ frame: Frame, _ stream: borrowing WaitingStream,
    _ read: (Frame, borrowing WaitingStream) throws(WireError) -> Answer
  ) throws(ServingError) -> Result<Answer, Refusal> {
    do {
      return frame.header.status == .ok
        ? .success(try read(frame, stream)) : .failure(try stream.refusal(in: frame))
    } catch {
      throw .protocolViolation(error)
    }
  }
}
