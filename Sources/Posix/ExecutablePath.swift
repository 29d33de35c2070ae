package import SystemPackage

/// Where the running program stands.
package enum ExecutablePath {
  /// The path of the program's file; `nil` where `/proc` is not mounted.
  package static var current: FilePath? {
    // An absent link is answered by the fallback of those who ask.
    try? SymbolicLink.destination(of: "/proc/self/exe") ?? nil
  }
}
