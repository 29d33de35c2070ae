import Glibc

/// What has a descriptor that can be waited for.
package protocol Pollable: ~Copyable {
  /// The descriptor's number, valid as long as the value lives.
  var number: Int32 { get }
}

extension Pollable where Self: ~Copyable {
  /// Waits until the descriptor is ready, has failed or has hung up.
  ///
  /// For the few places that have nothing else to do; loops have an ``Epoll``.
  ///
  /// - Parameter timeoutMilliseconds: how long to wait; `nil` for ever. A signal that interrupts
  ///   the wait starts it anew.
  /// - Returns: whether it happened in time.
  /// - Throws: `ResourceError`, which only a closed number or a system out of memory can cause.
  package func wait(
    for readiness: Readiness, timeoutMilliseconds: Int?
  ) throws(ResourceError) -> Bool {
    // The bits of poll and epoll are the same numbers.
    var request = pollfd(
      fd: number, events: Int16(truncatingIfNeeded: readiness.rawValue), revents: 0)
    let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
    let count = try SystemCall.perform(.awaitEvents) {
      // SAFETY: one request, which outlives the call.
      unsafe poll(&request, 1, timeout)
    }
    return count > 0
  }
}

extension Descriptor: Pollable {}

extension OwnedDescriptor: Pollable {}
