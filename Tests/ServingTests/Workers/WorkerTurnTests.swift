import Posix
import Serving
import Synchronization
import Testing
import WireProtocol

@Suite struct WorkerTurnTests {
  @Test("a model published in the middle of a turn answers what is received after that")
  func publishedWithinTurn() throws {
    let fixture = try WorkerFixture()
    let (board, pixels) = (fixture.board, WorkerFixture.pixels(144))
    let control = try fixture.connect(on: .control)
    let data = try fixture.connect()
    fixture.orders.onOrder.withLock {
      $0 = {
        let next = WorkerFixture.model("digits", generation: 2, seed: 9)
        _ = board.publish(WorkerFixture.catalogue(epoch: 2, [next]))
      }
    }
    // While the worker is held, both requests come, so that one turn receives them in this order.
    let (isHeld, mayGoOn) = (Completion(), Completion())
    fixture.worker.prove {
      isHeld.finish()
      mayGoOn.wait()
    }
    isHeld.wait()
    try control.send(FrameHeader(request: .reload, id: 1, payloadByteCount: 0).frame([]))
    try data.send(data.frame(pixels, images: 1))
    mayGoOn.finish()
    #expect(try #require(try control.next()).header.status == .ok)
    #expect(try #require(try data.next()).header.model == 2)
  }

  @Test("who is idle too long is told why, and nothing else must happen for the connection to end")
  func idle() throws {
    var limits = ServerLimits()
    limits.idleMilliseconds = 20
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect(greeting: false)
    let goodbye = try #require(try client.next())
    #expect(goodbye.header.opcode == .goaway)
    #expect(goodbye.header.status == .timeout)
    let end = try client.next()
    #expect(end == nil)
  }

  @Test("a large batch that has become whole is not late any more")
  func wholeUpload() throws {
    var limits = ServerLimits()
    limits.partialFrameMilliseconds = 1_000
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let frame = client.frame(WorkerFixture.pixels(1_000 * 144), images: 1_000)
    try client.send(Array(frame[..<70_000]))
    // Another connection's answer shows that the worker has read the beginning.
    _ = try fixture.connect()
    try client.send(Array(frame[70_000...]))
    #expect(try #require(try client.next()).header.status == .ok)
    // Nothing is to come, so the whole time passes.
    let isSpoken = try client.stream.wait(for: .readable, timeoutMilliseconds: 1_200)
    #expect(!isSpoken)
    #expect(try client.ask(.ping).header.opcode == .ping)
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
    let isClosed = Completion()
    var client: WireClient? = try fixture.connect { isClosed.finish() }
    var frame = try #require(client).frame(WorkerFixture.pixels(1_001 * 132), images: 1_001)
    frame[frame.count - 1] = 1
    try client?.send(Array(frame[..<70_000]))
    // Another connection's answer shows that the worker has read the beginning.
    _ = try fixture.connect()
    #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 1)
    switch ending {
    case .closed: client = nil
    case .finished: try client?.stream.shutDown(.sending)
    case .badPadding: try client?.send(Array(frame[70_000...]))
    case .drained: fixture.worker.drain(until: .max)
    }
    isClosed.wait()
    #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 0)
  }
}
