import Glibc
import Synchronization
package import SystemPackage

/// The way into the system's journal, which never waits: entries that do not fit are counted.
package struct JournalSocket: ~Copyable, Sendable {
  private let socket: UnixDatagramSender
  private let dropped = Atomic<UInt64>(0)

  /// Where the journal listens.
  package static let systemPath: FilePath = "/run/systemd/journal/socket"

  /// Makes a way to the journal, which need not run yet.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init(path: FilePath = Self.systemPath) throws(ResourceError) {
    socket = try UnixDatagramSender(to: UnixAddress(path), patienceMilliseconds: nil)
  }

  /// Sends an entry, or counts it where the journal is gone, is behind, or takes none so large.
  ///
  /// - Returns: whether it was sent.
  @discardableResult
  package func send(_ entry: JournalEntry) -> Bool {
    if case .success = socket.send(entry.bytes.span, descriptors: Span()) { return true }
    dropped.wrappingAdd(1, ordering: .relaxed)
    return false
  }

  /// How many entries were not sent.
  package var droppedCount: UInt64 { dropped.load(ordering: .relaxed) }

  /// Whether standard error goes to the journal already, so that fields may go there instead of
  /// lines; see `JOURNAL_STREAM` in systemd.exec(5).
  package static var isStandardError: Bool {
    var status = stat()
    // SAFETY: `status` outlives the call.
    guard let stream = Environment.value("JOURNAL_STREAM"),
      unsafe fstat(STDERR_FILENO, &status) == 0
    else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }
}
