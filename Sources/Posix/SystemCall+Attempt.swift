import Glibc
import SystemPackage

extension SystemCall {
  /// Makes a call until a signal no longer interrupts it, and gives its result or error number.
  ///
  /// For calls whose failures are answers, such as "nothing to read yet"; it allocates nothing.
  @inline(__always)
  static func attempt<Value: SignedInteger>(_ call: () -> Value) -> Result<Value, Errno> {
    while true {
      let result = call()
      if result != -1 { return .success(result) }
      let code = Errno(rawValue: errno)
      if code != .interrupted { return .failure(code) }
    }
  }

  /// Makes a call until a signal no longer interrupts it.
  ///
  /// - Throws: `ResourceError.failed` with the call's error number.
  @discardableResult
  static func perform<Value: SignedInteger>(
    _ operation: ResourceError.Operation, _ path: FilePath? = nil, _ call: () -> Value
  ) throws(ResourceError) -> Value {
    switch attempt(call) {
    case .success(let result): return result
    case .failure(let code): throw .failed(operation, path: path, code: code)
    }
  }
}
