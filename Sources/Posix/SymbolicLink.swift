import Glibc
import SystemPackage

/// Symbolic links that are followed here because the kernel would not follow them.
enum SymbolicLink {
  /// How many links in a row the kernel follows; see path_resolution(7).
  private static let longestChain = 40

  /// The path of the file that `path` leads to when the links of its last component are followed.
  ///
  /// Renaming onto a link would replace the link. The result need not exist.
  static func resolvingLast(of path: FilePath) throws(PosixError) -> FilePath {
    var result = path
    for _ in 0...longestChain {
      guard let destination = try destination(of: result) else { return result }
      result = result.removingLastComponent().pushing(destination)
    }
    throw .failed(.resolveLink, path: path, code: .tooManySymbolicLinkLevels)
  }

  /// Where the link at `path` leads, or `nil` where there is nothing, or something else.
  static func destination(of path: FilePath) throws(PosixError) -> FilePath? {
    var buffer = [CInterop.PlatformChar](repeating: 0, count: Int(PATH_MAX) + 1)
    do {
      let room = buffer.count - 1
      _ = try SystemCall.run(.resolveLink, path) {
        // SAFETY: at most `room` bytes are written, so the last byte stays the terminator.
        unsafe path.withPlatformString { unsafe readlink($0, &buffer, room) }
      }
    } catch  where error.code == .invalidArgument || error.kind == .notFound {
      return nil
    }
    return FilePath(platformString: buffer)
  }
}
