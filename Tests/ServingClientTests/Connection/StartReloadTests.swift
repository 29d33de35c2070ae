import ServingClient
import Testing
import WireProtocol

@Suite("Reloading without waiting", .timeLimit(.minutes(1)))
struct StartReloadTests {
  @Test(
    "the order is taken when PING is answered, whichever answer comes first", arguments: [0, 1])
  func order(first: Int) throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let requests = [try #require(try connection.next()), try #require(try connection.next())]
      #expect(requests.map(\.header.opcode) == [.reload, .ping])
      for request in [requests[first], requests[1 - first]] {
        try connection.send(request.header.answer(payloadByteCount: 0).frame([]))
      }
    }
    try ServingConnection(to: server.path, as: "test").startReload()
  }

  @Test("an order that is refused fails")
  func refused() throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let request = try #require(try connection.next())
      let refusal = Refusal(.denied, text: "not here")
      try connection.send(refusal.frame(answering: request.header))
      try connection.awaitEnd()
    }
    let failure = failure { () throws(ServingError) in
      try ServingConnection(to: server.path, as: "test").startReload()
    }
    #expect(failure?.refusal?.status == .denied)
  }

  @Test("without an answer to PING nobody knows, and the time ends")
  func silent() throws {
    let server = try FakeServer { connection, _ in
      try connection.greet()
      let request = try #require(try connection.next())
      try connection.send(request.header.answer(payloadByteCount: 0).frame([]))
      try connection.awaitEnd()
    }
    let failure = failure { () throws(ServingError) in
      try ServingConnection(to: server.path, as: "test", timeoutMilliseconds: 50).startReload()
    }
    #expect(failure == .timedOut(path: server.path, milliseconds: 50))
  }
}
