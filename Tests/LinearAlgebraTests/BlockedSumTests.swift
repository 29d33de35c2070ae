import LinearAlgebra
import Testing

@Suite("BlockedSum")
struct BlockedSumTests {
  /// Terms of which the order decides the last bits of the sum.
  private let terms = (0..<9_000).map { i in
    1 / Double(i + 1) * (i.isMultiple(of: 3) ? 1e6 : 1)
  }

  @Test(
    "terms are added in blocks of 4096, the sums of blocks in their order",
    arguments: [0, 1, 4_095, 4_096, 4_097, 8_192, 9_000])
  func order(count: Int) {
    var sum = BlockedSum()
    for term in terms.prefix(count) { sum.add(term) }
    var expected = 0.0
    for start in stride(from: 0, to: count, by: 4_096) {
      expected += terms[start..<min(start + 4_096, count)].reduce(0, +)
    }
    #expect(sum.value == expected && sum.count == count)
    #expect(sum.mean == (count == 0 ? 0 : expected / Double(count)))
  }

  @Test("the order is one that can be told from others")
  func otherOrders() {
    var sum = BlockedSum()
    for term in terms { sum.add(term) }
    #expect(sum.value != terms.reduce(0, +))
    #expect(sum.value != terms.reversed().reduce(0, +))
  }

  @Test(
    "a sum that stopped anywhere goes on to the same result", arguments: [1, 4_095, 4_096, 5_000])
  func goesOn(at split: Int) {
    var whole = BlockedSum()
    for term in terms { whole.add(term) }
    var first = BlockedSum()
    for term in terms.prefix(split) { first.add(term) }
    var second = BlockedSum(
      finished: first.finished, unfinished: first.unfinished, count: first.count)
    for term in terms.dropFirst(split) { second.add(term) }
    #expect(second == whole)
  }
}
