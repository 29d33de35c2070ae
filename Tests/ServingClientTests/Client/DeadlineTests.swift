import ServingClient
import Synchronization
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct DeadlineTests {
  @Test("a server that stalls does not keep a request beyond its deadline")
  func stalled() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify([7], images: 1, deadline: .milliseconds(20))
    }
    #expect(error == .deadlineExceeded(milliseconds: 20))
  }

  @Test("the server's word that the time is over is the same error")
  func refused() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let request = try #require(try connection.next())
      #expect((1...20_000_000).contains(request.header.microseconds))
      try connection.send(Refusal(.deadline, text: "late").frame(answering: request.header))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify([7], images: 1, deadline: .seconds(20))
    }
    #expect(error == .deadlineExceeded(milliseconds: 20_000))
  }

  @Test("a deadline is computed anew for each attempt")
  func anew() async throws {
    let stated = Stated(20_000_001)
    let server = try FakeServer { connection, index in
      try connection.greet()
      let request = try #require(try connection.next())
      let rest = request.header.microseconds
      #expect(rest > 0 && rest < stated.exchange(rest))
      if index == 3 { try connection.send(FakeConnection.answer(request)) }
    }
    let client = try ServingClient(path: server.path)
    let batch = try await client.classify([7], images: 1, deadline: .seconds(20))
    #expect(batch.classification.labels == [7])
  }

  @Test("a request whose time is over before it can be sent is not sent")
  func expired() async throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let request = try #require(try connection.next())
      #expect(request.payload[8] == 1)
      try connection.send(FakeConnection.answer(request))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let error = await failure { () async throws(ServingError) in
      _ = try await client.classify([2], images: 1, deadline: .zero)
    }
    #expect(error == .deadlineExceeded(milliseconds: 1))
    #expect(try await client.classify([1], images: 1).classification.labels == [1])
  }

  @Test("a cancelled task gets its error at once, and its answer is passed over when it comes")
  func cancellation() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let cancelled = Counted()
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let first = try #require(try connection.next())
      arrival.yield()
      let second = try #require(try connection.next())
      #expect(cancelled.value == 1)
      try connection.send(FakeConnection.answer(first) + FakeConnection.answer(second))
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let task = Task { () async -> ServingError? in
      await failure { () async throws(ServingError) in _ = try await client.classify([1], images: 1)
      }
    }
    for await _ in arrivals { break }
    task.cancel()
    #expect(await task.value == .cancelled)
    cancelled.add()
    #expect(try await client.classify([2], images: 1).classification.labels == [2])
  }

  @Test("closing fails what is under way, and what comes later")
  func closing() async throws {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    let server = try FakeServer { connection, _ in
      try connection.greet()
      _ = try connection.next()
      arrival.yield()
      try connection.awaitEnd()
    }
    let client = try ServingClient(path: server.path)
    let task = Task { () async -> ServingError? in
      await failure { () async throws(ServingError) in _ = try await client.classify([1], images: 1)
      }
    }
    for await _ in arrivals { break }
    client.close()
    #expect(await task.value == .closed)
    let later = await failure { () async throws(ServingError) in _ = try await client.resolve() }
    #expect(later == .closed)
  }
}

/// The deadline that was stated last.
private final class Stated: Sendable {
  private let value: Mutex<UInt32>

  init(_ value: UInt32) { self.value = Mutex(value) }

  func exchange(_ new: UInt32) -> UInt32 {
    value.withLock { value in
      defer { value = new }
      return value
    }
  }
}
