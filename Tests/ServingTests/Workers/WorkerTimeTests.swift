import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("The limits of time that a worker keeps")
struct WorkerTimeTests {
  /// No limit of time but those a test sets.
  private static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    .with {
      $0.idleMilliseconds = 0
      $0.partialFrameMilliseconds = 1_000_000
      $0.unreadAnswerMilliseconds = 1_000_000
      change(&$0)
    }
  }

  /// Waits so long as an idle connection that begins now may last.
  ///
  /// A clock that the worker itself keeps: whatever began before is later than its limit then.
  private func waitForLimit(_ fixture: WorkerFixture) throws {
    let clock = try fixture.connect(greeting: false)
    try clock.send(Array(clock.request(.hello)[..<1]))
    #expect(try clock.next()?.status == .timeout)
  }

  @Test("limit 11: who is idle is sent away with TIMEOUT", arguments: SocketKind.allCases)
  func idle(socket: SocketKind) throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.idleMilliseconds = 20 })
    let client = try fixture.connect(on: socket, greeting: false)
    let goaway = try client.goaway()
    #expect(goaway.status == .timeout)
    #expect(goaway.header.requestID == 0)
    let text = try #require(goaway.text.wholeMatch(of: Self.text("idle connection", 20)))
    #expect(UInt64(text.1) ?? 0 >= 20)
    #expect(fixture.closing.wait())
  }

  private static func text(_ what: String, _ limit: Int) throws -> Regex<(Substring, Substring)> {
    try Regex("\(what): expected at most \(limit) ms, found ([0-9]+) ms")
  }

  @Test("limit 11: who waits for an answer is not idle, and is afterwards")
  func notIdle() throws {
    let limits = Self.limits {
      $0.idleMilliseconds = 500
      $0.partialFrameMilliseconds = 700
    }
    let fixture = try WorkerFixture(limits: limits)
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    try client.send(client.request(.reload))
    #expect(fixture.orders.waitForHeld(1))
    try waitForLimit(fixture)
    fixture.orders.release()
    #expect(try client.next()?.status == .ok)
    #expect(try client.goaway().status == .timeout)
  }

  @Test("limit 12: a frame that does not become whole is given up", arguments: [1, 31, 32, 39])
  func partialFrame(byteCount: Int) throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.partialFrameMilliseconds = 10 })
    let client = try fixture.connect(greeting: false)
    let hello = client.request(.hello, HelloRequest(client: "slow").payload, id: 77)
    try client.send(Array(hello[..<byteCount]))
    let goaway = try client.goaway()
    #expect(goaway.status == .timeout)
    #expect(goaway.text.wholeMatch(of: try Self.text("partial frame", 10)) != nil)
    // Its id is known once the header is whole.
    #expect(goaway.header.requestID == (byteCount < 32 ? 0 : 77))
    #expect(try fixture.refusals()[.timeout] == 1)
  }

  @Test("limit 12: a batch that is being received is named by its id", arguments: [40, 70_000])
  func partialBatch(byteCount: Int) throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.partialFrameMilliseconds = 10 })
    let client = try fixture.connect()
    let frame = client.frame(WorkerFixture.pixels(144_000), images: 1_000, id: 78)
    try client.send(Array(frame[..<byteCount]))
    #expect(try client.goaway().header.requestID == 78)
  }

  @Test("limit 12: a refused frame that is still to be passed over is named by its id")
  func partialRefusedFrame() throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.partialFrameMilliseconds = 200 })
    let client = try fixture.connect()
    let ping = client.request(.ping, [UInt8](repeating: 1, count: 200_000), id: 79)
    try client.send(Array(ping[..<5_000]))
    let refusal = try #require(try client.next())
    #expect(refusal.status == .tooLarge)
    #expect(refusal.header.requestID == 79)
    #expect(try client.goaway().header.requestID == 79)
  }

  @Test("limit 12: the frame behind a large batch is not taken for that batch")
  func partialBehindBatch() throws {
    let limits = Self.limits { $0.partialFrameMilliseconds = 300 }
    let model = WorkerFixture.model("odd", generation: 1, widths: [156, 24, 10])
    let client = try WorkerFixture([model], limits: limits).connect()
    // The frame has padding, which is read together with what is behind it.
    let frame = client.frame(WorkerFixture.pixels(999 * 156), images: 999, id: 80)
    try client.send(frame + client.request(.ping, id: 81)[..<9])
    #expect(try client.next()?.header.requestID == 80)
    #expect(try client.goaway().header.requestID == 0)
  }

  @Test("limit 12: a byte now and then does not help")
  func tricklingFrame() throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.partialFrameMilliseconds = 200 })
    let client = try fixture.connect()
    let frame = client.frame(WorkerFixture.pixels(144_000), images: 1_000)
    try client.send(Array(frame[..<70_000]))
    var next = 70_000
    while try client.present().isEmpty, next < frame.count {
      guard (try? client.send([frame[next]])) != nil else { break }
      next += 1
      fixture.proveOnce()
    }
    #expect(next < frame.count)
  }

  @Test("limit 12: a batch that has come whole is over, however long the client then waits")
  func afterUpload() throws {
    let fixture = try WorkerFixture(limits: Self.limits { $0.partialFrameMilliseconds = 400 })
    let client = try fixture.connect()
    // Without padding the last bytes go straight into the last tile.
    _ = try client.classify(WorkerFixture.pixels(144_000), images: 1_000)
    try waitForLimit(fixture)
    #expect(try client.ask(.ping).status == .ok)
  }

  @Test("limit 12: the time that the worker computes is not the client's")
  func slowModel() throws {
    let limits = Self.limits { $0.partialFrameMilliseconds = 200 }
    let fixture = try WorkerFixture([WorkerFixture.slowModel()], limits: limits)
    let client = try fixture.connect()
    // Seconds of computing where nothing is optimised.
    let images = 64 * 40
    _ = try client.classify(WorkerFixture.pixels(images * 144), images: images)
  }

  @Test("limit 12: what the server does not read cannot be late")
  func heldFrame() throws {
    let limits = Self.limits {
      $0.partialFrameMilliseconds = 300
      $0.unreadAnswerBytes = 1
    }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let images = 60
    let frame = client.frame(
      WorkerFixture.pixels(images * 144), images: images, options: [.logits, .probabilities])
    let sender = SlowSender(client, (0..<150).flatMap { _ in frame })
    try sender.sendUntilBlocked()
    try waitForLimit(fixture)
    var received = 0
    while received < 150 {
      let answer = try #require(try client.next())
      try #require(answer.status == .ok, "\(answer.text)")
      received += 1
      try sender.sendUntilBlocked()
    }
  }

  @Test("limit 13: who reads nothing of its answers is closed")
  func unreadAnswers() throws {
    let limits = Self.limits {
      $0.unreadAnswerMilliseconds = 20
      $0.unreadAnswerBytes = 1
    }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let images = 60
    let frame = client.frame(
      WorkerFixture.pixels(images * 144), images: images, options: [.logits, .probabilities])
    let sender = SlowSender(client, (0..<150).flatMap { _ in frame })
    // Sending fails once the worker has closed.
    while (try? sender.sendUntilBlocked()) != nil, !fixture.closing.wait(seconds: 0) {
      fixture.proveOnce()
    }
    #expect(!sender.isDone)
    #expect(try fixture.refusals()[.timeout] == 1)
  }

  @Test("limits that no clock can hold are none")
  func endless() throws {
    let limits = Self.limits {
      $0.idleMilliseconds = .max
      $0.partialFrameMilliseconds = .max
      $0.unreadAnswerMilliseconds = .max
    }
    let client = try WorkerFixture(limits: limits).connect()
    let ping = client.request(.ping)
    try client.send(Array(ping[..<9]))
    try client.send(Array(ping[9...]))
    #expect(try client.next()?.status == .ok)
  }
}
