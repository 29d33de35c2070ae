import CLinux
import Glibc
import Synchronization
import SystemPackage

/// A thread of its own for work that never ends, such as a worker's loop.
///
/// Such work would hold a thread of Dispatch or of Swift's concurrency for ever; those have one
/// for each processor. All signals are blocked in it, but for those that its own faults raise, so
/// that they go to the threads that expect them.
///
/// A class because it has an identity: the running thread.
package final class Thread: Sendable {
  /// The name that `ps -L` and debuggers show.
  package let name: String
  /// The thread until it has been joined.
  private let handle: Mutex<pthread_t?>

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - name: at most 15 bytes are shown; see pthread_setname_np(3).
  ///   - processor: the one processor it may run on; `nil` for those of its maker.
  ///   - body: the work.
  /// - Throws: `ResourceError` where the limit of threads is reached, or there is no such
  ///   processor.
  package init(
    named name: String, processor: Int? = nil, body: @escaping @Sendable () -> Void
  ) throws(ResourceError) {
    self.name = name
    handle = Mutex(
      try Self.start(processor: processor) {
        Self.nameCurrentThread(name)
        body()
      })
  }

  deinit {
    // A thread nobody waits for gives its memory back when it ends.
    handle.withLock { handle in
      if let handle { _ = pthread_detach(handle) }
    }
  }

  /// Waits until the work is done; a second call returns at once.
  ///
  /// - Precondition: It is not the thread itself that calls.
  package func join() {
    let taken = handle.withLock { handle in
      let taken = handle
      handle = nil
      return taken
    }
    guard let taken else { return }
    let result = pthread_join(taken, nil)
    precondition(result == 0, "the thread \(name) cannot be joined: \(Errno(rawValue: result))")
  }

  /// The work, as an object that its thread is given.
  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func start(
    processor: Int?, body: @escaping @Sendable () -> Void
  ) throws(ResourceError) -> pthread_t {
    var attributes = pthread_attr_t()
    // SAFETY: the attributes live from here to their destruction in this function.
    try check(unsafe pthread_attr_init(&attributes))
    defer { _ = unsafe pthread_attr_destroy(&attributes) }
    if let processor {
      precondition(processor >= 0, "there is no processor \(processor)")
      try check(unsafe mnistkit_set_processor(&attributes, processor))
    }
    let work = unsafe Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let result = withSignalsBlocked {
      // SAFETY: the new thread takes over the reference that was retained for it.
      unsafe pthread_create(&thread, &attributes, Self.entry, work.toOpaque())
    }
    if result != 0 { unsafe work.release() }
    try check(result)
    return thread
  }

  private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    {
      pointer in
      // SAFETY: the pointer is the reference to a `Work` that was retained for this thread.
      if let pointer = unsafe pointer {
        unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
      }
      return nil
    }

  /// Calls `body` with the signals blocked that a thread made by it shall not handle.
  private static func withSignalsBlocked(_ body: () -> Int32) -> Int32 {
    var blocked = sigset_t()
    var earlier = sigset_t()
    // SAFETY: the sets outlive the calls, which cannot fail for these arguments.
    _ = unsafe sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
      _ = unsafe sigdelset(&blocked, fault)
    }
    _ = unsafe pthread_sigmask(SIG_SETMASK, &blocked, &earlier)
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &earlier, nil) }
    return body()
  }

  private static func nameCurrentThread(_ name: String) {
    var short = name
    while short.utf8.count > 15 { short.removeLast() }
    // A name is for people; a thread works without one.
    _ = unsafe mnistkit_name_thread(short)
  }

  private static func check(_ result: Int32) throws(ResourceError) {
    if result != 0 {
      throw .failed(.startThread, path: nil, code: Errno(rawValue: result))
    }
  }
}
