import CLinux
import Glibc
import SystemPackage

/// A set of descriptors that one thread waits for, each with a number of the caller's choice.
///
/// A descriptor leaves the set by itself when it is closed, unless it was duplicated.
package struct Epoll: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// Makes an empty set.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init() throws(ResourceError) {
    descriptor = Descriptor(
      adopting: try SystemCall.perform(.createEventSet) {
        mnistkit_epoll()
      })
  }

  /// Adds a descriptor; its events carry the token.
  ///
  /// - Throws: `ResourceError`, for instance where it is in the set or is a regular file.
  package func add(
    _ source: borrowing some Pollable & ~Copyable, token: UInt64, for readiness: Readiness
  ) throws(ResourceError) {
    try control(MNISTKIT_ADD, source.number, readiness, token)
  }

  /// Changes what a descriptor of the set is watched for, and its token.
  ///
  /// - Throws: `ResourceError` where it is not in the set.
  package func modify(
    _ source: borrowing some Pollable & ~Copyable, token: UInt64, for readiness: Readiness
  ) throws(ResourceError) {
    try control(MNISTKIT_MODIFY, source.number, readiness, token)
  }

  /// Takes a descriptor out of the set; events that were read before may still name its token.
  ///
  /// - Throws: `ResourceError` where it is not in the set.
  package func remove(_ source: borrowing some Pollable & ~Copyable) throws(ResourceError) {
    try control(MNISTKIT_REMOVE, source.number, [], 0)
  }

  /// Waits for events and puts them into the buffer in place of those it held.
  ///
  /// It allocates nothing. A signal may end the wait early, without events.
  ///
  /// - Parameter timeoutMilliseconds: how long to wait; 0 not at all, `nil` for ever.
  /// - Throws: `ResourceError`, which only a mistake of ours could cause.
  package func wait(
    into events: inout EpollEvents, timeoutMilliseconds: Int? = nil
  ) throws(ResourceError) {
    let timeout = timeoutMilliseconds.map { Int32(clamping: max(0, $0)) } ?? -1
    // SAFETY: the kernel writes at most `capacity` events to memory that holds as many.
    let count = unsafe mnistkit_epoll_wait(number, events.memory, Int32(events.capacity), timeout)
    // Not made again by itself: the caller would wait anew for the whole time.
    let code = count == -1 ? Errno(rawValue: errno) : nil
    events.count = max(0, Int(count))
    if let code, code != .interrupted { throw .failed(.awaitEvents, path: nil, code: code) }
  }

  private func control(
    _ operation: Int32, _ source: Int32, _ readiness: Readiness, _ token: UInt64
  ) throws(ResourceError) {
    try SystemCall.perform(.changeEventSet) {
      mnistkit_epoll_control(number, operation, source, readiness.rawValue, token)
    }
  }
}

extension Epoll: Pollable {
  package var number: Int32 { descriptor.number }
}
