import Posix
import Serving
import ServingSupport
import Synchronization
import Testing
import WireProtocol

@Suite("The worker's answers to what is no classification")
struct WorkerRequestTests {
  @Test("HELLO agrees on version 1 where the client speaks it", arguments: [1, 2, 255])
  func versions(highest: UInt8) throws {
    let client = try WorkerFixture().connect(greeting: false)
    let hello = HelloRequest(client: "new", versions: 1...highest, minorVersion: 9)
    let answer = try client.ask(.hello, hello.payload)
    #expect(answer.status == .ok)
    let found = try HelloAnswer(decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(found.version == 1)
    #expect(found.minorVersion == 0)
  }

  @Test("a client of later versions alone is told BAD_VERSION, and the connection ends")
  func badVersion() throws {
    let fixture = try WorkerFixture()
    let client = try fixture.connect(greeting: false)
    let answer = try client.ask(.hello, HelloRequest(client: "new", versions: 2...3).payload)
    #expect(answer.header.opcode == .hello)
    #expect(answer.status == .badVersion)
    #expect(answer.text == "lowest version at offset 32: expected 1, found 2")
    #expect(try client.next() == nil)
    #expect(try fixture.statistics().refusals[.badVersion] == 1)
  }

  @Test(
    "HELLO announces socket, boot id, build and the very limits", arguments: SocketKind.allCases)
  func announcement(socket: SocketKind) throws {
    var limits = ServerLimits()
    let fields: [WritableKeyPath<ServerLimits, UInt64>] = [
      \.frameBytes, \.imagesPerRequest, \.requestsInFlight, \.bytesInFlight,
      \.descriptorsPerMessage, \.handlesPerConnection, \.connections, \.connectionsPerUser,
      \.requestsPerTurn, \.unreadAnswerBytes, \.idleMilliseconds, \.partialFrameMilliseconds,
      \.unreadAnswerMilliseconds, \.descriptorThresholdBytes,
    ]
    for (index, field) in fields.enumerated() { limits[keyPath: field] += UInt64(index) + 1 }
    let client = try WorkerFixture(limits: limits).connect(on: socket, greeting: false)
    let wanted = Features(rawValue: 0xFFFF_FFFF)
    let answer = try client.ask(.hello, HelloRequest(client: "x", features: wanted).payload)
    let found = try HelloAnswer(decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(answer.header.itemCount == 14)
    #expect(found.socket == socket)
    #expect(found.features == (socket == .data ? .descriptors : []))
    #expect(found.bootID == [UInt8](repeating: 7, count: 16))
    #expect(found.build == "test")
    #expect(found.limits == limits)
  }

  @Test("descriptors are not offered where none may be sent")
  func noDescriptors() throws {
    let limits = ServerLimits.with { $0.descriptorsPerMessage = 0 }
    let client = try WorkerFixture(limits: limits).connect(greeting: false)
    let answer = try client.ask(.hello, HelloRequest(client: "x", features: .descriptors).payload)
    let found = try HelloAnswer(decoding: answer.payload, itemCount: answer.header.itemCount)
    #expect(found.features == [])
  }

  @Test("PING gives up to 64 bytes back, on both sockets", arguments: [0, 1, 7, 8, 9, 64])
  func ping(byteCount: Int) throws {
    let fixture = try WorkerFixture([])
    let echo = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for socket in SocketKind.allCases {
      let answer = try fixture.connect(on: socket).ask(.ping, echo)
      #expect(answer.status == .ok)
      #expect(answer.payload == echo)
      #expect(answer.header.model == 0 && answer.header.itemCount == 0)
    }
  }

  @Test("INDEX lists the catalogue, with times since loading")
  func index() throws {
    let models = [
      WorkerFixture.model("a", generation: 4), WorkerFixture.model("b", generation: 5),
    ]
    let fixture = try WorkerFixture(models)
    for socket in SocketKind.allCases {
      let answer = try fixture.connect(on: socket).ask(.index)
      #expect(answer.header.itemCount == 2)
      #expect(answer.header.model == 0)
      let records = try ModelRecord.list(
        decoding: answer.payload, itemCount: answer.header.itemCount)
      #expect(records.map(\.name) == ["a", "b"])
      #expect(records.map(\.generation) == [4, 5])
      // The fixture's moment of loading is 0, the start of the machine's clock.
      #expect(records.allSatisfy { $0.loadedMilliseconds > 0 })
    }
  }

  @Test("STATUS tells of models, connections and what is open")
  func status() throws {
    let fixture = try WorkerFixture()
    fixture.context.openConnections.wrappingAdd(3, ordering: .relaxed)
    fixture.orders.hold()
    let control = try fixture.connect(on: .control)
    try control.send(control.request(.reload))
    #expect(fixture.orders.waitForHeld(1))
    let answer = try fixture.connect().ask(.status)
    let status = try ServerStatus(decoding: answer.payload)
    #expect(status.state == .ready)
    #expect(status.workers == 1)
    #expect(status.connections == 3)
    #expect(status.requestsInFlight == 1)
    #expect(status.servingModels == 1)
    #expect(status.refusedModels == 0)
    #expect(status.defaultModel == "digits")
    #expect(status.line == "1 model, default digits")
    fixture.orders.release()
    #expect(try control.next()?.status == .ok)
    let after = try ServerStatus(decoding: try control.ask(.status).payload)
    #expect(after.requestsInFlight == 0)
  }

  @Test("without models the state is starting, then without a model")
  func statesWithoutModels() throws {
    for (isComplete, state) in [(false, ServerStatus.State.starting), (true, .withoutModel)] {
      let fixture = try WorkerFixture([], isComplete: isComplete)
      let client = try fixture.connect()
      #expect(try ServerStatus(decoding: try client.ask(.status).payload).state == state)
      try client.send(client.frame([0], images: 1))
      let answer = try #require(try client.next())
      #expect(answer.status == (isComplete ? .noModel : .notReady))
      // What is being loaded is worth waiting for, and the server says how long.
      #expect((answer.header.itemCount > 0) == !isComplete)
    }
  }

  @Test("STATUS of a server that was told to stop is draining")
  func drainingState() throws {
    let fixture = try WorkerFixture()
    fixture.context.isDraining.store(true, ordering: .relaxed)
    let answer = try fixture.connect().ask(.status)
    #expect(try ServerStatus(decoding: answer.payload).state == .draining)
  }

  @Test("answers tell the time they took, and it is not zero for one that waited")
  func duration() throws {
    let fixture = try WorkerFixture()
    fixture.orders.hold()
    let client = try fixture.connect(on: .control)
    try client.send(client.request(.reload))
    #expect(fixture.orders.waitForHeld(1))
    fixture.proveOnce()
    fixture.orders.release()
    #expect(try client.next()?.header.microseconds ?? 0 > 0)
  }
}
