import Glibc

/// Who this process runs as, which decides what it may do.
package enum ProcessIdentity {
  /// The effective user.
  package static var userID: UInt32 { geteuid() }
}
