public import ServingClient
internal import WireProtocol

extension WorkflowError {
  /// A request to a daemon that came to nothing.
  public init(_ error: ServingError) {
    switch error {
    case .cannotConnect(let path, let fault, let reason):
      self.init(
        .environment, code: "cannotConnect.\(fault.rawValue)", "\(error)", path: path,
        remedy: Self.doctor)
      expect(reason)
    case .disconnected(let path, _):
      self.init(
        .environment, code: "disconnected", "\(error)", path: path,
        remedy: "run the command again; \(Self.doctor)")
    case .refused(let refusal):
      self.init(
        Kind(refusal.status), code: "\(refusal.status)", "\(error)",
        remedy: Self.remedy(refusal.status))
      expect(refusal.text)
    case .protocolViolation(let fault):
      self.init(
        .input, code: "protocol", "\(error)", offset: fault.offset,
        expected: "\(fault.expected)", found: "\(fault.found)",
        remedy: "is it the socket of mnistd? \(Self.doctor)")
    case .deadlineExceeded(let milliseconds):
      self.init(
        .environment, code: "deadline", "\(error)", expected: "an answer in \(milliseconds) ms",
        found: "none", remedy: Self.remedy(.deadline))
    case .timedOut(let path, let milliseconds):
      self.init(
        .environment, code: "timedOut", "\(error)", path: path,
        expected: "an answer in \(milliseconds) ms", found: "none",
        remedy: "wait longer, or look what mnistd does: \(Self.doctor)")
    case .cancelled: self.init(.environment, code: "cancelled", "\(error)")
    case .closed: self.init(.environment, code: "closed", "\(error)")
    }
  }

  private static let doctor = "'mnistctl doctor' tells more"

  /// Takes over what a text of the form `expected X, found Y` says.
  private mutating func expect(_ text: String) {
    guard let start = text.firstRange(of: "expected "),
      let middle = text[start.upperBound...].firstRange(of: ", found ")
    else { return }
    expected = String(text[start.upperBound..<middle.lowerBound])
    found = String(text[middle.upperBound...])
  }

  /// What helps against a refusal; `nil` where the fault is in the request's bytes, which no user
  /// writes.
  private static func remedy(_ status: Status) -> String? {
    switch status {
    case .noModel: "'mnistctl models list' tells what there is"
    case .notReady: "wait for it: 'mnistctl status --wait 30'"
    case .draining: "wait until it has started again: 'mnistctl status --wait 30'"
    case .busy: "try again later, or raise that limit of mnistd"
    case .tooLarge: "ask for less at once, or raise that limit of mnistd"
    case .deadline: "allow more time, or ask when mnistd has less to do"
    case .timeout: "run the command again"
    case .denied:
      "classify through the data socket (--socket), give orders through the control socket "
        + "(--control-socket)"
    case .internal: "mnistd's log tells more, such as 'journalctl -u mnistd'"
    case .badVersion, .unsupported: "install mnistd and mnistctl of one release"
    case .badShape: "give images of the size that the model takes"
    case .ok, .badFrame, .badDescriptor, .badArgument: nil
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
