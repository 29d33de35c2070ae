package import SystemPackage

/// Why a request to the operating system failed: what was tried, where, expected and found.
package enum PosixError: Error, Hashable, Sendable {
  /// A system call failed with an error number.
  case failed(Action, path: FilePath?, code: Errno)
  /// A file took its name, but the directory could not be brought to the storage device.
  case notDurable(FilePath, code: Errno)
  /// A regular file was needed and something else is there.
  case notRegularFile(Action, path: FilePath, found: FileKind)
  /// A file holds more bytes than its reader accepts.
  case tooLarge(path: FilePath, byteCount: Int, limit: Int)
  /// A file grew, shrank or was rewritten between its opening and the last byte read.
  case changedWhileRead(path: FilePath, expectedByteCount: Int, foundByteCount: Int)
  /// A path names no file that could be written: it is empty, `/`, or ends in `.` or `..`.
  case noFileName(path: FilePath)
  /// Neither `XDG_CACHE_HOME` nor `HOME` holds an absolute path.
  case noCacheDirectory

  /// What was tried, as the verb of the message.
  package enum Action: String, Hashable, Sendable {
    case open
    case examine
    case read
    case write
    case lock
    case sync
    case close
    case replace
    case rename
    case create
    case createDirectory = "create directory"
    case list
    case remove
    case resolveLink = "resolve link"
    case setPermissions = "set permissions of"
  }

  /// The class of the fault, for callers that decide by it; its raw value names it in JSON.
  package enum Kind: String, Hashable, Sendable {
    case notFound
    case permissionDenied
    case readOnlyFileSystem
    case noSpace
    case brokenPipe
    case alreadyExists
    case notDirectory
    case notRegularFile
    case linkLoop
    case nameTooLong
    case tooLarge
    case changedWhileRead
    case noFileName
    case noCacheDirectory
    case other
  }

  /// The class of the fault.
  package var kind: Kind {
    switch self {
    case .failed(_, _, let code), .notDurable(_, let code): Self.kind(of: code)
    case .notRegularFile: .notRegularFile
    case .tooLarge: .tooLarge
    case .changedWhileRead: .changedWhileRead
    case .noFileName: .noFileName
    case .noCacheDirectory: .noCacheDirectory
    }
  }

  /// The file or directory concerned, where there is one.
  package var path: FilePath? {
    switch self {
    case .failed(_, let path, _): path
    case .notRegularFile(_, let path, _), .tooLarge(let path, _, _),
      .changedWhileRead(let path, _, _), .noFileName(let path), .notDurable(let path, _):
      path
    case .noCacheDirectory: nil
    }
  }

  /// The error number of a failed call.
  package var code: Errno? {
    switch self {
    case .failed(_, _, let code), .notDurable(_, let code): code
    default: nil
    }
  }

  /// What was expected at the path, where the fault is not a failed call.
  package var expected: String? {
    switch self {
    case .failed, .notDurable: nil
    case .notRegularFile: "a regular file"
    case .tooLarge(_, _, let limit): "at most \(limit) bytes"
    case .changedWhileRead(_, let expected, _): "\(expected) unchanged bytes"
    case .noFileName: "the path of a file"
    case .noCacheDirectory: "an absolute path in XDG_CACHE_HOME or HOME"
    }
  }

  /// What was found instead.
  package var found: String? {
    switch self {
    case .failed, .notDurable: nil
    case .notRegularFile(_, _, let kind): kind.withArticle
    case .tooLarge(_, let byteCount, _): "\(byteCount) bytes"
    case .changedWhileRead(_, let expected, let found):
      expected == found ? "other bytes" : "\(found) bytes"
    case .noFileName: "no file name"
    case .noCacheDirectory: "none"
    }
  }

  /// The same failed call, told of the path the user knows.
  func about(_ path: FilePath) -> PosixError {
    if case .failed(let action, _, let code) = self {
      .failed(action, path: path, code: code)
    } else {
      self
    }
  }

  private static func kind(of code: Errno) -> Kind {
    switch code {
    case .noSuchFileOrDirectory: .notFound
    case .permissionDenied, .notPermitted: .permissionDenied
    case .readOnlyFileSystem: .readOnlyFileSystem
    case .noSpace, .diskQuotaExceeded, .fileTooLarge: .noSpace
    case .brokenPipe: .brokenPipe
    case .fileExists: .alreadyExists
    case .notDirectory: .notDirectory
    case .isDirectory: .notRegularFile
    case .tooManySymbolicLinkLevels: .linkLoop
    case .fileNameTooLong: .nameTooLong
    default: .other
    }
  }
}

extension PosixError: CustomStringConvertible {
  /// One line: what failed, where, expected, found.
  ///
  /// A path is shown as it is; whoever prints the message to a terminal escapes it.
  package var description: String {
    switch self {
    case .failed(let action, let path?, let code):
      "cannot \(action.rawValue) \(path): \(code)"
    case .failed(let action, nil, let code):
      "cannot \(action.rawValue): \(code)"
    case .notDurable(let path, let code):
      "cannot sync the directory of \(path): \(code); the new file is in place, but a power cut "
        + "might bring the old one back"
    case .notRegularFile(let action, let path, let found):
      "cannot \(action.rawValue) \(path): expected a regular file, found \(found.withArticle)"
    case .tooLarge(let path, let byteCount, let limit):
      "cannot read \(path): expected at most \(limit) bytes, found \(byteCount)"
    case .changedWhileRead(let path, let expected, let found) where expected == found:
      "cannot read \(path): expected an unchanged file, found it rewritten while it was read"
    case .changedWhileRead(let path, let expected, let found):
      "cannot read \(path): expected \(expected) bytes, found \(found): "
        + "the file changed while it was read"
    case .noFileName(let path):
      "cannot write \"\(path)\": expected the path of a file, found no file name"
    case .noCacheDirectory:
      "cannot find the cache directory: expected an absolute path in XDG_CACHE_HOME or HOME, "
        + "found none"
    }
  }
}
