import Glibc
import Posix
import Serving
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@Suite struct AcceptorTests {
  /// A listening socket, and what an acceptor makes of its connections.
  private final class Fixture {
    let listener: Listener
    let tally: ConnectionTally
    private let directory: TemporaryDirectory
    var refusals: [(refusal: Refusal, user: UInt32?)] = []
    var adopted: [UInt32] = []

    init(_ change: (inout ServerLimits) -> Void = { _ in }) throws {
      directory = try TemporaryDirectory(named: "acceptor")
      listener = Listener(
        try UnixListener(bindingTo: UnixAddress(directory.path.appending("s"))), kind: .data)
      tally = ConnectionTally(.with(change))
    }

    func acceptor() throws -> Acceptor {
      try Acceptor(tally) { [unowned self] in refusals.append(($0, $1)) }
    }

    func connect() throws -> WireClient {
      WireClient(
        try UnixStream(
          connectingTo: UnixAddress(directory.path.appending("s")), timeoutMilliseconds: 10_000))
    }

    /// Takes what waits; what is adopted is closed at once and stays counted.
    func accept(with acceptor: inout Acceptor) -> Acceptor.Outcome {
      acceptor.accept(from: listener) { _, user in adopted.append(user) }
    }
  }

  @Test("all that wait are taken, with the user that the kernel tells")
  func accepting() throws {
    let fixture = try Fixture()
    var acceptor = try fixture.acceptor()
    let clients = try (0..<5).map { _ in try fixture.connect() }
    guard case .drained = fixture.accept(with: &acceptor) else {
      Issue.record("more connections wait")
      return
    }
    #expect(fixture.adopted == Array(repeating: getuid(), count: 5))
    #expect(fixture.refusals.isEmpty)
    #expect(fixture.tally.open == 5)
    for client in clients { #expect(try client.next() == nil) }
  }

  @Test("limits 7 and 8: who is too many is told by GOAWAY with BUSY", arguments: [7, 8])
  func limits(number: Int) throws {
    let fixture = try Fixture {
      $0.connections = number == 7 ? 2 : 100
      $0.connectionsPerUser = number == 7 ? 100 : 2
    }
    var acceptor = try fixture.acceptor()
    let clients = try (0..<3).map { _ in try fixture.connect() }
    // The client need not wait before it sends HELLO, and reads the GOAWAY all the same.
    try clients[2].send(clients[2].request(.hello, HelloRequest(client: "x").payload))
    _ = fixture.accept(with: &acceptor)
    #expect(fixture.adopted.count == 2)
    let goaway = try clients[2].goaway()
    #expect(goaway.status == .busy)
    #expect(goaway.header.requestID == 0)
    #expect(goaway.header.itemCount > 0)
    let who = number == 7 ? "connections" : "connections of user \(getuid())"
    #expect(goaway.text == "\(who): expected at most 2, found 2 open")
    #expect(fixture.refusals.map(\.refusal.text) == [goaway.text])
    #expect(fixture.refusals.map(\.user) == [getuid()])
  }

  @Test("a turn is bounded")
  func turn() throws {
    let fixture = try Fixture {
      $0.connections = 1
      $0.connectionsPerUser = 1
    }
    var acceptor = try fixture.acceptor()
    let clients = try (0..<300).map { _ in try fixture.connect() }
    guard case .more = fixture.accept(with: &acceptor) else {
      Issue.record("the turn has no end")
      return
    }
    #expect(fixture.adopted.count + fixture.refusals.count < clients.count)
    _ = fixture.accept(with: &acceptor)
    #expect(fixture.adopted.count + fixture.refusals.count == clients.count)
  }
}
