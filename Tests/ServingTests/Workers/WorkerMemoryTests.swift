import Posix
import ServingSupport
import Synchronization
import Testing
import WireProtocol

@testable import Serving

@Suite("The memory that clients may have")
struct WorkerMemoryTests {
  private static let everything: ClassifyOptions = [.probabilities, .logits, .topK]

  /// A large batch with all that can be asked for.
  private func frame(_ client: WireClient, images: Int, id: UInt64 = 7) -> [UInt8] {
    client.frame(
      WorkerFixture.pixels(images * 144), images: images, id: id, options: Self.everything,
      topK: 10)
  }

  private func fixture(limit: Int) throws -> (fixture: WorkerFixture, memory: MemoryBudget) {
    let memory = MemoryBudget(byteLimit: limit)
    // How long a busy machine takes is no matter here.
    let limits = ServerLimits.with {
      $0.partialFrameMilliseconds = 1_000_000
      $0.unreadAnswerMilliseconds = 1_000_000
    }
    return (try WorkerFixture(limits: limits, memory: memory), memory)
  }

  private func expectShort(_ answer: WireClient.Answer?, of limit: Int) throws {
    let answer = try #require(answer)
    #expect(answer.status == .busy)
    let text = "memory of all connections: expected at most \(limit) bytes, found "
    #expect(answer.text.hasPrefix(text), "\(answer.text)")
  }

  @Test("what a header announces takes none; pixels do, and what was computed of them")
  func announced() throws {
    let (fixture, memory) = try fixture(limit: 100 << 20)
    do {
      let client = try fixture.connect()
      let request = ClassifyRequest(
        imageCount: 65_536, inputs: 144, options: Self.everything, topK: 10)
      var announcement = [UInt8](repeating: 0, count: 40)
      var span = announcement.mutableSpan
      request.header(id: 7).write(to: &span)
      request.writeHead(to: &span, at: WireFormat.headerByteCount)
      try client.send(announcement)
      fixture.proveOnce()
      #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 1)
      #expect(memory.byteCount == 0)
      // Some 700 images: of their pixels no more than a piece is there at once.
      try client.send(WorkerFixture.pixels(100_000))
      for _ in 0..<20 { fixture.proveOnce() }
      #expect(memory.byteCount > 0)
      #expect(memory.byteCount < 500_000)
    }
    // Who goes leaves nothing behind.
    #expect(fixture.closing.wait())
    fixture.proveOnce()
    #expect(memory.byteCount == 0)
  }

  @Test("a batch for which there is none is refused with BUSY, and the next one served")
  func refused() throws {
    let limit = 150_000
    let (fixture, memory) = try fixture(limit: limit)
    let client = try fixture.connect()
    let pixels = WorkerFixture.pixels(100 * 144)
    try client.send(frame(client, images: 4_000))
    try client.send(client.frame(pixels, images: 100, id: 8))
    try expectShort(try client.next(), of: limit)
    #expect(try client.next()?.status == .ok)
    #expect(memory.byteCount == 0)
    #expect(try fixture.statistics().models.first?.refusals[.busy] == 1)
    #expect(fixture.worker.requestsInFlight.load(ordering: .relaxed) == 0)
  }

  @Test("a memory file does not save the memory of its results")
  func memoryFile() throws {
    let limit = 150_000
    let (fixture, memory) = try fixture(limit: limit)
    let client = try fixture.connect(features: .descriptors)
    try client.sendFile(
      WorkerFixture.pixels(4_000 * 144), images: 4_000, options: [.probabilities, .logits])
    try expectShort(try client.next(), of: limit)
    #expect(memory.byteCount == 0)
  }

  @Test("small requests are served while others have it all")
  func smallOnes() throws {
    let limit = 1 << 20
    let (fixture, memory) = try fixture(limit: limit)
    memory.takeInAnyCase(limit)
    let client = try fixture.connect()
    for images in [1, 7, 64] {
      _ = try client.classify(WorkerFixture.pixels(images * 144), images: images)
    }
    try client.send(frame(client, images: 65))
    try expectShort(try client.next(), of: limit)
    memory.give(limit)
    try client.send(frame(client, images: 65))
    #expect(try client.next()?.status == .ok)
  }

  @Test("answers that nobody reads take no more than all connections may have")
  func unread() throws {
    let limit = 400_000
    let (fixture, memory) = try fixture(limit: limit)
    let clients = try (0..<4).map { _ in try fixture.connect() }
    let count = 600
    let senders = clients.map { client in
      let frame = frame(client, images: 60)
      return SlowSender(client, (0..<count).flatMap { _ in frame })
    }
    // Each takes what the kernel's buffers hold, and is then held back.
    for _ in 0..<200 {
      for sender in senders { try sender.sendUntilBlocked() }
      fixture.proveOnce()
      // What is above the limit are refusals.
      #expect(memory.byteCount <= limit + 4 * 131_072)
    }
    #expect(senders.contains { !$0.isDone })
    // Who reads is served again, and every request is answered.
    var answers = [Int](repeating: 0, count: clients.count)
    for (index, client) in clients.enumerated() {
      while answers[index] < count {
        try senders[index].sendUntilBlocked()
        let answer = try #require(try client.next())
        #expect(answer.status == .ok || answer.status == .busy)
        answers[index] += 1
      }
    }
    #expect(senders.allSatisfy { $0.isDone })
    fixture.proveOnce()
    #expect(memory.byteCount <= limit / 2)
  }

  @Test(
    "a connection keeps what it had for as long as others do not need it",
    arguments: [(60_000, false), (0, true)])
  func kept(ofOthers: Int, isKept: Bool) throws {
    let (fixture, memory) = try fixture(limit: 400_000)
    memory.takeInAnyCase(ofOthers)
    let client = try fixture.connect()
    // The answer has 142 kB: with those of others that is more than half.
    try client.send(frame(client, images: 1_000))
    #expect(try client.next()?.status == .ok)
    fixture.proveOnce()
    #expect((memory.byteCount > ofOthers) == isKept)
    #expect(memory.byteCount <= 200_000)
  }

  @Test("a holder's share goes back with it, and more than there is is refused")
  func share() throws {
    let budget = MemoryBudget(byteLimit: 100)
    do {
      var share = MemoryShare(of: budget)
      try share.add(60)
      #expect(budget.isTight && !budget.isExhausted)
      let refusal = #expect(throws: Refusal.self) { try budget.take(41) }
      #expect(
        refusal?.text == "memory of all connections: expected at most 100 bytes, found 101")
      #expect(budget.byteCount == 60)
      try share.add(40)
      #expect(budget.isExhausted)
      share.reduce(to: 10)
      share.addInAnyCase(500)
      #expect(budget.byteCount == 510)
    }
    #expect(budget.byteCount == 0)
  }
}
