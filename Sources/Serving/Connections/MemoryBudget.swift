import Synchronization
internal import WireProtocol

/// The memory that all connections of a server may have together: `formats/wire-protocol.md`,
/// section 7.
///
/// What counts is memory that grows with what clients send or leave unread. It is counted where it
/// grows and where it goes back, so a request that finds room at hand touches nothing that workers
/// share. A class because all of them count in it.
package final class MemoryBudget: Sendable {
  /// The limit where the operator names none: with 1,024 connections and eight workers it leaves
  /// some 400 MiB of `MemoryMax=2G` to models.
  package static let defaultByteLimit = 1 << 30

  /// How often the largest frame fits at least, so that one who is alone is never refused: an
  /// answer as it was computed, as it is sent, and what was there before while it grows.
  package static let leastFrames = 4

  /// The most bytes.
  package let byteLimit: Int
  private let held = Atomic<Int>(0)

  package init(byteLimit: Int = MemoryBudget.defaultByteLimit) { self.byteLimit = byteLimit }

  /// The bytes that are taken.
  package var byteCount: Int { held.load(ordering: .relaxed) }

  /// Whether nothing is left.
  var isExhausted: Bool { byteCount >= byteLimit }

  /// Whether more than half is taken: then nobody keeps what is not needed at the moment.
  ///
  /// So what idle connections keep is never more than half, and the other half goes round.
  var isTight: Bool { byteCount > byteLimit / 2 }

  /// Takes bytes that are about to be made.
  func take(_ byteCount: Int) throws(Refusal) {
    guard byteCount > 0 else { return }
    let found = held.add(byteCount, ordering: .relaxed).newValue
    guard found > byteLimit else { return }
    held.subtract(byteCount, ordering: .relaxed)
    throw Refusal(
      .busy,
      text: "memory of all connections: expected at most \(byteLimit) bytes, found \(found)")
  }

  /// Takes bytes that must be there, such as those of a refusal.
  func takeInAnyCase(_ byteCount: Int) {
    if byteCount > 0 { held.add(byteCount, ordering: .relaxed) }
  }

  /// Gives bytes back that are no more.
  func give(_ byteCount: Int) {
    if byteCount > 0 { held.subtract(byteCount, ordering: .relaxed) }
  }
}
