import Testing
import WireProtocol

@Suite("The decoder")
struct FrameDecoderTests {
  @Test(
    "a stream in pieces of one size gives the same frames", arguments: [1, 2, 3, 31, 32, 33, 500])
  func pieces(size: Int) throws {
    let frames = try Exchange.conversation()
    var decoder = FrameDecoder(sender: .client)
    let found = try Exchange.frames(&decoder, frames.flatMap(\.self)) { size }
    #expect(found == frames)
    #expect(decoder.position == UInt64(frames.joined().count))
  }

  @Test("a stream in random pieces gives the same frames", arguments: 0..<50)
  func randomPieces(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    let frames = try Exchange.conversation()
    var decoder = FrameDecoder(sender: .client)
    let found = try Exchange.frames(&decoder, frames.flatMap(\.self)) {
      Int.random(in: 1...90, using: &generator)
    }
    #expect(found == frames)
  }

  @Test("HELLO comes first and once")
  func hello() throws {
    let frames = try Exchange.conversation()
    var early = FrameDecoder(sender: .client)
    let first = Exchange.fault(&early, frames[1])
    #expect(first?.offset == 5)
    var twice = FrameDecoder(sender: .client)
    _ = try Exchange.frame(&twice, frames[0])
    let fault = try #require(Exchange.fault(&twice, frames[0]))
    #expect((fault.status, fault.offset) == (.badFrame, 5))
  }

  @Test("after a fault every call throws it again")
  func faults() throws {
    let frames = try Exchange.conversation()
    var decoder = FrameDecoder(sender: .server)
    let fault = try #require(Exchange.fault(&decoder, frames[0]))
    let answer = FrameHeader(request: .ping, id: 1).answer().frame()
    let again = Exchange.fault(&decoder, answer)
    #expect(again == fault)
  }

  @Test("the header of a frame above what is at hand is known before the frame is whole")
  func early() throws {
    let request = ClassifyRequest(imageCount: 65_536, inputs: 784)
    var bytes = [UInt8](repeating: 0, count: 40)
    var span = bytes.mutableSpan
    request.header(id: 4).write(to: &span)
    request.writeHead(to: &span, at: 32)
    var decoder = FrameDecoder(sender: .client, frameByteLimit: 67_108_864, isOpen: true)
    guard case .partial(let header?, let missing) = try decoder.next(in: bytes.span) else {
      Issue.record("no header")
      return
    }
    #expect(missing == 65_536 * 784)
    let payload = bytes.span.extracting(32...)
    let found = try ClassifyRequest(header: header, payload: payload, limits: ServerLimits())
    #expect(found == request)
  }

  @Test("the limit can change between frames")
  func limits() throws {
    let frame = FrameHeader(request: .ping, id: 1, payloadByteCount: 64)
      .frame([UInt8](repeating: 1, count: 64))
    var decoder = FrameDecoder(sender: .client, frameByteLimit: 96, isOpen: true)
    _ = try Exchange.frame(&decoder, frame)
    decoder.frameByteLimit = 95
    let fault = Exchange.fault(&decoder, frame)
    #expect(fault != nil)
  }
}
