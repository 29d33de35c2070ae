import Posix
import Serving
import ServingSupport
import Synchronization
import Testing
import WireProtocol

@Suite("The worker's turns")
struct WorkerTurnTests {
  @Test("limit 9: a connection is served so many requests before others have their turn")
  func requestsPerTurn() throws {
    let limits = ServerLimits.with { $0.requestsPerTurn = 7 }
    let fixture = try WorkerFixture(limits: limits)
    let (greedy, modest) = (try fixture.connect(), try fixture.connect())
    let gate = TurnGate(fixture.worker)
    try greedy.send((0..<70).flatMap { greedy.request(.ping, id: UInt64($0)) })
    var ids: [UInt64] = []
    for round in 1...3 {
      try modest.send(modest.request(.ping))
      gate.step(2)
      #expect(try modest.present().count == 1)
      ids += try greedy.present().map(\.header.requestID)
      // A turn each, and another one of those who have something left once all had theirs.
      #expect(ids.count <= 2 * 2 * 7 * round - 7)
    }
    #expect(ids == Array(0..<UInt64(ids.count)))
    gate.open()
    while ids.count < 70 { ids.append(try #require(try greedy.next()).header.requestID) }
    #expect(ids == Array(0..<70))
  }

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
    let gate = TurnGate(fixture.worker)
    try control.send(control.request(.reload))
    try data.send(data.frame(pixels, images: 1))
    gate.open()
    #expect(try control.next()?.status == .ok)
    #expect(try data.next()?.header.model == 2)
  }

  @Test("small requests of all connections are answered in the turn that reads them")
  func oneTurn() throws {
    let fixture = try WorkerFixture()
    let clients = try (0..<5).map { _ in try fixture.connect() }
    let gate = TurnGate(fixture.worker)
    for client in clients {
      try client.send(client.frame(WorkerFixture.pixels(3 * 144), images: 3))
    }
    gate.step(2)
    for client in clients { #expect(try client.present().map(\.status) == [.ok]) }
    gate.open()
    // Computed together, so each took as long.
    let compute = try fixture.statistics().models.first?.durations[.compute]
    #expect(compute?.total == 5)
    #expect(compute?.counts.count { $0 > 0 } == 1)
  }

  @Test("between the tiles of a large batch others are served", arguments: [false, true])
  func largeBatch(byFile: Bool) throws {
    let fixture = try WorkerFixture()
    let (large, small) = (
      try fixture.connect(features: .descriptors), try fixture.connect()
    )
    let images = 1_280
    let pixels = WorkerFixture.pixels(images * 144)
    let gate = TurnGate(fixture.worker)
    if byFile { try large.sendFile(pixels, images: images) }
    let rest = SlowSender(large, byFile ? [] : large.frame(pixels, images: images))
    var (turns, answered) = (0, 0)
    while try large.present().isEmpty {
      try rest.sendUntilBlocked()
      try small.send(small.frame(WorkerFixture.pixels(144), images: 1))
      gate.step(turns == 0 ? 2 : 1)
      answered += try small.present().count
      turns += 1
      if turns > 200 { break }
    }
    gate.open()
    // 64 images a tile, two tiles a turn at most, and an answer a turn for the other one.
    #expect(turns >= images / 128)
    #expect(turns <= 200)
    #expect(answered >= turns - 2)
  }

  @Test("a large batch of one connection does not delay another's by more than a tile each")
  func twoLargeBatches() throws {
    let fixture = try WorkerFixture()
    let clients = try (0..<2).map { _ in try fixture.connect(features: .descriptors) }
    let pixels = WorkerFixture.pixels(640 * 144)
    let gate = TurnGate(fixture.worker)
    for client in clients { try client.sendFile(pixels, images: 640) }
    var finished: [Int] = []
    for turn in 0..<40 {
      gate.step()
      for client in clients where try !client.present().isEmpty { finished.append(turn) }
    }
    gate.open()
    // Ten tiles each, in turn: both end together.
    #expect(finished.count == 2)
    #expect(finished[1] - finished[0] <= 1)
  }

  @Test("limit 10: with answers unread no request is read, and all are answered in the end")
  func unreadAnswers() throws {
    let limits = ServerLimits.with { $0.unreadAnswerBytes = 1_000 }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let images = 60
    let pixels = WorkerFixture.pixels(images * 144)
    let frame = client.frame(pixels, images: images, options: [.logits, .probabilities])
    // More answers than the kernel's buffer holds, while the client reads none.
    let count = 150
    let sender = SlowSender(client, (0..<count).flatMap { _ in frame })
    let answerBytes = 32 + 8 + 2 * images + 2 * 40 * images
    #expect(answerBytes * count > 3 * (try client.stream.sendBufferByteCount()))
    try sender.sendUntilBlocked()
    fixture.proveOnce()
    try sender.sendUntilBlocked()
    #expect(!sender.isDone)
    let served = try #require(try fixture.statistics().models.first).requests
    #expect(served < UInt64(count))
    // The worker holds what it has, and goes on when the client reads.
    var received = 0
    while received < count {
      _ = try #require(try client.next())
      received += 1
      try sender.sendUntilBlocked()
    }
    #expect(sender.isDone)
    #expect(try #require(try fixture.statistics().models.first).requests == UInt64(count))
  }
}
