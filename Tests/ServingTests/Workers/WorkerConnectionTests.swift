import Posix
import Serving
import ServingSupport
import Synchronization
import Testing
import WireProtocol

@Suite("How connections end")
struct WorkerConnectionTests {
  private static let pixels = WorkerFixture.pixels(1_280 * 144)

  @Test("a client that sends no more gets all its answers, and then the end")
  func halfClosed() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    try control.send(control.request(.reload, id: 1))
    try control.stream.shutDown(.sending)
    #expect(fixture.orders.waitForHeld(1))
    fixture.proveOnce()
    fixture.orders.release()
    #expect(try control.next()?.header.requestID == 1)
    #expect(try control.next() == nil)
    #expect(fixture.closing.wait())

    let data = try fixture.connect(features: .descriptors)
    try data.sendFile(Self.pixels, images: 1_280, id: 0)
    // More than a turn's requests, and the beginning of one that never ends.
    for id in UInt64(1)...50 { try data.send(data.request(.ping, id: id)) }
    try data.send(Array(data.request(.ping)[..<9]))
    try data.stream.shutDown(.sending)
    var ids: Set<UInt64> = []
    while let answer = try data.next() { ids.insert(answer.header.requestID) }
    #expect(ids == Set(0...50))
  }

  @Test("a client that has left takes nothing with it", arguments: [false, true])
  func leaving(byFile: Bool) throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    do {
      let control = try fixture.connect(on: .control)
      try control.send(control.request(.reload))
      let data = try fixture.connect(features: .descriptors)
      if byFile {
        try data.sendFile(Self.pixels, images: 1_280)
      } else {
        try data.send(Array(data.frame(Self.pixels, images: 1_280)[..<100_000]))
      }
      let client = try fixture.connect()
      try client.send(client.frame(Array(Self.pixels[..<144]), images: 1))
      #expect(fixture.orders.waitForHeld(1))
    }
    // Several closings may be one event.
    while fixture.worker.connectionCount.load(ordering: .relaxed) > 0 {
      try #require(fixture.closing.wait())
    }
    fixture.orders.release()
    let observer = try fixture.connect()
    let status = try ServerStatus(decoding: try observer.ask(.status).payload)
    #expect(status.requestsInFlight == 0)
    #expect(fixture.worker.connectionCount.load(ordering: .relaxed) == 1)
    withExtendedLifetime(observer) {}
  }

  @Test("an answer that comes too late does not go to whoever has the place now")
  func reusedPlace() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    do {
      let gone = try fixture.connect(on: .control)
      try gone.send(gone.request(.reload, id: 1))
      #expect(fixture.orders.waitForHeld(1))
    }
    #expect(fixture.closing.wait())
    let next = try fixture.connect(on: .control)
    fixture.orders.release()
    fixture.proveOnce()
    #expect(try next.present().isEmpty)
    #expect(try next.ask(.ping, [3]).payload == [3])
  }

  /// How a connection ends in the middle of a large batch.
  enum Ending: CaseIterable {
    case closed, finished, badPadding, drained
  }

  @Test("a large batch that is never whole is no request in flight", arguments: Ending.allCases)
  func unfinishedUpload(ending: Ending) throws {
    // Pixels whose bytes are no multiple of eight, so that there is padding.
    let fixture = try WorkerFixture([
      WorkerFixture.model("digits", generation: 1, widths: [132, 24, 10])
    ])
    var client: WireClient? = try fixture.connect()
    var frame = try #require(client).frame(WorkerFixture.pixels(1_001 * 132), images: 1_001)
    frame[frame.count - 1] = 1
    try client?.send(Array(frame[..<70_000]))
    fixture.proveOnce()
    #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 1)
    switch ending {
    case .closed: client = nil
    case .finished: try client?.stream.shutDown(.sending)
    case .badPadding:
      try client?.send(Array(frame[70_000...]))
      let goaway = try #require(try client?.goaway())
      #expect(goaway.status == .badFrame)
      #expect(goaway.header.requestID == 100)
      #expect(goaway.text == "padding at offset \(frame.count - 1): expected 0, found 1")
    case .drained: fixture.worker.drain(until: .max)
    }
    #expect(fixture.closing.wait())
    #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 0)
  }

  @Test("answers made before a fault go out before the GOAWAY")
  func answersBeforeFault() throws {
    let client = try WorkerFixture().connect()
    try client.send(client.request(.ping, id: 1) + Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(try client.next()?.header.requestID == 1)
    let goaway = try client.goaway()
    #expect(goaway.status == .badFrame)
    #expect(goaway.text.hasPrefix("magic number at offset 0: expected "))
  }

  @Test("a stopped worker closes all its connections")
  func stop() throws {
    let fixture = try WorkerFixture()
    let clients = try (0..<3).map { _ in try fixture.connect() }
    fixture.worker.stop()
    fixture.worker.join()
    for client in clients { #expect(try client.next() == nil) }
    #expect(fixture.worker.connectionCount.load(ordering: .relaxed) == 0)
    #expect(fixture.board.oldestSeen == .max)
  }
}
