import WireProtocol

/// What tests do with decoders again and again.
enum Exchange {
  struct NoFrame: Error { let missing: Int }

  /// What a decoder makes of bytes.
  static func step(
    _ decoder: inout FrameDecoder, _ bytes: [UInt8]
  ) throws(WireError) -> FrameDecoder.Step {
    try decoder.next(in: bytes.span)
  }

  /// The fault that a decoder finds; `nil` where there is none.
  static func fault(_ decoder: inout FrameDecoder, _ bytes: [UInt8]) -> WireError? {
    do {
      _ = try step(&decoder, bytes)
      return nil
    } catch {
      return error
    }
  }

  /// The frame that the bytes begin with.
  static func frame(_ decoder: inout FrameDecoder, _ bytes: [UInt8]) throws -> Frame {
    switch try decoder.next(in: bytes.span) {
    case .frame(let frame): return frame
    case .partial(_, let missing): throw NoFrame(missing: missing)
    }
  }

  /// Feeds a stream in pieces, and gives back every frame's bytes.
  static func frames(
    _ decoder: inout FrameDecoder, _ stream: [UInt8], pieces: () -> Int
  ) throws -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var (start, end) = (0, 0)
    while end < stream.count {
      end = min(stream.count, end + pieces())
      while case .frame(let frame) = try decoder.next(in: stream.span.extracting(start..<end)) {
        frames.append(Array(stream[start..<start + frame.byteCount]))
        start += frame.byteCount
      }
    }
    return frames
  }

  /// One frame of each kind that a client sends, HELLO first.
  static func conversation() throws -> [[UInt8]] {
    let hello = HelloRequest(client: "test").payload
    var frames = [
      FrameHeader(request: .hello, id: 1, payloadByteCount: hello.count).frame(hello)
    ]
    let echoes: [[UInt8]] = [[], [1], Array(0..<7), Array(0..<8), Array(0..<9)]
    for (id, echo) in echoes.enumerated() {
      let header = FrameHeader(
        request: .ping, id: UInt64(id), payloadByteCount: echo.count, deadlineMicroseconds: 9)
      frames.append(header.frame(echo))
    }
    let request = ClassifyRequest(imageCount: 3, inputs: 5)
    var payload = [UInt8](repeating: 7, count: 8 + request.pixelByteCount)
    var span = payload.mutableSpan
    request.writeHead(to: &span, at: 0)
    frames.append(request.header(id: .max, handle: 3).frame(payload))
    frames.append(FrameHeader(request: .index, id: 0).frame())
    return frames
  }
}
