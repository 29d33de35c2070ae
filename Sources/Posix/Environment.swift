import CLinux
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

  /// The names of the variables that begin with a prefix, in ascending order.
  package static func names(startingWith prefix: String) -> [String] {
    var names: [String] = []
    // SAFETY: the list and its texts are terminated, and nothing in this process changes them.
    if var entry = unsafe mnistkit_environment() {
      while let text = unsafe entry.pointee {
        let name = unsafe String(cString: text).prefix { $0 != "=" }
        if name.hasPrefix(prefix) { names.append(String(name)) }
        unsafe entry += 1
      }
    }
    return names.sorted()
  }
}
