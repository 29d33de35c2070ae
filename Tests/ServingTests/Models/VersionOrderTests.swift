import Testing

@testable import Serving

@Suite struct VersionOrderTests {
  @Test(
    "versions are ordered as people count",
    arguments: [
      ("", "0"), ("1", "2"), ("9", "10"), ("1.2", "1.10"), ("1", "1.0"), ("1.9.9", "1.10"),
      ("2026-09-30", "2026-10-01"), ("1.0", "1.0-rc1"), ("a", "b"), ("a9", "a10"), ("1", "a"),
      ("a1b2", "a1b10"), ("01", "1"), ("1.01", "1.1"), ("07", "8"), ("x", "x1"), ("B", "a"),
      ("99999999999999999999999", "100000000000000000000000"),
    ])
  func order(earlier: String, later: String) {
    #expect(VersionOrder.precedes(earlier, later))
    #expect(!VersionOrder.precedes(later, earlier))
  }

  @Test("no version comes before itself", arguments: ["", "1", "a.01", "1.0-x"])
  func irreflexive(version: String) {
    #expect(!VersionOrder.precedes(version, version))
  }

  @Test("the order is that of a chain, whichever two are compared")
  func chain() {
    let chain = [
      "", "0", "00", "1", "1-a", "1.0", "1.0.1", "1.02", "1.2", "1a", "2", "10", "A", "a1",
    ]
    for (i, left) in chain.enumerated() {
      for (j, right) in chain.enumerated() {
        #expect(VersionOrder.precedes(left, right) == (i < j), "\(left) and \(right)")
      }
    }
  }
}
