import Glibc
import SystemPackage

/// The program that started this service and watches it, such as systemd; perhaps nobody.
///
/// Without a manager every notification is a no-op, so that a service need not ask.
package struct ServiceManager: ~Copyable, Sendable {
  /// How long a notification waits for a manager that is behind; its queue is long, so this is the
  /// bound of a stall and not a habit.
  private static let patienceMilliseconds = 1000

  private let socket: UnixDatagramSender?
  /// How often the manager wants to hear ``ServiceNotification/watchdog``; `nil` for not at all.
  ///
  /// Half of it is a good pace.
  package let watchdogInterval: Duration?

  /// Takes what `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` say.
  ///
  /// - Throws: `ResourceError` where one of them has a value that sd_notify(3) or
  ///   sd_watchdog_enabled(3) does not allow.
  package init() throws(ResourceError) {
    try self.init(processID: getpid()) { Environment.value($0) }
  }

  /// The same from the values of the variables.
  package init(processID: Int32, variable: (String) -> String?) throws(ResourceError) {
    let interval = try Self.watchdogInterval(processID: processID, variable: variable)
    let socket = try Self.socket(notation: variable("NOTIFY_SOCKET") ?? "")
    self.socket = socket
    watchdogInterval = interval
  }

  /// Whether there is a manager to be told.
  package var isPresent: Bool { socket != nil }

  /// Tells the manager; several notifications go in one message.
  ///
  /// - Returns: whether there is a manager.
  /// - Throws: `ResourceError` where it cannot be reached, or does not read for a second.
  @discardableResult
  package func notify(_ notifications: ServiceNotification...) throws(ResourceError) -> Bool {
    try notify(notifications)
  }

  /// The same for a list.
  @discardableResult
  package func notify(_ notifications: [ServiceNotification]) throws(ResourceError) -> Bool {
    let now = MonotonicClock.microseconds
    let message = notifications.map { $0.lines(microseconds: now) }.joined()
    return try send(message, descriptors: Span())
  }

  /// Gives the manager a copy of a descriptor, which it hands over when it starts the service anew.
  ///
  /// - Parameter name: 1 to 255 visible ASCII characters or spaces, without a colon.
  /// - Returns: whether there is a manager. Whether it keeps the descriptor depends on
  ///   `FileDescriptorStoreMax=`, and it does not say.
  /// - Throws: `ResourceError` where it cannot be reached, or does not read for a second.
  @discardableResult
  package func store(
    _ descriptor: borrowing some Pollable & ~Copyable, name: String
  ) throws(ResourceError) -> Bool {
    let message = "FDSTORE=1\nFDNAME=\(ServiceNotification.checked(name))\n"
    let numbers: InlineArray<1, Int32> = [descriptor.number]
    return try send(message, descriptors: numbers.span)
  }

  private func send(
    _ message: String, descriptors: Span<Int32>
  ) throws(ResourceError) -> Bool {
    switch socket {
    case nil: return false
    case .some(let socket):
      let path = socket.address.path
      let bytes = Array(message.utf8)
      switch socket.send(bytes.span, descriptors: descriptors) {
      case .success: return true
      case .failure(.wouldBlock):
        throw .timedOut(.send, path: path, milliseconds: Self.patienceMilliseconds)
      case .failure(let code): throw .failed(.send, path: path, code: code)
      }
    }
  }

  private static func socket(notation: String) throws(ResourceError) -> UnixDatagramSender? {
    if notation.isEmpty { return nil }
    return try UnixDatagramSender(
      to: UnixAddress(notation: notation), patienceMilliseconds: patienceMilliseconds)
  }

  private static func watchdogInterval(
    processID: Int32, variable: (String) -> String?
  ) throws(ResourceError) -> Duration? {
    guard let text = variable("WATCHDOG_USEC") else { return nil }
    // 2^53 microseconds are 285 years, and a duration holds them.
    guard let microseconds = Int64(text), (1...(1 << 53)).contains(microseconds) else {
      throw .malformedVariable(
        name: "WATCHDOG_USEC", value: text, expected: "a positive number of microseconds")
    }
    if let text = variable("WATCHDOG_PID") {
      guard let watched = Int32(text), watched > 0 else {
        throw .malformedVariable(name: "WATCHDOG_PID", value: text, expected: "a process number")
      }
      // It was meant for the process that started this one.
      if watched != processID { return nil }
    }
    return .microseconds(microseconds)
  }
}
