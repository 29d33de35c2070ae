import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("The limits that a worker keeps")
struct WorkerLimitTests {
  @Test("limit 1: a frame above it ends the connection, before any of it has come")
  func frameBytes() throws {
    let limits = ServerLimits.with { $0.frameBytes = 65_536 }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    // The largest frame that is allowed, for a request that is refused for something else.
    let largest = 65_536 - WireFormat.headerByteCount
    let answer = try client.ask(.ping, [UInt8](repeating: 0, count: largest))
    #expect(answer.status == .tooLarge)
    #expect(
      answer.text == "limit of an echo's bytes at offset 24: expected at most 64, found 65504")
    let header = FrameHeader(request: .classify, id: 8, payloadByteCount: largest + 1)
    try client.send(Array(header.frame([UInt8](repeating: 0, count: largest + 1))[..<32]))
    let goaway = try client.goaway()
    #expect(goaway.status == .tooLarge)
    #expect(goaway.header.requestID == 8)
    #expect(
      goaway.text == "limit of frame bytes at offset 24: expected at most 65536, found 65544")
  }

  @Test("the first frame is judged by limit 1 too, and a HELLO by 4,096 bytes")
  func firstFrame() throws {
    let fixture = try WorkerFixture()
    let early = try fixture.connect(greeting: false)
    // A large frame is allowed, but not as the first one.
    try early.send(Array(early.frame(WorkerFixture.pixels(144_000), images: 1_000)[..<40]))
    let goaway = try early.goaway()
    #expect(goaway.status == .badFrame)
    #expect(goaway.text.hasPrefix("opcode at offset 5: expected HELLO"))
    let long = try fixture.connect(greeting: false)
    try long.send(Array(long.request(.hello, [UInt8](repeating: 1, count: 4_065))[..<32]))
    #expect(try long.goaway().text.contains("expected at most 4096, found 4104"))
  }

  @Test("limit 1 holds for answers as well")
  func answerBytes() throws {
    let limits = ServerLimits.with { $0.frameBytes = 65_536 }
    let model = WorkerFixture.model("digits", generation: 1, widths: [144, 8, 20])
    let client = try WorkerFixture([model], limits: limits).connect()
    let images = 300
    let pixels = WorkerFixture.pixels(images * 144)
    let options: ClassifyOptions = [.logits, .probabilities, .topK]
    try client.send(client.frame(pixels, images: images, options: options, topK: 20))
    let answer = try #require(try client.next())
    #expect(answer.status == .tooLarge)
    let text = "limit of frame bytes, for the answer at offset 20: expected at most 65536, found "
    #expect(answer.text.hasPrefix(text))
    _ = try client.classify(pixels, images: images)
  }

  @Test("limit 2 names the images")
  func images() throws {
    let limits = ServerLimits.with { $0.imagesPerRequest = 3 }
    let client = try WorkerFixture(limits: limits).connect()
    _ = try client.classify(WorkerFixture.pixels(3 * 144), images: 3)
    try client.send(client.frame(WorkerFixture.pixels(4 * 144), images: 4))
    let answer = try #require(try client.next())
    #expect(answer.status == .tooLarge)
    #expect(answer.text == "limit of images a request at offset 20: expected at most 3, found 4")
  }

  @Test("limit 3: requests beyond the credits are BUSY, and credits come back with answers")
  func requestsInFlight() throws {
    let limits = ServerLimits.with { $0.requestsInFlight = 2 }
    let fixture = try WorkerFixture(limits: limits)
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    for id in UInt64(0)..<2 { try client.send(client.request(.reload, id: id)) }
    #expect(fixture.orders.waitForHeld(2))
    for opcode in [Opcode.reload, .stats, .status, .ping] {
      let answer = try client.ask(opcode)
      #expect(answer.status == .busy, "\(opcode)")
      #expect(answer.text == "requests in flight: expected at most 2, found 3")
    }
    // Another connection has credits of its own.
    #expect(try fixture.connect(on: .control).ask(.ping).status == .ok)
    fixture.orders.release()
    #expect(try client.next()?.status == .ok)
    #expect(try client.next()?.status == .ok)
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("limit 4: bytes beyond the credits are BUSY, and a memory file counts like its frame")
  func bytesInFlight() throws {
    let limits = ServerLimits.with {
      $0.frameBytes = 65_536
      $0.bytesInFlight = 65_536
    }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect(features: .descriptors)
    let gate = TurnGate(fixture.worker)
    // 32 + aligned(8 + 400 * 144) bytes; 200 more images do not fit beside it.
    try client.sendFile(WorkerFixture.pixels(400 * 144), images: 400, id: 1)
    try client.sendFile(WorkerFixture.pixels(200 * 144), images: 200, id: 2)
    try client.sendFile(WorkerFixture.pixels(10 * 144), images: 10, id: 3)
    gate.step(20)
    let answers = try client.present()
    #expect(answers.map(\.header.requestID).sorted() == [1, 2, 3])
    gate.open()
    let refused = try #require(answers.first { $0.header.requestID == 2 })
    #expect(refused.status == .busy)
    #expect(refused.text == "bytes in flight: expected at most 65536, found 86480")
    #expect(answers.filter { $0.header.requestID != 2 }.allSatisfy { $0.status == .ok })
  }

  @Test("orders count with their bytes, and give them back")
  func orderBytes() throws {
    let limits = ServerLimits.with {
      $0.frameBytes = 65_536
      $0.bytesInFlight = 65_536
      $0.requestsInFlight = 65_536
    }
    let fixture = try WorkerFixture(limits: limits)
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    // 32 bytes each: 2,048 fill the limit.
    let order = client.request(.reload)
    try client.send((0..<2_048).flatMap { _ in order })
    #expect(fixture.orders.waitForHeld(2_048))
    let answer = try client.ask(.reload)
    #expect(answer.status == .busy)
    #expect(answer.text == "bytes in flight: expected at most 65536, found 65568")
    fixture.orders.release()
    for _ in 0..<2_048 { #expect(try client.next()?.status == .ok) }
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("a request that is too long for its kind is passed over, and what follows is not late")
  func overlong() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let long = client.request(.resolve, [UInt8](repeating: 0x61, count: 200_000), id: 5)
    try client.send(Array(long[..<100_000]))
    // It is refused before it is whole.
    let answer = try #require(try client.next())
    #expect(answer.status == .tooLarge)
    #expect(answer.header.requestID == 5)
    let pixels = WorkerFixture.pixels(144)
    try client.send(Array(long[100_000...]) + client.frame(pixels, images: 1, deadline: 1_000_000))
    #expect(try client.next()?.status == .ok)
    let read = try #require(try fixture.statistics().models.first?.durations[.read])
    #expect(read.longest == 0)
  }
}
