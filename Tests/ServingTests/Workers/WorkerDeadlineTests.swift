import NeuralNet
import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

/// A deadline of a microsecond is over when the worker next looks at its clock, in another turn.
@Suite("Deadlines")
struct WorkerDeadlineTests {
  private static let pixels = WorkerFixture.pixels(1_280 * 144)

  private func expectLate(_ answer: WireClient.Answer?) throws {
    let answer = try #require(answer)
    #expect(answer.status == .deadline)
    let text = try Regex("deadline: expected at most ([0-9]+) us, found ([0-9]+) us")
    #expect(answer.text.wholeMatch(of: text) != nil, "\(answer.text)")
  }

  @Test("it counts from the header, so a frame that comes too slowly is refused")
  func parsing() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let frame = client.frame(Array(Self.pixels[..<144]), images: 1, deadline: 1)
    try client.send(Array(frame[..<32]))
    fixture.proveOnce()
    try client.send(Array(frame[32...]))
    try expectLate(try client.next())
    #expect(try fixture.statistics().models.first?.refusals[.deadline] == 1)
  }

  @Test("the time before the header does not count")
  func beforeTheHeader() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    let frame = client.frame(Array(Self.pixels[..<144]), images: 1, deadline: 1_000_000)
    try client.send(Array(frame[..<31]))
    fixture.proveOnce()
    try client.send(Array(frame[31...]))
    #expect(try client.next()?.status == .ok)
  }

  @Test("it is looked at again before computing, and nothing is computed for those it is over for")
  func beforeComputing() throws {
    // The first model's batch is computed first, which takes longer than the second's may wait.
    let models = [WorkerFixture.slowModel(), WorkerFixture.model("digits", generation: 2)]
    let fixture = try WorkerFixture(models)
    let client = try fixture.connect()
    let handle = try Resolution(
      decoding: try client.ask(.resolve, Array("digits".utf8)).payload, itemCount: 10
    ).handle
    let image = Array(Self.pixels[..<144])
    try client.send(
      client.frame(image, images: 1, id: 1)
        + client.frame(image, images: 1, id: 2, handle: handle, deadline: 1))
    #expect(try client.next()?.status == .ok)
    try expectLate(try client.next())
    let figures = try #require(try fixture.statistics().models.last)
    #expect(figures.generation == 2)
    #expect(figures.refusals[.deadline] == 1)
    #expect(figures.requests == 0 && figures.images == 0)
  }

  @Test("one that is late does not take its neighbours along")
  func neighbours() throws {
    let models = [WorkerFixture.slowModel(), WorkerFixture.model("digits", generation: 2)]
    let fixture = try WorkerFixture(models)
    let client = try fixture.connect()
    let handle = try Resolution(
      decoding: try client.ask(.resolve, Array("digits".utf8)).payload, itemCount: 10
    ).handle
    let images = (0..<3).map { Array(Self.pixels[($0 * 144)..<($0 * 144 + 144)]) }
    var bytes = client.frame(images[0], images: 1, id: 9)
    for (id, deadline) in [UInt32(0), 1, 60_000_000].enumerated() {
      bytes += client.frame(
        images[id], images: 1, id: UInt64(id), handle: handle, options: .logits,
        deadline: deadline)
    }
    try client.send(bytes)
    #expect(try client.next()?.header.requestID == 9)
    for id in 0..<3 {
      let answer = try #require(try client.next())
      #expect(answer.header.requestID == UInt64(id))
      guard id != 1 else {
        try expectLate(answer)
        continue
      }
      let found = try Classification(decoding: answer.payload.span, itemCount: 1)
      let image = images[id]
      #expect(found.logits == models[1].loaded.classifier.logits(image.span, count: 1))
    }
  }

  @Test("a large batch is refused at a tile, and the rest of it is passed over")
  func upload() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect()
    try client.send(
      client.frame(Self.pixels, images: 1_280, id: 4, deadline: 1) + client.request(.ping, id: 5))
    let answer = try #require(try client.next())
    #expect(answer.header.requestID == 4)
    try expectLate(answer)
    #expect(try client.next()?.header.requestID == 5)
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("between the tiles of a large batch it is looked at again", arguments: [false, true])
  func tiles(byFile: Bool) throws {
    let fixture = try WorkerFixture([WorkerFixture.slowModel()])
    let client = try fixture.connect(features: .descriptors)
    // A part of what twenty tiles take.
    let start = MonotonicClock.nanoseconds
    _ = try client.classify(Self.pixels, images: 1_280)
    let part = UInt32(clamping: (MonotonicClock.nanoseconds - start) / 8_000)
    if byFile {
      try client.sendFile(Self.pixels, images: 1_280, deadline: part)
    } else {
      try client.send(client.frame(Self.pixels, images: 1_280, deadline: part))
    }
    try expectLate(try client.next())
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("a memory file that is late leaves what is passed over of another frame alone")
  func fileBesideSkippedFrame() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(features: .descriptors)
    let long = client.request(.resolve, [UInt8](repeating: 0x61, count: 150_000), id: 1)
    let gate = TurnGate(fixture.worker)
    try client.sendFile(Self.pixels, images: 1_280, id: 2, deadline: 1)
    try client.send(Array(long[..<70_000]))
    gate.step(5)
    #expect(Set(try client.present().map(\.header.requestID)) == [1, 2])
    gate.open()
    try client.send(Array(long[70_000...]))
    #expect(try client.ask(.ping).status == .ok)
  }
}
