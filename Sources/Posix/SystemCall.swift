import Glibc
import SystemPackage

/// The one place where a result of -1 becomes an error and an interrupted call is made again.
enum SystemCall {
  /// Makes a call until a signal no longer interrupts it.
  ///
  /// - Throws: `PosixError.failed` with the call's error number.
  static func run<Result: SignedInteger>(
    _ action: PosixError.Action, _ path: FilePath?, _ call: () -> Result
  ) throws(PosixError) -> Result {
    while true {
      let result = call()
      if result != -1 { return result }
      let code = Errno(rawValue: errno)
      if code != .interrupted { throw .failed(action, path: path, code: code) }
    }
  }
}
