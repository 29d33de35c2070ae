internal import WireProtocol

/// A connection's answers that wait to be sent, in memory that counts against what all connections
/// may have.
struct OutputQueue: ~Copyable {
  /// Memory up to which nothing counts, so that small requests never want for it.
  static let freeByteCount = 65_536

  private var queue = ByteQueue()
  private var share: MemoryShare
  /// Whether there was no memory for an answer, since the queue counts.
  private var wasRefused = false

  init(of budget: MemoryBudget) { share = MemoryShare(of: budget) }

  /// How many bytes wait.
  var count: Int { queue.count }
  /// Whether none waits.
  var isEmpty: Bool { queue.isEmpty }

  /// Whether the client has to take answers before there is memory for more of them.
  var isStarved: Bool {
    count > Self.freeByteCount && (wasRefused || share.budget.isExhausted)
  }

  /// Makes room for an answer.
  ///
  /// - Throws: a refusal with BUSY where connections have too much memory already.
  mutating func reserve(_ byteCount: Int) throws(Refusal) {
    let capacity = queue.capacity(appending: byteCount)
    if capacity == queue.capacity { return }
    try share.add(Self.counted(capacity))
    resize(to: capacity)
  }

  /// Adds an answer that `body` writes, for which there is room: it gets the memory and the offset
  /// at which the answer begins.
  mutating func append(byteCount: Int, _ body: (inout MutableSpan<UInt8>, Int) -> Void) {
    queue.append(byteCount: byteCount, body)
  }

  /// Adds a frame that must be sent whatever there is of memory: a refusal, a good-bye, or what an
  /// order has done.
  mutating func append(_ frame: Span<UInt8>) {
    do {
      try reserve(frame.count)
    } catch {
      // By a step, or each of many refusals would move all that waits; and what the client sends is
      // held back from now on, before that adds up.
      wasRefused = true
      let capacity = max(queue.capacity, queue.count + frame.count + Self.freeByteCount)
      share.addInAnyCase(Self.counted(capacity))
      resize(to: capacity)
    }
    queue.append(frame)
  }

  /// Calls `body` with the bytes that wait.
  func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try queue.withBytes(body)
  }

  /// Takes bytes off the front that were sent.
  ///
  /// - Precondition: As many wait.
  mutating func removeFirst(_ byteCount: Int) {
    queue.removeFirst(byteCount)
    if count <= Self.freeByteCount { wasRefused = false }
  }

  /// Gives back the memory of a queue that is empty, where there is little left for others.
  mutating func releaseIfTight() {
    guard isEmpty, share.byteCount > 0, share.budget.isTight else { return }
    queue.reset(keeping: Self.freeByteCount)
    share.reduce(to: 0)
  }

  /// Makes the memory so large, which was counted beside what there was.
  private mutating func resize(to capacity: Int) {
    queue.grow(to: capacity)
    share.reduce(to: Self.counted(capacity))
  }

  private static func counted(_ capacity: Int) -> Int {
    capacity > freeByteCount ? capacity : 0
  }
}
