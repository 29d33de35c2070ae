import Posix
import ServingClient
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct RetryTests {
  @Test("a busy server is left alone for as long as it says")
  func hint() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let first = try #require(try connection.next())
      let refusedAt = MonotonicClock.nanoseconds
      try connection.send(
        Refusal(.busy, retryMicroseconds: 30_000, text: "full").frame(answering: first.header))
      let second = try #require(try connection.next())
      #expect(MonotonicClock.nanoseconds >= refusedAt + 30_000_000)
      #expect(second.header.requestID != first.header.requestID)
      try connection.send(FakeConnection.answer(second))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let batch = try await client.classify([7], images: 1)
    #expect(batch.classification.labels == [7])
  }

  @Test("without a hint the pauses double", arguments: [Status.notReady, .busy])
  func doubling(status: Status) async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      var earlier = MonotonicClock.nanoseconds
      for attempt in 0..<5 {
        let request = try #require(try connection.next())
        if attempt > 0 {
          #expect(MonotonicClock.nanoseconds >= earlier + 1_000_000 << UInt64(attempt - 1))
        }
        earlier = MonotonicClock.nanoseconds
        try connection.send(Refusal(status, text: "wait").frame(answering: request.header))
      }
      try connection.serve()
    }
    let client = try ServingClient(path: server.path)
    #expect(try await client.classify([7], images: 1).classification.labels == [7])
  }

  @Test("a request is given up when its patience is over, with the last refusal")
  func patience() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      while let request = try connection.next() {
        try connection.send(Refusal(.notReady, text: "loading").frame(answering: request.header))
      }
    }
    var configuration = ServingClient.Configuration()
    configuration.retryLimit = .milliseconds(20)
    let client = try ServingClient(path: server.path, configuration: configuration)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify([7], images: 1)
    }
    #expect(error == .refused(Refusal(.notReady, text: "loading")))
  }

  @Test(
    "what would be refused again is not sent again",
    arguments: Status.allCases.filter { $0.retryRule == .never && $0 != .deadline })
  func never(status: Status) async throws {
    let counted = Counted()
    let server = try FakeServer { connection, _ in
      try connection.greet()
      while let request = try connection.next() {
        counted.add()
        try connection.send(Refusal(status, text: "no").frame(answering: request.header))
      }
    }
    let client = try ServingClient(path: server.path)
    for work in 0..<2 {
      let error = await failure { () async throws(ServingError) in
        if work == 0 {
          _ = try await client.classify([7], images: 1)
        } else {
          _ = try await client.resolve()
        }
      }
      #expect(error == .refused(Refusal(status, text: "no")))
    }
    #expect(counted.value == 2)
  }

  @Test("a number that is no status counts as a fault of the server")
  func unknownStatus() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      while let request = try connection.next() {
        var bytes = Refusal(.denied, text: "no").frame(answering: request.header)
        bytes[6] = 99
        try connection.send(bytes)
      }
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    #expect(error == .refused(Refusal(.internal, text: "no")))
  }

  @Test("after DRAINING nothing more is sent, what is owed is taken, the rest goes elsewhere")
  func draining() async throws {
    let server = try FakeServer { connection, index in
      guard index == 0 else {
        try connection.greet()
        return try connection.serve()
      }
      var limits = ServerLimits()
      limits.requestsInFlight = 4
      try connection.greet(limits: limits)
      let requests = try (0..<4).map { _ in try #require(try connection.next()) }
      try connection.send(Refusal(.draining, text: "stopping").goawayFrame())
      for request in requests {
        try connection.send(FakeConnection.answer(request, generation: 5))
      }
      // Each answer gives a credit back; the client leaves instead of using it.
      #expect(try connection.next() == nil)
    }
    let client = try ServingClient(path: server.path)
    let batches = try await classify(20, by: client)
    #expect(batches.map { Int($0.classification.labels[0]) } == Array(0..<20))
    #expect(batches.count { $0.generation == 5 } == 4)
  }

  @Test(
    "a refusal that asks for a new connection gets one",
    arguments: [Status.draining, .timeout])
  func newConnection(status: Status) async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      guard index == 0 else { return try connection.serve() }
      let request = try #require(try connection.next())
      try connection.send(Refusal(status, text: "leave").frame(answering: request.header))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    #expect(try await client.classify([7], images: 1).classification.labels == [7])
  }

  @Test("a farewell names the request at fault: it fails, and the others are sent again")
  func culprit() async throws {
    let server = try FakeServer { connection, index in
      try connection.greet()
      guard index == 0 else { return try connection.serve() }
      let requests = try (0..<3).map { _ in try #require(try connection.next()) }
      let culprit = try #require(requests.first { $0.payload[8] == 1 })
      try connection.send(
        Refusal(.badFrame, text: "padding").goawayFrame(about: culprit.header.requestID))
    }
    let client = try ServingClient(path: server.path)
    async let zero = client.classify([0], images: 1)
    async let two = client.classify([2], images: 1)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify([1], images: 1)
    }
    #expect(error?.refusal?.status == .badFrame)
    #expect(try await zero.classification.labels == [0])
    #expect(try await two.classification.labels == [2])
  }

  @Test("a server that takes no more connections is asked again")
  func tooManyConnections() async throws {
    let server = try FakeServer { connection, index in
      guard index == 2 else {
        return try connection.send(
          Refusal(.busy, retryMicroseconds: 1_000, text: "connections").goawayFrame())
      }
      try connection.greet()
      try connection.serve()
    }
    let client = try ServingClient(path: server.path)
    #expect(try await client.classify([7], images: 1).classification.labels == [7])
  }

  @Test("a server that speaks another version fails the request")
  func version() async throws {
    let server = try FakeServer { connection, _ in
      let hello = try #require(try connection.next())
      try connection.send(Refusal(.badVersion, text: "only 2").frame(answering: hello.header))
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    #expect(error == .refused(Refusal(.badVersion, text: "only 2")))
  }

  /// Classifies images whose class is their number, all at once.
  private func classify(_ count: Int, by client: ServingClient) async throws -> [ClassifiedBatch] {
    try await withThrowingTaskGroup(of: (Int, ClassifiedBatch).self) { group in
      for index in 0..<count {
        group.addTask { (index, try await client.classify([UInt8(index)], images: 1)) }
      }
      var batches: [(Int, ClassifiedBatch)] = []
      for try await batch in group { batches.append(batch) }
      return batches.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
