import Glibc

/// The signals by which a service is told what to do.
package enum Signal: Hashable, Sendable, CaseIterable {
  /// SIGTERM: end in good order.
  case terminate
  /// SIGINT: the same, from a terminal.
  case interrupt
  /// SIGHUP: look at the files again.
  case hangUp

  /// The signal's number.
  package var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    }
  }

  init?(number: Int32) {
    guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = signal
  }
}

extension Signal: CustomStringConvertible {
  /// The name that everybody knows it by.
  package var description: String {
    switch self {
    case .terminate: "SIGTERM"
    case .interrupt: "SIGINT"
    case .hangUp: "SIGHUP"
    }
  }
}
