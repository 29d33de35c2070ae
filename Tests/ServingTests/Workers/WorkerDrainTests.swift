import Posix
import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("Workers that drain")
struct WorkerDrainTests {
  private static let pixels = WorkerFixture.pixels(1_280 * 144)

  /// Far enough that no test gets there.
  private static var later: UInt64 { MonotonicClock.nanoseconds + 60_000_000_000 }

  /// All frames up to the end of the stream.
  private func rest(_ client: WireClient) throws -> [WireClient.Answer] {
    var answers: [WireClient.Answer] = []
    while let answer = try client.next() { answers.append(answer) }
    return answers
  }

  @Test("who waits for nothing gets GOAWAY with DRAINING and the end, and the thread ends")
  func idle() throws {
    let fixture = try WorkerFixture()
    let clients = try SocketKind.allCases.map { try fixture.connect(on: $0) }
    let fresh = try fixture.connect(greeting: false)
    fixture.worker.drain(until: Self.later)
    for client in clients + [fresh] {
      let goaway = try client.goaway()
      #expect(goaway.status == .draining)
      #expect(goaway.header.requestID == 0)
      #expect(goaway.text == "the server is stopping")
    }
    fixture.worker.join()
  }

  @Test("everything that was received is answered before the end")
  func received() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    let data = try fixture.connect(features: .descriptors)
    let gate = TurnGate(fixture.worker)
    try control.send(control.request(.reload, id: 1))
    try data.sendFile(Self.pixels, images: 1_280, id: 0)
    // More than a turn, and more than one call receives; then half a frame.
    let frames = (1...200).map { id in
      data.frame(Array(Self.pixels[..<(4 * 144)]), images: 4, id: UInt64(id))
    }
    let sender = SlowSender(data, Array(frames.joined()) + data.request(.ping)[..<5])
    try sender.sendUntilBlocked()
    #expect(sender.isDone)
    fixture.worker.drain(until: Self.later)
    gate.open()
    let answers = try rest(data)
    let ids = answers.filter { $0.header.opcode != .goaway }.map(\.header.requestID)
    #expect(ids.count == 201)
    #expect(Set(ids) == Set(0...200))
    #expect(answers.allSatisfy { $0.status == .ok || $0.header.opcode == .goaway })
    #expect(answers.filter { $0.header.opcode == .goaway }.map(\.status) == [.draining])
    // An order that is under way ends before its connection does.
    #expect(try control.next()?.status == .draining)
    #expect(fixture.orders.waitForHeld(1))
    fixture.orders.release()
    #expect(try rest(control).map(\.header.requestID) == [1])
    fixture.worker.join()
  }

  @Test("an upload that has not come whole is not answered; what follows it is no fault")
  func upload() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let client = try fixture.connect(on: .data, features: .descriptors)
    // More than kernel and worker take in together before the worker drains.
    let frame = client.frame(WorkerFixture.pixels(8_000 * 144), images: 8_000, id: 7)
    let gate = TurnGate(fixture.worker)
    // A memory file keeps the connection open meanwhile.
    try client.sendFile(Self.pixels, images: 1_280, id: 6)
    let sender = SlowSender(client, frame)
    try sender.sendUntilBlocked()
    #expect(!sender.isDone)
    gate.step(3)
    fixture.worker.drain(until: Self.later)
    try sender.sendUntilBlocked()
    gate.open()
    var answers: [WireClient.Answer] = []
    while let answer = try client.next() {
      answers.append(answer)
      try sender.sendUntilBlocked()
    }
    #expect(answers.map(\.status).sorted { $0.rawValue < $1.rawValue } == [.ok, .draining])
    #expect(answers.first { $0.status == .ok }?.header.requestID == 6)
    fixture.worker.join()
  }

  @Test("what arrives later is refused with DRAINING where it has an effect or needs a model")
  func later() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    try control.send(control.request(.reload, id: 1))
    #expect(fixture.orders.waitForHeld(1))
    fixture.worker.drain(until: Self.later)
    #expect(try control.next()?.status == .draining)
    for opcode in [Opcode.reload, .drain] {
      let answer = try control.ask(opcode)
      #expect(answer.status == .draining, "\(opcode)")
      #expect(answer.text == "the server is stopping")
    }
    for opcode in [Opcode.ping, .index, .stats, .status] {
      #expect(try control.ask(opcode).status == .ok, "\(opcode)")
    }
    #expect(fixture.orders.orders.count == 1)
    fixture.orders.release()
    #expect(try rest(control).map(\.header.requestID) == [1])
    fixture.worker.join()
  }

  @Test("classifications that arrive later are refused too", arguments: [1, 1_000])
  func laterImages(images: Int) throws {
    let fixture = try WorkerFixture([WorkerFixture.slowModel()])
    let client = try fixture.connect(features: .descriptors)
    let gate = TurnGate(fixture.worker)
    try client.sendFile(Self.pixels, images: 1_280, id: 1)
    gate.step(2)
    fixture.worker.drain(until: Self.later)
    gate.step()
    try client.send(client.request(.resolve, id: 2))
    try client.send(client.frame(Array(Self.pixels[..<(images * 144)]), images: images, id: 3))
    gate.open()
    let answers = try rest(client)
    #expect(answers.first { $0.header.requestID == 1 }?.status == .ok)
    for id in UInt64(2)...3 {
      #expect(answers.first { $0.header.requestID == id }?.status == .draining, "\(id)")
    }
    fixture.worker.join()
  }

  @Test("a client that does not read is waited for until the time is over")
  func timeOver() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    try control.send(control.request(.reload, id: 1))
    #expect(fixture.orders.waitForHeld(1))
    fixture.worker.drain(until: MonotonicClock.nanoseconds + 20_000_000)
    fixture.worker.join()
    #expect(try rest(control).map(\.status) == [.draining])
  }

  @Test("what waits behind unread answers is answered too")
  func heldRequests() throws {
    let limits = ServerLimits.with { $0.unreadAnswerBytes = 1 }
    let fixture = try WorkerFixture(limits: limits)
    let client = try fixture.connect()
    let images = 60
    let options: ClassifyOptions = [.logits, .probabilities]
    let frame = client.frame(
      Array(Self.pixels[..<(images * 144)]), images: images, options: options)
    let sender = SlowSender(client, (0..<100).flatMap { _ in frame })
    try sender.sendUntilBlocked()
    fixture.proveOnce()
    fixture.worker.drain(until: Self.later)
    fixture.proveOnce()
    let answers = try rest(client)
    // Read or not, whatever the server had taken is answered or refused, and it ends in time.
    #expect(answers.contains { $0.status == .ok })
    #expect(answers.contains { $0.header.opcode == .goaway })
    fixture.worker.join()
  }

  @Test("a connection that comes meanwhile is told at once")
  func newcomer() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    try control.send(control.request(.reload, id: 1))
    #expect(fixture.orders.waitForHeld(1))
    fixture.worker.drain(until: Self.later)
    let late = try fixture.connect(greeting: false)
    #expect(try late.goaway().status == .draining)
    fixture.orders.release()
    #expect(try rest(control).map(\.header.opcode) == [.goaway, .reload])
    fixture.worker.join()
  }
}
