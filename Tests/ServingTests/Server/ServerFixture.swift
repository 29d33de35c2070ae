import Glibc
import LinearAlgebra
import Logging
import Posix
import Serving
import ServingSupport
import Synchronization
import SystemPackage
import Testing
import WireProtocol

/// A whole server in a thread of the test, with a service manager that the test plays.
final class ServerFixture {
  let folders: LoaderFolders
  let manager: DatagramReceiver
  let log = RecordedLog()
  private let sockets: TemporaryFolder
  private let run = Run()
  private var thread: Thread?
  private let configuration: ServerConfiguration
  private let watchdog: String?

  /// What the server's thread and the test's share.
  private final class Run: Sendable {
    let outcome = Mutex<ServerError?>(nil)
    let ended = Event()
    /// The thread, for signals; `nil` where it does not run.
    let handle = Mutex<pthread_t?>(nil)
  }

  init(
    _ folders: LoaderFolders? = nil, watchdog: String? = nil,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    self.folders = try folders ?? LoaderFolders()
    manager = try DatagramReceiver()
    sockets = try TemporaryFolder()
    var configuration = ServerConfiguration(
      modelDirectory: self.folders.models, kernels: .scalar, build: "test")
    configuration.stateDirectory = self.folders.state
    configuration.dataSocket = sockets.path.appending("data")
    configuration.controlSocket = sockets.path.appending("control")
    configuration.workers = 2
    change(&configuration)
    self.configuration = configuration
    self.watchdog = watchdog
  }

  deinit {
    signal(SIGTERM)
    signal(SIGTERM)
    thread?.join()
  }

  /// Starts the server; signals reach its thread alone.
  func start() throws {
    let (configuration, log) = (configuration, log.logger)
    let (path, watchdog, run) = (manager.path.string, watchdog, run)
    let isStarted = Event()
    thread = try Thread(named: "server") {
      run.handle.withLock { $0 = pthread_self() }
      do throws(ServerError) {
        try ServerFixture.serve(configuration, path, watchdog, log, isStarted)
      } catch {
        run.outcome.withLock { $0 = error }
        isStarted.signal()
      }
      run.handle.withLock { $0 = nil }
      run.ended.signal()
    }
    #expect(isStarted.wait())
  }

  private static func serve(
    _ configuration: ServerConfiguration, _ path: String, _ watchdog: String?,
    _ logger: Logger, _ isStarted: Event
  ) throws(ServerError) {
    do {
      let signals = try SignalDescriptor()
      isStarted.signal()
      let manager = try ServiceManager(processID: 1) { variable in
        switch variable {
        case "NOTIFY_SOCKET": path
        case "WATCHDOG_USEC": watchdog
        default: nil
        }
      }
      let nothing = try InheritedDescriptors(processID: 1, firstNumber: 3) { _ in nil }
      let server = try Server(
        configuration, sockets: try ServerSockets(configuration, inherited: nothing),
        manager: manager, bootID: [UInt8](repeating: 9, count: 16), logger: logger)
      try server.run(signals)
    } catch let error as ServerError {
      throw error
    } catch let error as ResourceError {
      throw .resource(error)
    } catch {
      throw .models("\(error)")
    }
  }

  /// Sends a signal to the server's thread.
  func signal(_ number: Int32) {
    run.handle.withLock { if let handle = $0 { _ = pthread_kill(handle, number) } }
  }

  /// Waits for the end of the server, and gives its error.
  func end() -> ServerError? {
    #expect(run.ended.wait())
    return run.outcome.withLock { $0 }
  }

  /// Whether a socket's file is there.
  func exists(_ socket: SocketKind) -> Bool {
    (try? FileStatus.ifPresent(sockets.path.appending("\(socket)"))) ?? nil != nil
  }

  func connect(on socket: SocketKind = .data, greeting: Bool = true) throws -> WireClient {
    try WireClient(connectingTo: sockets.path.appending("\(socket)"), greeting: greeting)
  }

  /// The records that an order is answered with.
  func records(_ opcode: Opcode, _ reference: String = "") throws -> [ModelRecord] {
    try connect(on: .control).records(opcode, Array(reference.utf8))
  }
}
