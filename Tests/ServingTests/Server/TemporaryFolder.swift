import Posix
import SystemPackage

/// A directory that goes with the object, for suites, which must be copyable.
final class TemporaryFolder: Sendable {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory(named: "mnistkit.s") }

  var path: FilePath { directory.path }
}
