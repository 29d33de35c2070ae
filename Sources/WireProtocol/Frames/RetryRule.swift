/// Whether and when a refused request may be sent again unchanged.
public enum RetryRule: Sendable, Hashable, CaseIterable {
  /// There is nothing to send again.
  case none
  /// The same request would be refused again.
  case never
  /// After the hint in the refusal, or a pause that doubles from 1 ms on.
  case afterHint
  /// On a new connection, with such a pause between attempts.
  case onNewConnection
}

extension RetryRule: CustomStringConvertible {
  /// The words of the document.
  public var description: String {
    switch self {
    case .none: "none"
    case .never: "never"
    case .afterHint: "after the hint"
    case .onNewConnection: "on a new connection"
    }
  }
}
