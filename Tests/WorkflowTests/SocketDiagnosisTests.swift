import ServingClient
import Testing
import WireProtocol
import Workflow

@Suite("Diagnosis of sockets")
struct SocketDiagnosisTests {
  private static let path = "/run/mnistd/data.sock"

  private func finding(
    _ error: ServingError, kind: SocketKind = .data,
    change: (inout SocketSurroundings) -> Void = { _ in }
  ) -> Finding {
    var surroundings = SocketSurroundings(
      user: "eve", owners: .init(user: "mnistd", group: "mnist", isOpenToGroup: true),
      isListedInGroup: false, hasSystemd: true)
    change(&surroundings)
    return SocketDiagnosis(
      path: Self.path, kind: kind, otherPath: "/run/mnistd/control.sock",
      surroundings: surroundings
    ).finding(for: error)
  }

  private func barred(_ change: (inout SocketSurroundings) -> Void = { _ in }) -> Finding {
    finding(
      .cannotConnect(path: Self.path, fault: .permission, reason: "Permission denied"),
      change: change)
  }

  private static let wrongVersion = ServingError.refused(
    Refusal(.badVersion, text: "lowest version: expected 2, found 1"))

  static let errors: [(ServingError, Finding.Subject, String)] =
    ServingError.ConnectFault.allCases.map {
      (.cannotConnect(path: path, fault: $0, reason: "a reason"), .dataSocket, path)
    } + [
      (.disconnected(path: path, reason: "a reason"), .dataSocket, "a reason"),
      (.timedOut(path: path, milliseconds: 70), .dataSocket, "70 ms"),
      (.refused(Refusal(.busy, text: "connections: at most 4")), .limits, "connections: at most 4"),
      (.refused(Refusal(.draining, text: "stopping")), .server, "is stopping"),
      (.refused(Refusal(.internal, text: "a reason")), .dataSocket, "a reason"),
      (wrongVersion, .server, "another version"), (.closed, .dataSocket, "closed"),
    ]

  @Test("every error has one line of cause and one of cure", arguments: errors)
  func everyError(error: ServingError, subject: Finding.Subject, cause: String) {
    let finding = finding(error)
    #expect(finding.verdict == .fault && finding.subject == subject)
    #expect(finding.cause.contains(cause), "\(finding.cause)")
    let cure = finding.cure ?? ""
    #expect(!cure.isEmpty)
    for line in [finding.cause, cure] { #expect(!line.contains("\n") && !line.hasSuffix(".")) }
  }

  @Test("who is not in the group is told how to get in, and how to use that now")
  func stranger() {
    #expect(barred().cause == "/run/mnistd/data.sock is for group mnist, and user eve is not in it")
    #expect(barred().cure?.contains("usermod -aG mnist eve") == true)
    #expect(barred().cure?.contains("newgrp mnist") == true)
  }

  @Test("who was put into the group after logging in needs no administrator")
  func newMember() {
    let finding = barred { $0.isListedInGroup = true }
    #expect(finding.cause.contains("this session began before"))
    #expect(finding.cure == "log in again, or run 'newgrp mnist'")
  }

  @Test("nobody is told to become a member of root's group")
  func rootsGroup() {
    let finding = barred { $0.owners?.group = "root" }
    #expect(finding.cause.contains("for group root"))
    #expect(finding.cure?.contains("usermod") == false)
    #expect(finding.cure?.contains("chgrp GROUP /run/mnistd/data.sock") == true)
  }

  @Test("a socket for one user, and one behind a barred directory, are told apart")
  func others() {
    let single = barred { $0.owners?.isOpenToGroup = false }
    #expect(single.cause.contains("for user mnistd alone"))
    let hidden = barred { $0.owners = nil }
    #expect(hidden.cause.contains("may not search a directory above"))
  }

  @Test("the cure is systemctl's where systemd has the socket, else the daemon's command line")
  func start() {
    let missing = ServingError.cannotConnect(
      path: Self.path, fault: .missing, reason: "No such file or directory")
    #expect(finding(missing).cure?.contains("systemctl enable --now mnistd.socket") == true)
    let control = finding(missing, kind: .control)
    #expect(control.cure?.contains("systemctl enable --now mnistd-control.socket") == true)
    let stale = ServingError.cannotConnect(
      path: Self.path, fault: .refused, reason: "Connection refused")
    #expect(finding(stale).cure?.contains("systemctl restart mnistd.socket") == true)
    let own = finding(missing) { $0.hasSystemd = false }
    #expect(
      own.cure?.contains("mnistd --models models --socket data.sock --control-socket control.sock")
        == true, "\(own)")
    #expect(control.subject == .controlSocket)
  }
}
