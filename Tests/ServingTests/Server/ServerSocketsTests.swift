import Glibc
import LinearAlgebra
import ModelFile
import Posix
import ServingSupport
import Synchronization
import SystemPackage
import Testing
import WireProtocol

@testable import Serving

@Suite struct ServerSocketsTests {
  private let directory: TemporaryFolder

  init() throws { directory = try TemporaryFolder() }

  private func path(_ name: String) -> FilePath { directory.path.appending(name) }

  private func configuration(data: String? = nil, control: String? = nil) -> ServerConfiguration {
    var configuration = ServerConfiguration(modelDirectory: "/", kernels: .scalar, build: "test")
    configuration.dataSocket = data.map(path)
    configuration.controlSocket = control.map(path)
    return configuration
  }

  /// Descriptors as the service manager hands them over, at numbers that nobody else uses.
  private func inherited(_ given: [(name: String, number: Int32)]) throws -> InheritedDescriptors {
    let first = Self.nextRow.wrappingAdd(8, ordering: .relaxed).oldValue
    for (index, entry) in given.enumerated() {
      try #require(dup2(entry.number, first + Int32(index)) >= 0)
    }
    return try InheritedDescriptors(processID: 1, firstNumber: first) { variable in
      switch variable {
      case "LISTEN_PID": "1"
      case "LISTEN_FDS": "\(given.count)"
      case "LISTEN_FDNAMES": given.map(\.name).joined(separator: ":")
      default: nil
      }
    }
  }

  private static let nextRow = Atomic<Int32>(860)

  /// Why sockets are not to be had; `nil` where they are.
  private func fault(
    _ configuration: ServerConfiguration, _ given: [(name: String, number: Int32)] = []
  ) throws -> ServerError? {
    let descriptors = try inherited(given)
    do {
      _ = try ServerSockets(configuration, inherited: descriptors)
      return nil
    } catch {
      return error
    }
  }

  @Test("paths are bound with their permissions, whatever the umask, and go with the server")
  func binding() throws {
    do {
      let sockets = try ServerSockets(
        configuration(data: "d", control: "c"), inherited: try inherited([]))
      #expect(sockets.listeners.map(\.kind) == [.data, .control])
      #expect(try FileStatus(ofLink: path("d")).permissions.rawValue == 0o660)
      #expect(try FileStatus(ofLink: path("c")).permissions.rawValue == 0o600)
      #expect(sockets.storedModels.isEmpty)
    }
    #expect(try FileStatus.ifPresent(path("d")) == nil)
    #expect(try FileStatus.ifPresent(path("c")) == nil)
  }

  @Test("the control socket may be left out, the data socket not")
  func noDataSocket() throws {
    #expect(try fault(configuration(data: "d")) == nil)
    for configuration in [configuration(), configuration(control: "c")] {
      let error = try fault(configuration)
      #expect(error == .noDataSocket)
      #expect(error?.description.contains("--socket") == true)
    }
  }

  @Test("the socket file of a server that was killed is replaced, a live one refused")
  func staleSocket() throws {
    do {
      let dead = try UnixListener(bindingTo: UnixAddress(path("dead")))
      #expect(link(path("dead").string, path("d").string) == 0)
      #expect(dead.path == path("dead"))
    }
    #expect(try FileStatus(ofLink: path("d")).kind == .socket)
    let sockets = try ServerSockets(configuration(data: "d"), inherited: try inherited([]))
    #expect(try fault(configuration(data: "d")) == .resource(.addressInUse(path: path("d"))))
    // Whoever was refused has not touched it.
    _ = try UnixStream(connectingTo: UnixAddress(path("d")), timeoutMilliseconds: 10_000)
    #expect(sockets.listeners.count == 1)
  }

  @Test("what is no socket stays")
  func otherFile() throws {
    try AtomicFile.replace(path("d"), with: [1, 2, 3], syncing: false)
    #expect(
      try fault(configuration(data: "d"))
        == .resource(.notSocket(path: path("d"), found: .regularFile)))
    #expect(try FileStatus(ofLink: path("d")).byteCount == 3)
  }

  @Test("sockets that are handed over win over paths, which are not bound then")
  func handedOver() throws {
    let data = try UnixListener(bindingTo: UnixAddress(path("given-data")))
    let second = try UnixListener(bindingTo: UnixAddress(path("given-too")))
    let control = try UnixListener(bindingTo: UnixAddress(path("given-control")))
    let descriptors = try inherited([
      ("control", control.number), ("data", data.number), ("data", second.number),
    ])
    let sockets = try ServerSockets(
      configuration(data: "d", control: "c"), inherited: descriptors)
    #expect(sockets.listeners.map(\.kind) == [.data, .data, .control])
    let paths = sockets.listeners.map { $0.socket.path }
    #expect(paths == [path("given-data"), path("given-too"), path("given-control")])
    #expect(try FileStatus.ifPresent(path("d")) == nil)
    #expect(try FileStatus.ifPresent(path("c")) == nil)
  }

  @Test("a missing kind is bound beside the one that is handed over")
  func mixed() throws {
    let control = try UnixListener(bindingTo: UnixAddress(path("given")))
    let sockets = try ServerSockets(
      configuration(data: "d", control: "c"),
      inherited: try inherited([("control", control.number)]))
    let paths = sockets.listeners.map { $0.socket.path }
    #expect(paths == [path("given"), path("d")])
  }

  @Test(
    "names that mean nothing are refused, all of them by name",
    arguments: [
      ["strange"], ["unknown", "Data"], ["model digits#01234567"], ["model "], ["model"],
      ["model a b", "model digits@2#\(ContentDigest(of: []))"],
    ])
  func unknownNames(names: [String]) throws {
    let listener = try UnixListener(bindingTo: UnixAddress(path("l")))
    let given = (["data"] + names).map { ($0, listener.number) }
    let error = try fault(configuration(), given)
    #expect(error == .unknownDescriptors(names: names))
    for name in names { #expect(error?.description.contains("\"\(name)\"") == true) }
  }

  @Test("a socket of the wrong kind is refused by its name")
  func wrongKind() throws {
    let counter = try EventCounter()
    guard
      case .resource(.wrongDescriptor("data", _, _)) = try fault(
        configuration(), [("data", counter.number)])
    else {
      Issue.record("expected a wrong descriptor")
      return
    }
  }

  @Test("stored models are taken by their references; what is no sealed file is done without")
  func storedModels() throws {
    let listener = try UnixListener(bindingTo: UnixAddress(path("l")))
    let file = try MemoryFile(named: "model", bytes: [1, 2, 3].span)
    let empty = try MemoryFile(named: "empty", bytes: Span())
    let counter = try EventCounter()
    let descriptors = try inherited([
      ("model digits@2", file.number), ("data", listener.number), ("model other", file.number),
      ("model broken", counter.number), ("model empty", empty.number),
    ])
    let sockets = try ServerSockets(configuration(), inherited: descriptors)
    #expect(sockets.storedModels.map(\.name.text) == ["model digits@2", "model other"])
    let sizes = sockets.storedModels.map { $0.sealed.file.byteCount }
    #expect(sizes == [3, 3])
  }
}
