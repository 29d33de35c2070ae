package import Posix
package import SystemPackage
import Testing
package import WireProtocol

/// The least that a client can be: bytes out, frames in, both waiting.
package final class WireClient {
  package struct Answer {
    package let header: FrameHeader
    package let payload: [UInt8]

    package var status: Status { header.status }
    /// The payload of a refusal or GOAWAY.
    package var text: String { String(decoding: payload, as: UTF8.self) }
  }

  package let stream: UnixStream
  /// What must live as long as the client.
  private let server: AnyObject?
  private var received: [UInt8] = []
  private var decoder = FrameDecoder(sender: .server, frameByteLimit: 1 << 30, isOpen: true)
  private var lastID: UInt64 = 0

  package init(_ stream: consuming UnixStream, of server: AnyObject? = nil) {
    self.stream = stream
    self.server = server
  }

  /// Connects to a server, and says HELLO unless that is not wanted.
  package convenience init(connectingTo path: FilePath, greeting: Bool = true) throws {
    self.init(try UnixStream(connectingTo: UnixAddress(path), timeoutMilliseconds: 10_000))
    guard greeting else { return }
    let answer = try ask(.hello, HelloRequest(client: "test").payload)
    #expect(answer.status == .ok)
  }

  /// Sends bytes, waiting for room.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes.span
    while !rest.isEmpty {
      switch try stream.send(rest) {
      case .bytes(let count): rest = rest.extracting(droppingFirst: count)
      case .wouldBlock:
        try #require(try stream.wait(for: .writable, timeoutMilliseconds: 60_000))
      case .closed: throw ClientError.closed
      }
    }
  }

  /// The next frame; `nil` at the end of the stream.
  package func next() throws -> Answer? {
    while true {
      if let answer = try buffered() { return answer }
      guard try receive(waiting: true) == .bytes else {
        #expect(received.isEmpty, "the stream ends within a frame")
        return nil
      }
    }
  }

  /// The frames that are here already, without waiting for more.
  package func present() throws -> [Answer] {
    var answers: [Answer] = []
    repeat {
      while let answer = try buffered() { answers.append(answer) }
    } while try receive(waiting: false) == .bytes
    return answers
  }

  /// The next frame, which must be a GOAWAY, and the last one.
  package func goaway() throws -> Answer {
    let answer = try #require(try next())
    #expect(answer.header.opcode == .goaway)
    #expect(try next() == nil)
    return answer
  }

  private func buffered() throws -> Answer? {
    let bytes = received
    guard case .frame(let frame) = try decoder.next(in: bytes.span) else { return nil }
    let payload = Array(received[frame.payload])
    received.removeFirst(frame.byteCount)
    return Answer(header: frame.header, payload: payload)
  }

  private enum Received { case bytes, nothing, end }

  private func receive(waiting: Bool) throws -> Received {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var span = bytes.mutableSpan
      switch try stream.receive(into: &span) {
      case .bytes(let count):
        received += bytes[..<count]
        return .bytes
      case .closed: return .end
      case .wouldBlock where !waiting: return .nothing
      case .wouldBlock:
        try #require(try stream.wait(for: .readable, timeoutMilliseconds: 60_000))
      }
    }
  }

  /// Sends a request and takes its answer.
  package func ask(_ opcode: Opcode, _ payload: [UInt8] = []) throws -> Answer {
    lastID += 1
    try send(request(opcode, payload, id: lastID))
    let answer = try #require(try next())
    #expect(answer.header.requestID == lastID || answer.header.opcode == .goaway)
    return answer
  }

  /// The records that a request is answered with.
  package func records(_ opcode: Opcode, _ payload: [UInt8] = []) throws -> [ModelRecord] {
    let answer = try ask(opcode, payload)
    try #require(answer.status == .ok, "\(answer.text)")
    return try ModelRecord.list(decoding: answer.payload, itemCount: answer.header.itemCount)
  }

  /// The bytes of a request that is no classification.
  package func request(_ opcode: Opcode, _ payload: [UInt8] = [], id: UInt64 = 100) -> [UInt8] {
    FrameHeader(request: opcode, id: id, payloadByteCount: payload.count).frame(payload)
  }

  /// The bytes of a classification.
  package func frame(
    _ pixels: [UInt8], images: Int, id: UInt64 = 100, handle: UInt32 = 0,
    options: ClassifyOptions = [], topK: Int = 0, deadline: UInt32 = 0
  ) -> [UInt8] {
    let request = ClassifyRequest(
      imageCount: images, inputs: pixels.count / images, options: options, topK: topK)
    return request.header(id: id, handle: handle, deadlineMicroseconds: deadline)
      .frame(request.head + pixels)
  }

  /// Sends a classification whose pixels lie in a memory file.
  package func sendFile(
    _ pixels: [UInt8], images: Int, id: UInt64 = 100, options: ClassifyOptions = [],
    deadline: UInt32 = 0
  ) throws {
    let file = try MemoryFile(named: "pixels", bytes: pixels.span)
    let request = ClassifyRequest(
      imageCount: images, inputs: pixels.count / images, options: options)
    let frame = request.header(id: id, byDescriptor: true, deadlineMicroseconds: deadline)
      .frame(request.head)
    #expect(try stream.send(frame.span, with: file) == .bytes(frame.count))
  }

  /// Classifies and decodes.
  package func classify(
    _ pixels: [UInt8], images: Int, handle: UInt32 = 0, options: ClassifyOptions = [],
    topK: Int = 0
  ) throws -> Classification {
    try send(frame(pixels, images: images, handle: handle, options: options, topK: topK))
    let answer = try #require(try next())
    try #require(answer.header.status == .ok, "\(answer.text)")
    return try Classification(
      decoding: answer.payload.span, itemCount: answer.header.itemCount)
  }

  package enum ClientError: Error { case closed }
}

extension ClassifyRequest {
  /// The eight bytes before the pixels.
  package var head: [UInt8] {
    var head = [UInt8](repeating: 0, count: ClassifyRequest.headByteCount)
    var span = head.mutableSpan
    writeHead(to: &span, at: 0)
    return head
  }
}
