import Logging

/// A fault that may last: the log is told of it once, and STATUS until it passes.
struct LastingFault {
  /// What the log calls it.
  private let title: Logger.Message
  /// Why it is there; `nil` where it is not.
  private(set) var reason: String?

  init(_ title: Logger.Message) { self.title = title }

  /// Notes how it is now.
  ///
  /// - Returns: whether that is news.
  mutating func note(_ reason: String?, in logger: Logger) -> Bool {
    guard reason != self.reason else { return false }
    self.reason = reason
    if let reason { logger.log(.modelTrouble, .error, title, [LogKey.reason: "\(reason)"]) }
    return true
  }
}
