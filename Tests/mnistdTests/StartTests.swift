import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing
import WireProtocol

@Suite("How mnistd starts, and why it does not")
struct StartTests {
  private let fixture: DaemonFixture

  init() throws { fixture = try DaemonFixture() }

  /// The one line of a daemon that does not start for a fault of the environment.
  private func fault(_ arguments: [String]) throws -> String {
    let outcome = try DaemonFixture.run(arguments)
    #expect(outcome.status == 4)
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1)
    return String(lines.first ?? "")
  }

  @Test("without models, sockets or a state directory it names what is missing")
  func missing() throws {
    var options = fixture.options
    options[1] = "/nonexistent/models"
    #expect(
      try fault(options)
        == "error: --models: cannot watch /nonexistent/models: No such file or directory; make the "
        + "directory for mnistd to read, or name another one with --models")
    #expect(try fault(["--models", fixture.models.string]).contains("--socket"))
    options = fixture.options
    options[3] = "/nonexistent/state"
    let state = try fault(options)
    #expect(state.hasPrefix("error: --state: cannot lock /nonexistent/state/lock: "))
    #expect(state.hasSuffix("or name another one with --state"))
    options = fixture.options
    options[5] = "/nonexistent/socket"
    let socket = try fault(options)
    #expect(socket.hasPrefix("error: --socket: cannot lock /nonexistent: "))
    #expect(socket.hasSuffix("or name another path with --socket"))
    options[5] = "/tmp/" + String(repeating: "s", count: 200)
    #expect(try fault(options).hasSuffix("found 205; name a shorter path with --socket"))
    // None of them has left a socket behind.
    #expect(try FileStatus.ifPresent(fixture.socket(.data)) == nil)
    #expect(try FileStatus.ifPresent(fixture.socket(.control)) == nil)
  }

  @Test("a live socket and another daemon's state are refused, and the first daemon serves on")
  func second() throws {
    let first = try fixture.start()
    #expect(
      try fault(fixture.options)
        == "error: --socket: cannot bind \(fixture.socket(.data)): expected no server, found one that "
        + "answers; end that mnistd, or name another path with --socket")
    let elsewhere = try DaemonFixture()
    var options = elsewhere.options
    options[3] = fixture.state.string
    let state = try fault(options)
    #expect(state.hasPrefix("error: --state: cannot lock \(fixture.state.appending("lock")): "))
    #expect(state.hasSuffix("end that mnistd, or name another directory with --state"))
    #expect(try fixture.connect().ask(.ping).status == .ok)
    first.kill(SIGTERM)
    #expect(try first.end() == 0)
  }

  @Test("the sockets of a killed daemon are replaced")
  func stale() throws {
    let killed = try fixture.start()
    killed.kill(SIGKILL)
    #expect(try killed.end() == 128 + SIGKILL)
    #expect(try FileStatus(ofLink: fixture.socket(.data)).kind == .socket)
    let next = try fixture.start()
    #expect(try fixture.connect().ask(.ping).status == .ok)
    next.kill(SIGTERM)
    #expect(try next.end() == 0)
    #expect(try FileStatus.ifPresent(fixture.socket(.data)) == nil)
  }

  @Test("READY comes once the models were looked at, with their number in STATUS")
  func ready() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let process = try ChildProcess(
      DaemonFixture.program, fixture.options,
      environment: ["NOTIFY_SOCKET": fixture.manager.path.string])
    let messages = try fixture.manager.told("READY=1")
    #expect(messages.last == "STATUS=1 model, default digits\nREADY=1\n")
    #expect(messages.dropLast().allSatisfy { !$0.contains("READY") })
    #expect(try fixture.index() == ["digits serving default"])
    process.kill(SIGTERM)
    #expect(try process.end() == 0)
    let last = try fixture.manager.told("STOPPING=1")
    #expect(last.last == "STOPPING=1\nSTATUS=stopping\n")
    let log = try process.errors
    // Standard error is a file: no prefixes for a journal.
    #expect(log.split(separator: "\n").contains("ready: 1 model, default digits"), "\(log)")
    #expect(log.contains("stopping by SIGTERM"))
  }

  @Test("sockets of the service manager are used and stay, and win over paths")
  func activation() throws {
    try fixture.put(TestModels.file(1), "digits.mlp")
    let folder = try TemporaryFolder()
    let data = try UnixListener(bindingTo: UnixAddress(folder.path.appending("d")))
    let control = try UnixListener(bindingTo: UnixAddress(folder.path.appending("c")))
    // The first request waits in the socket before there is a daemon.
    let early = WireClient(
      try UnixStream(connectingTo: UnixAddress(folder.path.appending("d")), timeoutMilliseconds: 9))
    try early.send(early.request(.hello, HelloRequest(client: "early").payload))
    let daemon = try ChildProcess(
      "/bin/sh",
      ["-c", "LISTEN_PID=$$ exec \"$0\" \"$@\"", DaemonFixture.program.string] + fixture.options,
      environment: [
        "LISTEN_FDS": "2", "LISTEN_FDNAMES": "control:data",
        "NOTIFY_SOCKET": fixture.manager.path.string,
      ], given: [control.number, data.number])
    #expect(try early.next()?.status == .ok)
    try fixture.manager.told("READY=1")
    #expect(try FileStatus.ifPresent(fixture.socket(.data)) == nil)
    let found = try early.classify([1, 2, 3, 4], images: 1)
    #expect(found.labels.count == 1)
    let client = try WireClient(connectingTo: folder.path.appending("c"))
    #expect(try client.records(.index).map(\.summary) == ["digits serving default"])
    daemon.kill(SIGTERM)
    #expect(try daemon.end() == 0)
    #expect(try FileStatus(ofLink: folder.path.appending("d")).kind == .socket)
    // Clients that come between two daemons wait for the next one.
    _ = try UnixStream(
      connectingTo: UnixAddress(folder.path.appending("d")), timeoutMilliseconds: 9)
  }

  @Test("descriptors of other names are refused by them")
  func unknownDescriptor() throws {
    let counter = try EventCounter()
    let daemon = try ChildProcess(
      "/bin/sh",
      ["-c", "LISTEN_PID=$$ exec \"$0\" \"$@\"", DaemonFixture.program.string] + fixture.options,
      environment: ["LISTEN_FDS": "1", "LISTEN_FDNAMES": "strange"], given: [counter.number])
    #expect(try daemon.end() == 4)
    #expect(try daemon.errors.contains("\"strange\""))
  }

  @Test("without descriptors to spare, clients are told so, and those who are there are served")
  func fewDescriptors() throws {
    let process = try ChildProcess(
      "/bin/sh",
      ["-c", "ulimit -n 210; exec \"$0\" \"$@\"", DaemonFixture.program.string] + fixture.options,
      environment: ["NOTIFY_SOCKET": fixture.manager.path.string])
    try fixture.manager.told("READY=1")
    let first = try fixture.connect()
    var (served, refused): ([WireClient], WireClient.Answer?) = ([], nil)
    while refused == nil, served.count < 210 {
      let client = try fixture.connect(greeting: false)
      // The refused one may be closed before it has sent anything.
      try? client.send(client.request(.hello, HelloRequest(client: "many").payload))
      let answer = try #require(try client.next())
      if answer.header.opcode == .goaway { refused = answer } else { served.append(client) }
    }
    #expect(refused?.status == .busy)
    #expect(refused?.text == "open descriptors: expected at most 210, found all in use")
    #expect(try first.ask(.ping).status == .ok)
    // When one goes, the next may come.
    served.removeAll()
    var status = try ServerStatus(decoding: try first.ask(.status).payload)
    while status.connections > 1 {
      status = try ServerStatus(decoding: try first.ask(.status).payload)
    }
    #expect(try fixture.connect().ask(.ping).status == .ok)
    process.kill(SIGTERM)
    #expect(try process.end() == 0)
  }
}
