import LinearAlgebra
import Synchronization
import Testing

@Suite("WorkerPool")
struct WorkerPoolTests {
  /// Counters that a loop's threads share.
  private final class Counts: Sendable {
    private let counts: Mutex<[Int]>

    init(_ count: Int) { counts = Mutex([Int](repeating: 0, count: count)) }
    func add(_ index: Int) { counts.withLock { $0[index] += 1 } }
    var values: [Int] { counts.withLock { $0 } }
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

  @Test("what a loop has written is seen after it", arguments: [2, 4, 7])
  func visibility(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let matrix = PaddedMatrix(rows: 16, columns: 3)
    for round in 1...500 {
      pool.forEach(16) { matrix[$0, 1] = Float(round * 16 + $0) }
      #expect((0..<16).allSatisfy { matrix[$0, 1] == Float(round * 16 + $0) })
    }
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
