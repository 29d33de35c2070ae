package import Logging

/// The kinds of events that the server logs; in the journal each has a number of its own.
///
/// `journalctl MESSAGE_ID=...` finds all of a kind. The numbers are a promise: they never change,
/// and a new kind gets a new one (`systemd-id128 new`).
package enum ServerEvent: String, Hashable, Sendable, CaseIterable {
  /// The sockets are open; models are being looked at.
  case started
  /// All models have been looked at, and requests are answered.
  case ready
  /// A model was loaded from a file.
  case modelLoaded = "model-loaded"
  /// A name serves another model from now on, or none.
  case modelServes = "model-serves"
  /// A model file was refused; what was loaded before serves on.
  case modelRefused = "model-refused"
  /// The model directory, the state directory or the descriptor store does not do what it should.
  case modelTrouble = "model-trouble"
  /// All models are looked at again, by order of a client or by SIGHUP.
  case reload
  /// Another order of a client was carried out or refused, or a standing one ended.
  case order
  /// Connections were refused because a limit was reached.
  case connectionsRefused = "connections-refused"
  /// No connection can be accepted for want of descriptors or memory.
  case acceptFailed = "accept-failed"
  /// The service manager cannot be told something.
  case managerUnreachable = "manager-unreachable"
  /// A worker has not answered the watchdog within its time.
  case workerSilent = "worker-silent"
  /// The server stops: what has been received is answered.
  case stopping
  /// The server has stopped.
  case stopped

  /// The number of the kind, 32 hexadecimal digits, for the field `MESSAGE_ID`.
  package var messageID: String {
    switch self {
    case .started: "a06a0a22967f4986908392c891897d1f"
    case .ready: "404df5c441874b4c80af67e3e601cc42"
    case .modelLoaded: "276e4b881cd04e14a237425eaba8af85"
    case .modelServes: "2fb2ea03073f4a4683c09b4de5cd08ed"
    case .modelRefused: "60a6e8518ac6462d863d9fa45b0342b9"
    case .modelTrouble: "de09ad5a98c64b6695eb5b3331b2e875"
    case .reload: "dd441a8eab4843c6b3da6d279f4cb789"
    case .order: "08f71dbfe4e94047a44931c4b4b2e492"
    case .connectionsRefused: "4b94fe8b9b2c42c0aa82e162d0fabf10"
    case .acceptFailed: "9b9cc7a45e4946bbb4b24a818b392b56"
    case .managerUnreachable: "88614db332764665be42c870bf7cab79"
    case .workerSilent: "d6f4d21e3d484217a86d25decb0c23f7"
    case .stopping: "6b4026bef6be483a947ca2a0c4c02165"
    case .stopped: "32ae9451c38749be85ef0ebf446bb827"
    }
  }
}

/// The names of what log entries tell besides their text.
///
/// Swift's logging library takes any; these have a field of their own in the journal.
package enum LogKey {
  /// The kind, a ``ServerEvent``.
  package static let event = "event"
  /// A model: `name` or `name@version`.
  package static let model = "model"
  /// The generation that a model answers with.
  package static let generation = "generation"
  /// A name of models.
  package static let name = "name"
  /// Why a name serves what it serves.
  package static let cause = "cause"
  /// An order of a client.
  package static let order = "order"
  /// The digest of a model's file.
  package static let sha256 = "sha256"
  /// Why something was refused.
  package static let reason = "reason"
  /// The user at the other end of a connection.
  package static let peerUser = "peerUser"
  /// The system's error number.
  package static let errorNumber = "errno"
}

extension Logger {
  /// Logs an event of a kind.
  package func log(
    _ kind: ServerEvent, _ level: Logger.Level, _ message: @autoclosure () -> Logger.Message,
    _ metadata: @autoclosure () -> Logger.Metadata = [:]
  ) {
    log(
      level: level, message(),
      metadata: metadata().merging([LogKey.event: .string(kind.rawValue)]) { _, kind in kind })
  }
}
