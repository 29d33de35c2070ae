internal import Posix
internal import WireProtocol

/// Bytes of a large batch, in memory that counts while the batch lasts and that the next one uses
/// again.
struct CountedBytes: ~Copyable {
  private(set) var bytes: [UInt8] = []
  private var share: MemoryShare

  init(of budget: MemoryBudget) { share = MemoryShare(of: budget) }

  /// The bytes of memory that are held.
  var count: Int { bytes.count }

  /// Counts what an earlier batch has left.
  mutating func begin() throws(Refusal) { try share.add(bytes.count) }

  /// Makes it at least so large, and where it grows at least twice as large as it was, but never
  /// larger than it will ever be.
  ///
  /// Doubling keeps the cost of copying in proportion to the bytes.
  mutating func grow(to least: Int, atMost most: Int) throws(Refusal) {
    guard bytes.count < least else { return }
    let wanted = min(most, max(least, 2 * bytes.count))
    try share.add(wanted)
    bytes.reserveCapacity(wanted)
    bytes.append(contentsOf: repeatElement(0, count: wanted - bytes.count))
    share.reduce(to: wanted)
  }

  /// Counts no more, and gives back memory above a size.
  mutating func end(keeping byteLimit: Int) {
    if bytes.count > byteLimit { bytes = [] }
    share.reduce(to: 0)
  }

  /// Changes the bytes in their place.
  mutating func write<Failure: Error>(
    _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    var span = bytes.mutableSpan
    try body(&span)
  }
}
