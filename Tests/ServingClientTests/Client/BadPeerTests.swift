import ServingClient
import Testing
import WireProtocol

/// What a client makes of a server that does not keep to the protocol.
@Suite(.timeLimit(.minutes(1)))
struct BadPeerTests {
  /// A frame made wrong.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What the client must call it: status and offset.
    let status: Status
    let offset: Int
    /// What is sent instead of an answer.
    let bytes: @Sendable (FakeConnection.Request) -> [UInt8]

    init(
      _ name: String, _ status: Status, at offset: Int,
      _ bytes: @escaping @Sendable (FakeConnection.Request) -> [UInt8]
    ) {
      testDescription = name
      self.status = status
      self.offset = offset
      self.bytes = bytes
    }

    /// A good answer with one byte changed.
    init(_ name: String, _ status: Status, at offset: Int, byte: Int, _ value: UInt8) {
      self.init(name, status, at: offset) { request in
        var bytes = FakeConnection.answer(request)
        bytes[byte] = value
        return bytes
      }
    }
  }

  static let faults = [
    Fault("text instead of a frame", .badFrame, at: 0) { _ in Array("HTTP/1.1 200 OK\r\n".utf8) },
    Fault("a wrong version", .badVersion, at: 4, byte: 4, 2),
    Fault("a request instead of an answer", .badFrame, at: 5, byte: 5, 0x11),
    Fault("the answer to another opcode", .badFrame, at: 8, byte: 5, 0x90),
    Fault("an unknown id", .badFrame, at: 8, byte: 14, 0x77),
    Fault("a length beyond the limit", .tooLarge, at: 24, byte: 27, 0xFF),
    Fault("a length that does not fit the items", .badArgument, at: 24, byte: 24, 16),
    Fault("another number of items", .badArgument, at: 20, byte: 20, 2),
    Fault("a label of no class", .badArgument, at: 40, byte: 41, 1),
    Fault("padding that is not zero", .badFrame, at: 47, byte: 47, 1),
    Fault("an answer twice", .badFrame, at: 8) { request in
      let answer = FakeConnection.answer(request)
      return answer + answer
    },
    Fault("a refusal that is not UTF-8", .badArgument, at: 32) { request in
      request.header.answer(.busy, payloadByteCount: 1).frame([0xFF])
    },
  ]

  @Test(
    "a breach of the protocol fails what was sent, and the next request works", arguments: faults)
  func breach(_ fault: Fault) async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      guard index == 0 else { return try connection.serve() }
      let first = try #require(try connection.next())
      let second = try #require(try connection.next())
      #expect(second.header.requestID != first.header.requestID)
      try connection.send(fault.bytes(first))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let pixels: [UInt8] = [7]
    let outcomes = await withTaskGroup(of: ServingError?.self) { group in
      for _ in 0..<2 {
        group.addTask {
          do throws(ServingError) { _ = try await client.classify(pixels, images: 1) } catch {
            return error
          }
          return nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // The answer that came twice was good the first time.
    let failed = outcomes.compactMap(\.self)
    #expect(failed.count == (fault.testDescription == "an answer twice" ? 1 : 2))
    for error in failed {
      guard case .protocolViolation(let violation) = error else {
        Issue.record("found \(error)")
        continue
      }
      #expect(violation.status == fault.status)
      #expect(violation.offset == fault.offset)
    }
    #expect(try await client.classify(pixels, images: 1).classification.labels == [7])
  }

  @Test("a connection that ends within an answer is as good as none", arguments: [1, 31, 32, 47])
  func cutAnswer(byteCount: Int) async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      guard index == 0 else { return try connection.serve() }
      let request = try #require(try connection.next())
      try connection.send(Array(FakeConnection.answer(request)[..<byteCount]))
    }
    let client = try ServingClient(path: server.path)
    #expect(try await client.classify([7], images: 1).classification.labels == [7])
  }

  @Test("answers that come byte by byte and out of order find their requests")
  func pieces() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let requests = try (0..<3).map { _ in try #require(try connection.next()) }
      for request in requests.reversed() {
        for byte in FakeConnection.answer(request) { try connection.send([byte]) }
      }
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    async let one = client.classify([1], images: 1)
    async let two = client.classify([2], images: 1)
    async let three = client.classify([3], images: 1)
    #expect(try await one.classification.labels == [1])
    #expect(try await two.classification.labels == [2])
    #expect(try await three.classification.labels == [3])
  }

  @Test("a server that accepts and says nothing fails the first request after the time to connect")
  func silentGreeting() async throws {
    let server = try FakeServer { connection, _ in try connection.awaitEnd() }
    var configuration = ServingClient.Configuration()
    configuration.connectTimeout = .milliseconds(30)
    let client = try ServingClient(path: server.path, configuration: configuration)
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    #expect(error == .timedOut(path: server.path, milliseconds: 30))
  }

  @Test("a greeting that is none fails the request")
  func badGreeting() async throws {
    let server = try FakeServer { connection, _ in
      try connection.send(Array("220 smtp.example.org ESMTP, welcome\r\n".utf8))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    guard case .protocolViolation(let violation) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(violation.offset == 0)
  }

  @Test("the waiting connection tells a silent server from a broken and an absent one")
  func waitingConnection() throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      let request = try #require(try connection.next())
      switch index {
      case 0: try connection.awaitEnd()
      case 1: break
      default:
        try connection.send(request.header.answer(payloadByteCount: 0).frame())
        try connection.awaitEnd()
      }
    }
    var silent = try ServingConnection(to: server.path, as: "test", timeoutMilliseconds: 20_000)
    silent.timeoutMilliseconds = 30
    let expected = ServingError.timedOut(path: server.path, milliseconds: 30)
    for _ in 0..<2 {
      #expect(failure { () throws(ServingError) in try silent.ping() } == expected)
    }
    _ = consume silent
    var absent = try ServingConnection(to: server.path, as: "test", timeoutMilliseconds: 20_000)
    let lost = failure { () throws(ServingError) in try absent.ping() }
    guard case .disconnected = lost else {
      Issue.record("found \(String(describing: lost))")
      return
    }
    var broken = try ServingConnection(to: server.path, as: "test", timeoutMilliseconds: 20_000)
    let breach = failure { () throws(ServingError) in try broken.ping() }
    guard case .protocolViolation(let violation) = breach else {
      Issue.record("found \(String(describing: breach))")
      return
    }
    #expect(violation.offset == 24)
  }
}
