/// What the server calls itself.
package enum ServerBuild {
  /// The version of this package.
  package static let version = "0.1.0"
  /// The build that HELLO tells.
  package static let name = "mnistd \(version)"
}
