import Posix
import Testing
import WireProtocol

/// One connection of a server that a test writes: frames in, bytes out, both waiting.
final class FakeConnection {
  // A class because scripts hand it on.

  struct Request {
    let header: FrameHeader
    let payload: [UInt8]
  }

  private let stream: UnixStream
  private var received: [UInt8] = []
  private var decoder = FrameDecoder(sender: .client, frameByteLimit: 1 << 30)

  init(_ stream: consuming UnixStream) { self.stream = stream }

  /// Reads HELLO and answers it.
  func greet(limits: ServerLimits = ServerLimits(), features: Features = []) throws {
    let request = try #require(try next())
    #expect(request.header.opcode == .hello)
    let answer = HelloAnswer(
      socket: .data, features: features, bootID: [UInt8](repeating: 1, count: 16), limits: limits,
      build: "fake")
    let payload = answer.payload
    try send(
      request.header.answer(itemCount: answer.itemCount, payloadByteCount: payload.count)
        .frame(payload))
  }

  /// The next request; `nil` at the end of the stream.
  func next() throws -> Request? {
    while true {
      if let request = try takeReceived() { return request }
      guard try receive(waiting: true) else { return nil }
    }
  }

  /// The next request, if it is here already.
  func nextIfPresent() throws -> Request? {
    while true {
      if let request = try takeReceived() { return request }
      guard try receive(waiting: false) else { return nil }
    }
  }

  private func takeReceived() throws -> Request? {
    let bytes = received
    guard case .frame(let frame) = try decoder.next(in: bytes.span) else { return nil }
    received.removeFirst(frame.byteCount)
    return Request(header: frame.header, payload: Array(bytes[frame.payload]))
  }

  private func receive(waiting: Bool) throws -> Bool {
    while true {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      var span = bytes.mutableSpan
      switch try stream.receive(into: &span) {
      case .bytes(let count):
        received += bytes[..<count]
        return true
      case .wouldBlock:
        guard waiting else { return false }
        try #require(try stream.wait(for: .readable, timeoutMilliseconds: 20_000))
      case .closed: return false
      }
    }
  }

  /// Sends bytes, as far as the client is there to take them.
  func send(_ bytes: [UInt8]) throws {
    var rest = bytes.span
    while !rest.isEmpty {
      switch try stream.send(rest) {
      case .bytes(let count): rest = rest.extracting(droppingFirst: count)
      case .wouldBlock:
        try #require(try stream.wait(for: .writable, timeoutMilliseconds: 20_000))
      case .closed: return
      }
    }
  }

  /// The answer to a CLASSIFY: each image's class is its first pixel.
  static func answer(_ request: Request, generation: UInt32 = 1) -> [UInt8] {
    let images = Int(request.header.itemCount)
    let inputs = (request.payload.count - ClassifyRequest.headByteCount) / images
    let layout = ClassificationLayout(
      imageCount: images, classes: 256, topK: 0, options: request.header.options)
    var payload = [UInt8](repeating: 0, count: layout.byteCount)
    let labels = (0..<images).map {
      UInt16(request.payload[ClassifyRequest.headByteCount + $0 * inputs])
    }
    var span = payload.mutableSpan
    layout.writeHead(to: &span, at: 0)
    layout.write(labels: labels.span, from: 0, to: &span, at: 0)
    return request.header.answer(
      generation: generation, itemCount: UInt32(images), payloadByteCount: payload.count,
      durationMicroseconds: 1
    ).frame(payload)
  }

  /// The answer to a RESOLVE.
  static func answer(_ request: Request, handle: UInt32) -> [UInt8] {
    let resolution = Resolution(
      handle: handle, rows: 1, columns: 1, digest: [UInt8](repeating: 0, count: 32),
      reference: "digits", classNames: ["zero"])
    let payload = resolution.payload
    return request.header.answer(
      generation: 1, itemCount: resolution.itemCount, payloadByteCount: payload.count
    ).frame(payload)
  }

  /// Answers every request until the client leaves.
  func serve() throws {
    while let request = try next() {
      try send(
        request.header.opcode == .resolve
          ? Self.answer(request, handle: 1) : Self.answer(request))
    }
  }

  /// Reads until the client leaves.
  func awaitEnd() throws {
    while try next() != nil {}
  }
}
