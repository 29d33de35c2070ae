import Posix
package import SystemPackage

/// A directory that goes with the object, for suites, which must be copyable.
package final class TemporaryFolder: Sendable {
  private let directory: TemporaryDirectory

  package init() throws { directory = try TemporaryDirectory(named: "mnistkit.s") }

  package var path: FilePath { directory.path }
}
