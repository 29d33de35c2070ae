import Serving
import Testing
import WireProtocol

@Suite struct RefusalLogTests {
  private static let refusal = Refusal(.busy, text: "connections: expected at most 1, found 1 open")

  @Test("the first refusal is told at once, others at most once an interval and with their number")
  func rate() {
    let log = RecordedLog()
    var refusals = RefusalLog(log.logger, intervalNanoseconds: 100)
    refusals.note(Self.refusal, user: 12, nanoseconds: 1_000)
    for moment in [1_000, 1_050, 1_099] as [UInt64] {
      refusals.note(Self.refusal, user: 12, nanoseconds: moment)
    }
    refusals.note(Self.refusal, user: nil, nanoseconds: 1_100)
    refusals.note(Self.refusal, user: nil, nanoseconds: 1_150)
    refusals.note(Self.refusal, user: nil, nanoseconds: 5_000)
    refusals.note(Self.refusal, user: nil, nanoseconds: 9_000)
    let text = Self.refusal.text
    #expect(log.all.count == 4)
    #expect(log.all[0].hasPrefix("warning refused a connection: \(text)"))
    #expect(log.all[0].contains("=12"))
    #expect(log.all[1].hasPrefix("warning refused a connection, and 3 others before: \(text)"))
    #expect(!log.all[1].contains("=12"))
    #expect(log.all[2].contains("and 1 others before"))
    #expect(!log.all[3].contains("others"))
  }
}
