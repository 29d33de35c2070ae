public import ServingClient
internal import WireProtocol

extension WorkflowError {
  /// A request to a daemon that came to nothing.
  public init(_ error: ServingError) {
    switch error {
    case .cannotConnect(let path, let fault, _):
      self.init(
        .environment, code: "cannotConnect.\(fault.rawValue)", "\(error)", path: path,
        remedy: "'mnistctl doctor' tells more")
    case .disconnected(let path, _):
      self.init(.environment, code: "disconnected", "\(error)", path: path)
    case .refused(let refusal):
      self.init(Kind(refusal.status), code: "\(refusal.status)", "\(error)")
    case .protocolViolation(let fault):
      self.init(
        .input, code: "protocol", "\(error)", offset: fault.offset,
        expected: "\(fault.expected)", found: "\(fault.found)")
    case .deadlineExceeded(let milliseconds):
      self.init(
        .environment, code: "deadline", "\(error)", expected: "an answer in \(milliseconds) ms",
        found: "none")
    case .timedOut(let path, let milliseconds):
      self.init(
        .environment, code: "timedOut", "\(error)", path: path,
        expected: "an answer in \(milliseconds) ms", found: "none")
    case .cancelled: self.init(.environment, code: "cancelled", "\(error)")
    case .closed: self.init(.environment, code: "closed", "\(error)")
    }
  }
}

extension WorkflowError.Kind {
  /// Whose fault a refusal is: that of what was sent, or of the state that the daemon is in.
  fileprivate init(_ status: Status) {
    self =
      switch status {
      case .badFrame, .badShape, .badDescriptor: .input
      case .badArgument: .usage
      case .ok, .badVersion, .tooLarge, .noModel, .notReady, .busy, .deadline, .denied, .draining,
        .internal, .unsupported, .timeout:
        .environment
      }
  }
}
