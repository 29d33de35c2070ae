import Glibc

/// The environment variables this process was started with.
package enum Environment {
  /// The value of a variable, or `nil` where it is not set; an empty value counts as set.
  package static func value(_ name: String) -> String? {
    // SAFETY: the result is a terminated string that is copied at once; nothing in this process
    // changes the environment.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
