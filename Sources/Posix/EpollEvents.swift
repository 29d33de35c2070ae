import CLinux

/// The fixed memory into which an ``Epoll`` puts what happened.
@safe package struct EpollEvents: ~Copyable, @unchecked Sendable {
  // SAFETY: the memory has this one owner, whose exclusive access orders the writing.

  /// How many events one wait gives at most; the others come with the next one.
  package let capacity: Int
  /// How many the last wait gave.
  package internal(set) var count = 0
  let memory: UnsafeMutablePointer<mnistkit_epoll_event>

  /// One descriptor's event.
  package struct Event: Hashable, Sendable {
    /// The number that was given when the descriptor was added.
    package let token: UInt64
    /// What happened to it.
    package let readiness: Readiness
  }

  /// Makes room for events.
  ///
  /// - Precondition: `capacity` is 1 to 65,536.
  package init(capacity: Int) {
    precondition((1...65_536).contains(capacity), "no room for \(capacity) events")
    self.capacity = capacity
    unsafe memory = UnsafeMutablePointer.allocate(capacity: capacity)
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// One of the events of the last wait.
  ///
  /// - Precondition: `index` is 0 to ``count`` - 1.
  package subscript(index: Int) -> Event {
    precondition((0..<count).contains(index), "event \(index) of \(count)")
    // SAFETY: the kernel has filled the first `count` events.
    return unsafe Event(
      token: memory[index].token, readiness: Readiness(rawValue: memory[index].events))
  }
}
