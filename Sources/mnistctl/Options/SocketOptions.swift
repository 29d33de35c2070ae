import ArgumentParser
import Posix
import ServingClient
import Workflow

/// The socket that everybody who classifies uses.
struct DataSocketOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Data socket of mnistd. (default: $MNISTD_SOCKET, else /run/mnistd/data.sock, else \
      $XDG_RUNTIME_DIR/mnistd/data.sock)
      """, valueName: "path"))
  var socket: String?

  /// Where the socket is.
  func path() throws -> String {
    try SocketPath.data(typed: socket.map { try SocketArgument.checked($0, for: "--socket") })
  }

  /// A connection to the socket.
  func connect() throws -> ServingConnection {
    try ServingConnection(to: path(), as: SocketArgument.clientName)
  }
}

/// The socket that models are managed through.
struct ControlSocketOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Control socket of mnistd. (default: $MNISTD_CONTROL_SOCKET, else /run/mnistd/control.sock, \
      else $XDG_RUNTIME_DIR/mnistd/control.sock)
      """, valueName: "path"))
  var controlSocket: String?

  /// Where the socket is.
  func path() throws -> String {
    try SocketPath.control(
      typed: controlSocket.map { try SocketArgument.checked($0, for: "--control-socket") })
  }
}

/// How long an outcome is waited for.
struct TimeoutOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seconds to wait for the outcome, 1-86400.", valueName: "seconds"))
  var timeout = 60

  /// The time, checked.
  func duration() throws -> Duration {
    try CommandFailure.require("--timeout", timeout, in: 1...86_400)
    return .seconds(timeout)
  }
}

/// What every order to a daemon takes.
struct OrderOptions: ParsableArguments {
  @OptionGroup var control: ControlSocketOptions
  @OptionGroup var time: TimeoutOptions

  /// A connection whose greeting and next answer together are waited for as long as an outcome may
  /// take.
  func connect() throws -> ServingConnection {
    let end = MonotonicClock.now + (try time.duration())
    var connection = try ServingConnection(
      to: control.path(), as: SocketArgument.clientName,
      timeoutMilliseconds: ServiceReadiness.milliseconds(until: end))
    connection.timeoutMilliseconds = ServiceReadiness.milliseconds(until: end)
    return connection
  }
}

/// What both sockets' options share.
enum SocketArgument {
  /// What the tool calls itself when it greets a daemon.
  static let clientName = "mnistctl \(Generator.version)"

  /// A path as it was typed.
  ///
  /// - Throws: `CommandFailure` where nothing was typed, as by a variable that is not set.
  static func checked(_ typed: String, for option: String) throws -> String {
    guard !typed.isEmpty else {
      throw CommandFailure.usage(
        "path is empty: \(option) needs the path of a socket", expected: "the path of a socket",
        found: "")
    }
    return typed
  }
}
