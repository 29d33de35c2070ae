import Posix
import Testing
import WireProtocol

/// The least that a client can be: bytes out, frames in, both waiting.
final class WireClient {
  struct Answer {
    let header: FrameHeader
    let payload: [UInt8]
  }

  let stream: UnixStream
  private var received: [UInt8] = []
  private var decoder = FrameDecoder(sender: .server, frameByteLimit: 1 << 30, isOpen: true)
  private var lastID: UInt64 = 0

  init(_ stream: consuming UnixStream) { self.stream = stream }

  /// Sends bytes, waiting for room.
  func send(_ bytes: [UInt8]) throws {
    var rest = bytes.span
    while !rest.isEmpty {
      switch try stream.send(rest) {
      case .bytes(let count): rest = rest.extracting(droppingFirst: count)
      case .wouldBlock:
        try #require(try stream.wait(for: .writable, timeoutMilliseconds: 10_000))
      case .closed: throw ClientError.closed
      }
    }
  }

  /// The next frame; `nil` at the end of the stream.
  func next() throws -> Answer? {
    while true {
      let bytes = received
      if case .frame(let frame) = try decoder.next(in: bytes.span) {
        let payload = Array(received[frame.payload])
        received.removeFirst(frame.byteCount)
        return Answer(header: frame.header, payload: payload)
      }
      guard try receive() else {
        #expect(received.isEmpty, "the stream ends within a frame")
        return nil
      }
    }
  }

  private func receive() throws -> Bool {
    while true {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      var span = bytes.mutableSpan
      switch try stream.receive(into: &span) {
      case .bytes(let count):
        received += bytes[..<count]
        return true
      case .wouldBlock:
        try #require(try stream.wait(for: .readable, timeoutMilliseconds: 10_000))
      case .closed: return false
      }
    }
  }

  /// Sends a request and takes its answer.
  func ask(_ opcode: Opcode, _ payload: [UInt8] = []) throws -> Answer {
    lastID += 1
    let header = FrameHeader(request: opcode, id: lastID, payloadByteCount: payload.count)
    try send(header.frame(payload))
    let answer = try #require(try next())
    #expect(answer.header.requestID == lastID || answer.header.opcode == .goaway)
    return answer
  }

  /// The bytes of a classification.
  func frame(
    _ pixels: [UInt8], images: Int, id: UInt64 = 100, handle: UInt32 = 0,
    options: ClassifyOptions = [], topK: Int = 0, deadline: UInt32 = 0
  ) -> [UInt8] {
    let request = ClassifyRequest(
      imageCount: images, inputs: pixels.count / images, options: options, topK: topK)
    var head = [UInt8](repeating: 0, count: ClassifyRequest.headByteCount)
    var span = head.mutableSpan
    request.writeHead(to: &span, at: 0)
    return request.header(id: id, handle: handle, deadlineMicroseconds: deadline)
      .frame(head + pixels)
  }

  /// Classifies and decodes.
  func classify(
    _ pixels: [UInt8], images: Int, handle: UInt32 = 0, options: ClassifyOptions = [],
    topK: Int = 0
  ) throws -> Classification {
    try send(frame(pixels, images: images, handle: handle, options: options, topK: topK))
    let answer = try #require(try next())
    try #require(answer.header.status == .ok, "\(String(decoding: answer.payload, as: UTF8.self))")
    return try Classification(
      decoding: answer.payload.span, itemCount: answer.header.itemCount)
  }

  enum ClientError: Error { case closed }
}
