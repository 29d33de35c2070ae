internal import Posix
public import ServingClient
public import WireProtocol

/// How a daemon is, and waiting until it classifies.
public struct ServiceReadiness: Sendable {
  /// What the daemon said of itself when it greeted.
  public let hello: HelloAnswer
  /// How it is.
  public let status: ServerStatus
  /// The models whose files were refused.
  public let refused: [ModelRecord]

  /// The pause after the first attempt; it doubles up to the last one.
  private static let (firstPause, lastPause) = (
    Duration.milliseconds(5), Duration.milliseconds(100)
  )

  /// How long a daemon that is there may take to answer, however little time is left: more than
  /// one that works needs, and not enough to be felt.
  private static let leastMilliseconds = 200

  /// Asks a daemon once.
  public init(
    of path: String, as name: String, timeoutMilliseconds: Int = 5_000
  ) throws(ServingError) {
    let end = MonotonicClock.now + .milliseconds(timeoutMilliseconds)
    var connection = try ServingConnection(
      to: path, as: name, timeoutMilliseconds: timeoutMilliseconds)
    connection.timeoutMilliseconds = Self.milliseconds(until: end)
    hello = connection.hello
    status = try connection.status()
    refused =
      status.refusedModels == 0
      ? [] : try connection.index().filter { $0.state == .refused || $0.state == .stale }
  }

  /// Asks until a model serves or the time is over.
  ///
  /// A daemon that is not there yet, or stops, may come.
  ///
  /// - Returns: what the last answer said, whether a model serves or not.
  /// - Throws: `ServingError` where the last attempt gave no answer.
  public static func wait(
    for path: String, as name: String, atMost time: Duration
  ) throws(ServingError) -> ServiceReadiness {
    let end = MonotonicClock.now + time
    var pause = firstPause
    while true {
      do throws(ServingError) {
        let readiness =
          try time > .zero
          ? ServiceReadiness(of: path, as: name, timeoutMilliseconds: milliseconds(until: end))
          : ServiceReadiness(of: path, as: name)
        if readiness.status.state == .ready || MonotonicClock.now >= end { return readiness }
      } catch {
        if MonotonicClock.now >= end || error.isLasting { throw error }
      }
      Pause.sleep(min(pause, max(end - MonotonicClock.now, .zero)))
      pause = min(pause * 2, lastPause)
    }
  }

  /// What is left until a moment, but enough for a daemon that is there to answer.
  package static func milliseconds(until end: Duration) -> Int {
    max(leastMilliseconds, Int((end - MonotonicClock.now) / .milliseconds(1)))
  }
}

extension ServingError {
  /// Whether no waiting helps.
  fileprivate var isLasting: Bool {
    switch self {
    case .cannotConnect(_, .unusablePath, _), .protocolViolation: true
    case .refused(let refusal): refusal.status == .badVersion
    default: false
    }
  }
}
