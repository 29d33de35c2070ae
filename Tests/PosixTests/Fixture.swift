import Glibc
import Posix
import SystemPackage
import Testing

/// Makes the things that stand in a reader's way.
enum Fixture {
  static func makeNamedPipe(_ path: FilePath) {
    #expect(path.withPlatformString { mkfifo($0, 0o600) } == 0)
  }

  static func makeSymbolicLink(_ path: FilePath, to destination: FilePath) {
    let result = destination.withPlatformString { destination in
      path.withPlatformString { symlink(destination, $0) }
    }
    #expect(result == 0)
  }

  static func makeSocket(_ path: FilePath) {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(number) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      let bytes = Array(path.string.utf8)
      precondition(bytes.count < room.count, "a socket's path is short")
      room.copyBytes(from: bytes)
    }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(result == 0)
  }

  static func setPermissions(_ path: FilePath, _ permissions: mode_t) {
    #expect(path.withPlatformString { chmod($0, permissions) } == 0)
  }

  static func names(in directory: FilePath) throws -> [String] {
    try Directory.entries(of: directory).map(\.string)
  }

  /// Runs a request that must fail and gives its error.
  static func error<Value: ~Copyable>(
    of request: () throws(PosixError) -> Value, sourceLocation: SourceLocation = #_sourceLocation
  ) -> PosixError? {
    do {
      _ = try request()
      Issue.record("expected an error", sourceLocation: sourceLocation)
      return nil
    } catch {
      return error
    }
  }
}
