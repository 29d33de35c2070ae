import Glibc

/// What this process was started with, as the bytes that the system gave.
///
/// `CommandLine.arguments` puts U+FFFD in place of what is not UTF-8, which file names may hold.
package enum ProcessArguments {
  /// The arguments, from the name of the program on, without the zero bytes that end them.
  package static let bytes: [[UInt8]] = {
    let count = Int(CommandLine.argc)
    // SAFETY: the system gives `argc` terminated strings, which nothing in this process changes.
    return (0..<count).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { text in
        unsafe UnsafeBufferPointer(start: text, count: strlen(text)).map {
          UInt8(truncatingIfNeeded: $0)
        }
      }
    }
  }()
}
