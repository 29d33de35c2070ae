import Glibc
import LinearAlgebra
import Logging
import Posix
import Serving
import ServingClient
import SystemPackage
import Testing
import WireProtocol

/// The daemon itself, on a thread of this process.
final class RunningServer {
  // A class because it ends the thread when it goes.

  let files: ServedDigits
  private let thread: Thread
  private var isStopped = false

  /// Starts a server and waits until it has looked at its models.
  ///
  /// - Parameter listener: what a service manager would hand over as the data socket; otherwise the
  ///   server binds its own.
  init(
    _ files: ServedDigits, listener: borrowing UnixListener? = nil,
    limits: ServerLimits = ServerLimits(), workers: Int = 2
  ) throws {
    self.files = files
    var configuration = ServerConfiguration(
      modelDirectory: files.models, kernels: .best, build: "test 1")
    configuration.controlSocket = files.controlSocket
    configuration.dataSocket = files.socket
    configuration.limits = limits
    configuration.workers = workers
    let sockets = try ServerSockets(
      configuration, inherited: try RunningServer.inherited(listener))
    let box = Configured(configuration, sockets)
    thread = try Thread(named: "server") { box.serve() }
    var control = try control()
    _ = try control.reload()
  }

  deinit { stop() }

  /// Stops as by SIGTERM: what was received is answered.
  func stop() {
    guard !isStopped else { return }
    isStopped = true
    do {
      var connection = try control()
      try connection.drain()
    } catch {
      Issue.record("the server cannot be stopped: \(error)")
    }
    thread.join()
  }

  /// A connection to the data socket.
  func connect(wanting features: Features = .descriptors) throws(ServingError)
    -> ServingConnection
  {
    try ServingConnection(
      to: files.socket.string, as: "test", wanting: features, timeoutMilliseconds: 20_000)
  }

  /// A connection to the control socket.
  func control() throws(ServingError) -> ServingConnection {
    try ServingConnection(
      to: files.controlSocket.string, as: "test", timeoutMilliseconds: 20_000)
  }

  private static func inherited(
    _ listener: borrowing UnixListener?
  ) throws -> InheritedDescriptors {
    var number: Int32 = 0
    switch listener {
    case .some(let listener): number = dup(listener.number)
    case .none: break
    }
    let count = number > 0 ? "1" : "0"
    return try InheritedDescriptors(processID: 1, firstNumber: number) {
      ["LISTEN_PID": "1", "LISTEN_FDS": count, "LISTEN_FDNAMES": "data"][$0]
    }
  }
}

/// What the thread of a server is given.
private final class Configured: Sendable {
  private let configuration: ServerConfiguration
  private let sockets: ServerSockets

  init(_ configuration: ServerConfiguration, _ sockets: ServerSockets) {
    self.configuration = configuration
    self.sockets = sockets
  }

  func serve() {
    do {
      let server = try Server(
        configuration, sockets: sockets,
        manager: try ServiceManager(processID: 1, variable: { _ in nil }),
        bootID: (0..<16).map { _ in UInt8.random(in: 0...255) },
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      try server.run(try SignalDescriptor())
    } catch {
      Issue.record("the server ended: \(error)")
    }
  }
}
