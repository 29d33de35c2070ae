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

  /// Asks a daemon once.
  public init(of path: String, as name: String) throws(ServingError) {
    var connection = try ServingConnection(to: path, as: name)
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
      let rest = end - MonotonicClock.now
      do throws(ServingError) {
        let readiness = try ServiceReadiness(of: path, as: name)
        if readiness.status.state == .ready || rest <= .zero { return readiness }
      } catch {
        if rest <= .zero || error.isLasting { throw error }
      }
      Pause.sleep(min(pause, max(rest, .zero)))
      pause = min(pause * 2, lastPause)
    }
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
