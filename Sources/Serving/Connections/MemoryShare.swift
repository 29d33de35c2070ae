internal import WireProtocol

/// What one holder has of the memory of all connections; it goes back with the holder.
struct MemoryShare: ~Copyable {
  let budget: MemoryBudget
  /// The bytes that are counted for the holder.
  private(set) var byteCount = 0

  init(of budget: MemoryBudget) { self.budget = budget }

  deinit { budget.give(byteCount) }

  /// Counts bytes that are about to be made.
  ///
  /// Where they take the place of others both count, until ``reduce(to:)``.
  mutating func add(_ added: Int) throws(Refusal) {
    try budget.take(added)
    byteCount += added
  }

  /// Counts bytes that must be there.
  mutating func addInAnyCase(_ added: Int) {
    budget.takeInAnyCase(added)
    byteCount += added
  }

  /// Gives back what is counted above some bytes.
  mutating func reduce(to rest: Int) {
    budget.give(byteCount - rest)
    byteCount = rest
  }
}
