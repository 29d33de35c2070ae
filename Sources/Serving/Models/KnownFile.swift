import Posix

/// What the repository knows of a file of the directory, and of the model that came from it.
struct KnownFile {
  /// What became of the file when it was last looked at.
  enum Condition: Equatable {
    /// Not read yet.
    case unread
    /// It is what ``resident`` holds.
    case loaded
    /// It was refused.
    case refused
    /// It is not there any more.
    case gone
  }

  /// What became of the file.
  var condition = Condition.unread
  /// The file as it was last read; `nil` where it must be read again.
  var stamp: FileStamp?
  /// Why it was refused, or that it is gone; else empty.
  var reason = ""
  /// The last model that came from it and still serves.
  var resident: Resident?
}

/// What tells one state of a file from another without reading it.
struct FileStamp: Hashable {
  private let identity: FileStatus.Identity
  private let byteCount: Int
  private let modified: Duration
  private let changed: Duration

  init(_ status: FileStatus) {
    identity = status.identity
    byteCount = status.byteCount
    modified = status.modified
    changed = status.changed
  }
}
