import LinearAlgebra
import Synchronization
import Testing

@Suite("WorkerPool")
struct WorkerPoolTests {
  /// Counters that a loop's threads share.
  private final class Counts: Sendable {
    private final class Counter: Sendable {
      let value = Atomic<Int>(0)
    }
    private let counters: [Counter]

    init(_ count: Int) { counters = (0..<count).map { _ in Counter() } }
    func add(_ index: Int) { counters[index].value.add(1, ordering: .relaxed) }
    var values: [Int] { counters.map { $0.value.load(ordering: .relaxed) } }
  }

  @Test("every index runs exactly once, in many loops", arguments: [1, 2, 3, 4, 7, 16])
  func coverage(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threads == threads)
    for count in [0, 1, 2, 3, 5, 8, 64, 1000] {
      let counts = Counts(count)
      pool.forEach(count) { counts.add($0) }
      #expect(counts.values == [Int](repeating: 1, count: count))
    }
    let counts = Counts(5)
    for _ in 0..<2000 { pool.forEach(5) { counts.add($0) } }
    #expect(counts.values == [Int](repeating: 2000, count: 5))
  }

  @Test("no two calls on the same thread overlap", arguments: [1, 2, 4, 7])
  func threadNumbers(threads: Int) {
    let pool = WorkerPool(threads: threads)
    // Counted without atomics: an overlap would lose some.
    let counts = SharedBuffer(repeating: 0, count: threads)
    for _ in 0..<300 {
      pool.forEach(64) { _, thread in counts[thread] += 1 }
    }
    #expect(counts.array.reduce(0, +) == 300 * 64)
  }

  @Test("what a loop has written is seen after it", arguments: [2, 4, 7])
  func visibility(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let matrix = PaddedMatrix(rows: 16, columns: 3)
    for round in 1...500 {
      pool.forEach(16) { matrix[$0, 1] = Float(round * 16 + $0) }
      #expect((0..<16).allSatisfy { matrix[$0, 1] == Float(round * 16 + $0) })
    }
  }

  @Test("helpers that have fallen asleep wake up", arguments: [2, 4])
  func sleepers(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let counts = Counts(4)
    var sum = 0.0
    for round in 1...50 {
      // Longer than helpers spin.
      for i in 1...500 { sum += Logarithm.log(Double(round * i)) }
      pool.forEach(4) { counts.add($0) }
    }
    #expect(sum > 0)
    #expect(counts.values == [50, 50, 50, 50])
  }

  @Test("two threads work at the same time")
  func together() {
    let pool = WorkerPool(threads: 2)
    let rounds = 200
    let met = Counts(1)
    for _ in 0..<rounds where met.values[0] == 0 {
      let arrived = Counts(1)
      pool.forEach(2) { _ in
        arrived.add(0)
        // Bounded, for a loop must end even if the system grants no second thread.
        for _ in 0..<100_000 where arrived.values[0] == 2 {
          met.add(0)
          break
        }
      }
    }
    #expect(met.values[0] > 0, "no helper took part in \(rounds) loops")
  }

  @Test("a loop inside a loop ends", arguments: [1, 2, 4])
  func nested(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let counts = Counts(6)
    pool.forEach(8) { _ in pool.forEach(6) { counts.add($0) } }
    #expect(counts.values == [Int](repeating: 8, count: 6))
  }

  @Test("several callers at once all end")
  func concurrentCallers() async {
    let pool = WorkerPool(threads: 3)
    let counts = Counts(10)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<100 { pool.forEach(10) { counts.add($0) } } }
      }
    }
    #expect(counts.values == [Int](repeating: 800, count: 10))
  }

  @Test("pools come and go, used or not")
  func lifetimes() {
    for round in 0..<200 {
      let pool = WorkerPool(threads: 1 + round % 5)
      if round % 3 == 0 { continue }
      let counts = Counts(4)
      pool.forEach(4) { counts.add($0) }
      #expect(counts.values == [1, 1, 1, 1])
    }
  }
}
