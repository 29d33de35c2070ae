internal import WireProtocol

extension ServingError: CustomStringConvertible {
  /// One line: what failed, where, expected, found, what to do.
  ///
  /// Control characters of a path or of the server's text are shown as `\n` or `\u{1B}`, so that
  /// the line can be printed to a terminal.
  public var description: String {
    switch self {
    case .cannotConnect(let path, let fault, let reason):
      "cannot connect to \(Self.visible(path)): \(Self.visible(reason))\(Self.advice(fault))"
    case .disconnected(let path, let reason):
      "lost the connection to \(Self.visible(path)): \(Self.visible(reason))"
    case .refused(let refusal):
      "refused by the server: \(Self.visible(refusal.description))"
    case .protocolViolation(let error):
      "the server broke the protocol: \(error)"
    case .deadlineExceeded(let milliseconds):
      "no answer within the request's deadline of \(milliseconds) ms"
    case .timedOut(let path, let milliseconds):
      "no answer of \(Self.visible(path)): expected one in \(milliseconds) ms, found none"
    case .cancelled: "cancelled before the answer came"
    case .closed: "the client was closed before the answer came"
    }
  }

  private static func advice(_ fault: ConnectFault) -> String {
    switch fault {
    case .missing, .refused: "; is mnistd running?"
    case .permission: "; is the user a member of the socket's group?"
    case .busy: "; does mnistd still accept connections?"
    case .notSocket: "; expected the socket of mnistd"
    case .unusablePath, .other: ""
    }
  }

  /// A text with everything that would act on a terminal made visible.
  ///
  /// A backslash stays one: the messages of files that a server passes on are escaped there.
  private static func visible(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += scalar == "\n" ? "\\n" : "\\u{\(digits)}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
