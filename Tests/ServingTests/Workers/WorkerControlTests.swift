import Serving
import ServingSupport
import Testing
import WireProtocol

@Suite("Requests that change something")
struct WorkerControlTests {
  private static func label(_ target: String) throws -> LabelRequest {
    try LabelRequest(label: "stable", target: ModelReference(target))
  }

  /// Each order, as a client sends it and as the loader gets it.
  private static func orders() throws -> [(opcode: Opcode, payload: [UInt8], order: ModelOrder)] {
    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    return [
      (.load, bytes("digits@2"), .load(try ModelReference("digits@2"))),
      (.unload, bytes("digits"), .unload(try ModelReference("digits"))),
      (.pin, bytes("digits#01234567"), .pin(try ModelReference("digits#01234567"))),
      (.label, try label("digits@2").payload, .label(try label("digits@2"))),
      (.rollback, bytes("digits"), .rollback(try ModelReference("digits"))),
      (.reload, [], .reload),
    ]
  }

  @Test("each order reaches the loader, and its records come back")
  func orders() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(on: .control)
    for (opcode, payload, order) in try Self.orders() {
      let answer = try client.ask(opcode, payload)
      #expect(answer.header.opcode == opcode)
      #expect(answer.status == .ok, "\(opcode): \(answer.text)")
      #expect(answer.header.model == 0)
      let records = try ModelRecord.list(
        decoding: answer.payload, itemCount: answer.header.itemCount)
      #expect(records.map(\.name) == ["digits"])
      #expect(fixture.orders.orders.last == order)
    }
    #expect(fixture.orders.orders == (try Self.orders().map(\.order)))
    #expect(Set(fixture.orders.users) == [WorkerFixture.user])
  }

  @Test("what the loader refuses is a refusal of the request, and is counted")
  func refusal() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    try client.send(client.request(.rollback, Array("digits".utf8), id: 8))
    #expect(fixture.orders.waitForHeld(1))
    fixture.orders.release(
      .failure(Refusal(.noModel, retryMicroseconds: 5, text: "digits: expected another one")))
    let answer = try #require(try client.next())
    #expect(answer.header.opcode == .rollback)
    #expect(answer.header.requestID == 8)
    #expect(answer.status == .noModel)
    #expect(answer.header.itemCount == 5)
    #expect(answer.text == "digits: expected another one")
    #expect(try fixture.statistics().refusals[.noModel] == 1)
  }

  @Test("the data socket takes no order, and the control socket no image")
  func wrongSocket() throws {
    let fixture = try WorkerFixture()
    let data = try fixture.connect()
    for (opcode, payload, _) in try Self.orders() + [(.drain, [], .reload)] {
      let answer = try data.ask(opcode, payload)
      #expect(answer.status == .denied, "\(opcode)")
      #expect(
        answer.text.hasPrefix("opcode at offset 5: expected a request that this socket takes"))
    }
    #expect(fixture.orders.orders.isEmpty)
    #expect(!fixture.drainOrder.wait(seconds: 0))
    let control = try fixture.connect(on: .control)
    try control.send(control.frame(WorkerFixture.pixels(144), images: 1))
    #expect(try control.next()?.status == .denied)
    #expect(try control.ask(.resolve).status == .denied)
    // Even one that is too long to be kept is passed over.
    let images = 1_000
    try control.send(control.frame(WorkerFixture.pixels(images * 144), images: images))
    #expect(try control.next()?.status == .denied)
    #expect(try control.ask(.ping).status == .ok)
  }

  @Test("answers may overtake each other: an order that waits holds nothing up")
  func overtaking() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    try client.send(client.request(.reload, id: 1) + client.request(.ping, id: 2))
    #expect(try client.next()?.header.requestID == 2)
    #expect(try client.ask(.index).status == .ok)
    #expect(fixture.orders.waitForHeld(1))
    fixture.orders.release()
    #expect(try client.next()?.header.opcode == .reload)
  }

  @Test("DRAIN is answered, and lets the server drain")
  func drain() throws {
    let fixture = try WorkerFixture()
    let answer = try fixture.connect(on: .control).ask(.drain)
    #expect(answer.status == .ok)
    #expect(answer.payload.isEmpty && answer.header.itemCount == 0)
    #expect(fixture.drainOrder.wait())
  }
}
