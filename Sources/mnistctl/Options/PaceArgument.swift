/// A rate of requests as it is typed: a number a second, or `max`.
struct PaceArgument: CustomStringConvertible {
  /// Requests a second; `nil` for as many as the server takes.
  let requestsPerSecond: Double?

  /// As many as the server takes.
  static let greatest = PaceArgument(requestsPerSecond: nil)

  private init(requestsPerSecond: Double?) {
    self.requestsPerSecond = requestsPerSecond
  }

  /// Reads what was typed.
  init(argument: String) throws {
    if argument == "max" {
      self = .greatest
      return
    }
    guard let rate = Double(argument), rate > 0, rate <= 1e9 else {
      throw CommandFailure.usage(
        "expected requests a second above 0, or max for as many as the server takes")
    }
    self.init(requestsPerSecond: rate)
  }

  /// The rate as it is typed.
  var description: String { requestsPerSecond.map { "\($0)" } ?? "max" }
}
