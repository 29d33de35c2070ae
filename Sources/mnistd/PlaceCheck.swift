import Posix
import Serving
import SystemPackage
import WireProtocol

/// Whether the daemon could use its state directory and the paths of its sockets.
///
/// Nothing is made or locked, and a daemon that has them is let alone.
struct PlaceCheck {
  private let configuration: ServerConfiguration

  init(_ configuration: ServerConfiguration) { self.configuration = configuration }

  /// - Throws: ``StartFailure``, as the daemon would.
  func run() throws(StartFailure) {
    do {
      try checkState()
      try checkSockets()
    } catch {
      throw StartFailure(error, starting: configuration)
    }
  }

  private func checkState() throws(ServerError) {
    guard let directory = configuration.stateDirectory else { return }
    try check(directory, for: .lock, of: directory.appending("lock"))
  }

  private func checkSockets() throws(ServerError) {
    let handedOver: [String]
    do { handedOver = try InheritedDescriptors().names } catch { throw .resource(error) }
    for kind in SocketKind.allCases where !handedOver.contains(kind.description) {
      guard let path = kind == .data ? configuration.dataSocket : configuration.controlSocket
      else {
        if kind == .data { throw .noDataSocket }
        continue
      }
      do { _ = try UnixAddress(path) } catch { throw .resource(error) }
      let directory = path.removingLastComponent()
      try check(directory.isEmpty ? "." : directory, for: .lock, of: directory)
      if let found = try self.kind(at: path), found != .socket {
        throw .resource(.notSocket(path: path, found: found))
      }
    }
  }

  /// What stands at a path itself: a link is nobody's socket, wherever it leads.
  private func kind(at path: FilePath) throws(ServerError) -> FileKind? {
    do throws(PosixError) {
      return try FileStatus(ofLink: path).kind
    } catch {
      if error.kind == .notFound { return nil }
      throw failure(.bind, path, error)
    }
  }

  /// Looks whether a file could be made in a directory.
  private func check(
    _ directory: FilePath, for operation: ResourceError.Operation, of path: FilePath
  ) throws(ServerError) {
    do throws(PosixError) {
      guard try Directory.exists(directory) else {
        throw .failed(.open, path: path, code: .noSuchFileOrDirectory)
      }
      let isOpen = try AccessRight.enter.isGranted(on: directory)
      guard try AccessRight.write.isGranted(on: directory), isOpen else {
        throw .failed(.open, path: path, code: .permissionDenied)
      }
    } catch {
      throw failure(operation, path, error)
    }
  }

  private func failure(
    _ operation: ResourceError.Operation, _ path: FilePath, _ error: PosixError
  ) -> ServerError {
    .resource(.failed(operation, path: path, code: error.code ?? .ioError))
  }
}
