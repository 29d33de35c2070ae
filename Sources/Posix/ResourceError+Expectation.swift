extension ResourceError {
  /// What was expected, where the fault is not a failed call.
  package var expected: String? {
    switch self {
    case .failed: nil
    case .addressTooLong(_, _, let limit): "at most \(limit) bytes of path"
    case .malformedAddress: "a path"
    case .addressInUse: "no server"
    case .lockHeld: "no other server"
    case .notSocket: "nothing or a socket"
    case .timedOut(_, _, let milliseconds): "an answer in \(milliseconds) ms"
    case .tooManyDescriptors(let limit): "at most \(limit)"
    case .wrongDescriptor(_, let expected, _), .malformedVariable(_, _, let expected): expected
    case .missingSeals: "the seals shrink, grow and write"
    case .tooSmall(_, _, let expected): "at least \(expected) bytes"
    }
  }

  /// What was found instead.
  package var found: String? {
    switch self {
    case .failed: nil
    case .addressTooLong(_, let byteCount, _), .tooSmall(_, let byteCount, _): "\(byteCount)"
    case .malformedAddress: "an empty one or a zero byte in it"
    case .addressInUse: "one that answers"
    case .lockHeld: "one that holds it"
    case .notSocket(_, let kind): kind.withArticle
    case .timedOut: "none"
    case .tooManyDescriptors: "more"
    case .wrongDescriptor(_, _, let found): found
    case .missingSeals(_, let missing): "it without \(missing)"
    case .malformedVariable(_, let value, _): "\"\(value)\""
    }
  }

  /// Why it failed, without what was tried and where.
  package var cause: String {
    switch self {
    case .failed(_, _, let code): "\(code)"
    default: "expected \(expected ?? ""), found \(found ?? "")"
    }
  }
}
