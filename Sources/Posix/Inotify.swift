import Glibc
package import SystemPackage

/// News of what happens in directories, as a descriptor to wait for.
///
/// News may be merged, and lost where they come faster than they are read; see inotify(7). Take
/// each as a reason to look, not as a record. Other hosts' changes of a network file system are
/// not seen.
package struct Inotify: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// The bytes of one read: room for fifty events or more.
  private static let bufferByteCount = 1 << 14

  /// A directory that is watched.
  package struct Watch: Hashable, Sendable {
    let number: Int32
  }

  /// Makes a queue of news without any directory.
  ///
  /// - Throws: `ResourceError` where the user's limit of such queues is reached.
  package init() throws(ResourceError) {
    descriptor = Descriptor(
      adopting: try SystemCall.perform(.createWatch) {
        inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      })
  }

  /// Watches a directory: names that appear, files that were written, names that go, and the end of
  /// the directory itself.
  ///
  /// - Throws: `ResourceError` where the path is no directory, is barred, or the user's limit of
  ///   watches is reached.
  package func watch(directory path: FilePath) throws(ResourceError) -> Watch {
    let mask =
      IN_MOVED_TO | IN_MOVED_FROM | IN_CLOSE_WRITE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
      | IN_ONLYDIR
    let number = number
    return Watch(
      number: try SystemCall.perform(.watch, path) {
        // SAFETY: the path is a terminated string that outlives the call.
        unsafe path.withPlatformString {
          unsafe inotify_add_watch(number, $0, UInt32(mask))
        }
      })
  }

  /// The news that wait, as many as one read gives; none where there are none.
  package func read() throws(ResourceError) -> [Event] {
    let number = number
    // SAFETY: the kernel has written as many bytes as it says, and whole events only.
    let result: Result<[Event], Errno> = unsafe withUnsafeTemporaryAllocation(
      byteCount: Self.bufferByteCount, alignment: MemoryLayout<inotify_event>.alignment
    ) { buffer in
      let count = SystemCall.attempt {
        unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
      }
      return count.map {
        unsafe Event.parse(UnsafeRawBufferPointer(rebasing: buffer[..<$0]))
      }
    }
    switch result {
    case .success(let events): return events
    case .failure(.wouldBlock): return []
    case .failure(let code): throw .failed(.readEvents, path: nil, code: code)
    }
  }
}

extension Inotify: Pollable {
  package var number: Int32 { descriptor.number }
}
