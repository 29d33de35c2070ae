import CLinux

/// Descriptors that came from a peer, in their order; those nobody takes are closed with the queue.
///
/// It holds its few numbers in itself, so that receiving allocates nothing.
package struct DescriptorQueue: ~Copyable, Sendable {
  /// The most descriptors any queue can be asked to hold.
  package static let greatestLimit = Int(MNISTKIT_DESCRIPTOR_LIMIT)

  /// How many descriptors are accepted at once.
  package let limit: Int
  /// How many are waiting.
  package private(set) var count = 0
  private var numbers = InlineArray<16, Int32>(repeating: -1)

  /// Makes an empty queue.
  ///
  /// - Precondition: `limit` is 0 to ``greatestLimit``.
  package init(limit: Int) {
    precondition((0...Self.greatestLimit).contains(limit), "\(limit) descriptors are too many")
    self.limit = limit
  }

  deinit {
    for index in 0..<count { _ = Descriptor(adopting: numbers[index]) }
  }

  /// Whether none is waiting.
  package var isEmpty: Bool { count == 0 }

  /// Takes the descriptor that came first, or `nil` where none is waiting.
  package mutating func takeFirst() -> Descriptor? {
    guard count > 0 else { return nil }
    let first = numbers[0]
    count -= 1
    for index in 0..<count { numbers[index] = numbers[index + 1] }
    return Descriptor(adopting: first)
  }

  /// Adds a descriptor behind the others.
  ///
  /// - Precondition: Fewer than ``limit`` are waiting.
  package mutating func append(_ descriptor: consuming Descriptor) {
    precondition(count < limit, "the queue holds at most \(limit) descriptors")
    numbers[count] = descriptor.release()
    count += 1
  }

  /// Closes all that are waiting.
  package mutating func removeAll() {
    while takeFirst() != nil {}
  }
}
