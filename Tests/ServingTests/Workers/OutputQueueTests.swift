import Testing

@testable import Serving

@Suite struct OutputQueueTests {
  private static let frame = [UInt8](repeating: 7, count: 128)

  @Test("without memory, refusals are kept, and no more is read until they are taken")
  func refusals() {
    let budget = MemoryBudget(byteLimit: 262_144)
    var queue = OutputQueue(of: budget)
    var appended = 0
    func append(_ queue: inout OutputQueue) {
      queue.append(Self.frame.span)
      appended += Self.frame.count
    }
    while !queue.isStarved { append(&queue) }
    var count = queue.count
    #expect(count == appended && appended > OutputQueue.freeByteCount)
    // What was received before goes on to be answered, and moves what waits once a step.
    let taken = budget.byteCount
    for _ in 0..<256 { append(&queue) }
    count = queue.count
    var isStarved = queue.isStarved
    #expect(count == appended && isStarved)
    #expect(budget.byteCount <= taken + OutputQueue.freeByteCount + Self.frame.count)
    queue.removeFirst(appended - OutputQueue.freeByteCount - 1)
    isStarved = queue.isStarved
    #expect(isStarved)
    queue.removeFirst(1)
    isStarved = queue.isStarved
    #expect(!isStarved)
  }
}
