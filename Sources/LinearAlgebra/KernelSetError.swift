/// Why a set of kernels cannot be used.
public enum KernelSetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No set has this name.
  case unknown(name: String, available: [String])
  /// The set exists, but not for this CPU.
  case unsupported(name: String, available: [String])

  /// The fault in one line.
  public var description: String {
    switch self {
    case .unknown(let name, let available):
      "unknown kernel set '\(name)': available here are \(available.joined(separator: ", "))"
    case .unsupported(let name, let available):
      "kernel set '\(name)' is not supported by this CPU: available here are "
        + available.joined(separator: ", ")
    }
  }
}
