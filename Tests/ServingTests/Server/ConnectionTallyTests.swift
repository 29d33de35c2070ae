import Serving
import Testing
import WireProtocol

@Suite struct ConnectionTallyTests {
  private static func tally(_ connections: UInt64, _ perUser: UInt64) -> ConnectionTally {
    ConnectionTally(
      .with {
        $0.connections = connections
        $0.connectionsPerUser = perUser
      })
  }

  private func refusal(_ tally: ConnectionTally, _ user: UInt32) -> Refusal? {
    do {
      try tally.admit(user)
      return nil
    } catch {
      return error
    }
  }

  @Test("limit 7 is named with its value, and a place that is given back is taken again")
  func connections() throws {
    let tally = Self.tally(2, 2)
    try tally.admit(1)
    try tally.admit(2)
    let found = try #require(refusal(tally, 3))
    #expect(found.status == .busy)
    #expect(found.retryMicroseconds > 0)
    #expect(found.text == "connections: expected at most 2, found 2 open")
    #expect(tally.open == 2)
    tally.release(1)
    try tally.admit(3)
    #expect(tally.open == 2)
  }

  @Test("limit 8 is kept for each user alone")
  func users() throws {
    let tally = Self.tally(10, 1)
    try tally.admit(7)
    #expect(refusal(tally, 7)?.text == "connections of user 7: expected at most 1, found 1 open")
    #expect(refusal(tally, 7)?.status == .busy)
    try tally.admit(8)
    tally.release(7)
    try tally.admit(7)
    #expect(tally.open == 2)
  }

  @Test("clients of the data socket do not keep the control socket's out")
  func controlReserve() throws {
    let tally = Self.tally(1, 1)
    try tally.admit(5)
    #expect(refusal(tally, 5) != nil)
    for _ in 1...16 { try tally.admit(5, on: .control) }
    let found = #expect(throws: Refusal.self) { try tally.admit(6, on: .control) }
    #expect(found?.text == "connections: expected at most 17, found 17 open")
    for _ in 1...17 { tally.release(5) }
    #expect(tally.open == 0)
  }

  @Test("the limit of all is looked at first")
  func order() throws {
    let tally = Self.tally(1, 1)
    try tally.admit(5)
    #expect(refusal(tally, 5)?.text.hasPrefix("connections: ") == true)
  }
}
