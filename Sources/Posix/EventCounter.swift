import CLinux
import Glibc
import SystemPackage

/// A counter that wakes whoever waits for it: how one thread calls another that sleeps in an
/// event set.
package struct EventCounter: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Makes a counter that stands at 0.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init() throws(ResourceError) {
    descriptor = Descriptor(
      adopting: try SystemCall.perform(.createEventCounter) {
        mnistkit_event_counter()
      })
  }

  /// Adds 1, which makes the counter readable.
  ///
  /// Any thread may call it, and it never waits.
  package func signal() {
    var one: UInt64 = 1
    // SAFETY: the call reads eight bytes, which outlive it.
    let result = SystemCall.attempt { unsafe write(number, &one, MemoryLayout<UInt64>.size) }
    // A counter that is full wakes its reader as well.
    if case .failure(let code) = result, code != .wouldBlock {
      preconditionFailure("an event counter cannot be written: \(code)")
    }
  }

  /// How often it was signalled since the last call; 0 where it was not.
  package func take() throws(ResourceError) -> UInt64 {
    try CounterDescriptor.take(from: number, .readEvents)
  }
}

extension EventCounter: Pollable {
  package var number: Int32 { descriptor.number }
}
