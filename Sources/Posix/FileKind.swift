import Glibc

/// What stands at a path.
package enum FileKind: String, Hashable, Sendable {
  case regularFile = "regular file"
  case directory
  case symbolicLink = "symbolic link"
  case namedPipe = "named pipe"
  case socket
  case characterDevice = "character device"
  case blockDevice = "block device"
  case unknown = "file of unknown kind"

  /// The kind in the file-type bits of a `st_mode`.
  init(mode: mode_t) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .regularFile
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .namedPipe
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .unknown
      }
  }

  /// The name with its indefinite article, for messages.
  package var withArticle: String { "a \(rawValue)" }
}
