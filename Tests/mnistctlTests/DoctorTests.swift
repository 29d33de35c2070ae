import Foundation
import ServingClient
import Testing
import WireProtocol

@Suite("mnistctl doctor", .timeLimit(.minutes(10)))
struct DoctorTests {
  private let scratch: Scratch

  /// Whether a test can take another user's part.
  static let canBeAnother =
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  init() throws {
    scratch = try Scratch()
  }

  /// The findings that are no praise, by subject: verdict, cause and cure.
  private func complaints(_ outcome: Tool.Outcome) throws -> [String: JSON] {
    var complaints: [String: JSON] = [:]
    for finding in try outcome.json["findings"].list where finding["verdict"] != .text("ok") {
      complaints[finding["subject"].text ?? ""] = finding
      #expect(finding["cure"].text?.isEmpty == false)
    }
    return complaints
  }

  private func doctor(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(
      ["doctor", "--json", "--socket", "data.sock", "--control-socket", "control.sock"] + arguments,
      in: scratch)
  }

  /// Runs the doctor as a user without rights.
  private func doctorAsNobody(_ arguments: String) throws -> Tool.Outcome {
    // The tool is copied: the directory of the build may be barred to others.
    try Tool.shell(
      """
      cp "$mnistctl" tool && chmod 755 tool . && exec setpriv --reuid 65534 --regid 65534 \
      --clear-groups ./tool doctor --json --socket data.sock --control-socket control.sock \
      \(arguments)
      """, in: scratch)
  }

  @Test("where all is well it says so and exits 0")
  func well() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try daemon.run("doctor", "--state", "state")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.last == "all is well")
    #expect(outcome.lines.dropLast().allSatisfy { $0.hasPrefix("ok     ") }, "\(outcome.output)")
    let json = try daemon.run("doctor", "--json").json
    #expect(json.keys == ["findings", "ok"] && json["ok"] == .boolean(true))
    #expect(json["findings"].shape == "[{cause:text cure:null subject:text verdict:text}]")
    #expect(try daemon.run("doctor", "--quiet").output.isEmpty)
  }

  @Test("nothing at the sockets' paths")
  func missing() throws {
    let outcome = try doctor()
    #expect(outcome.status == 1 && outcome.errors.isEmpty)
    let complaints = try complaints(outcome)
    #expect(complaints["dataSocket"]?["verdict"] == .text("fault"))
    #expect(
      complaints["dataSocket"]?["cause"].text?.contains("nothing stands at data.sock") == true)
    #expect(complaints["controlSocket"]?["verdict"] == .text("fault"))
    let text = try scratch.run(
      "doctor", "--socket", "no\u{1B}[31m.sock", "--control-socket", "no.sock", "--quiet")
    #expect(text.status == 1 && !text.output.contains("\u{1B}"))
    #expect(text.lines.count == 4)
    #expect(text.lines[1].hasPrefix("       cure: "))
  }

  @Test("the command that starts a daemon works as it is told")
  func startCommand() throws {
    let cure = try #require(try complaints(doctor())["dataSocket"]?["cure"].text)
    let command = try #require(cure.split(separator: "'").dropFirst().first)
    #expect(command.contains("--socket data.sock --control-socket control.sock"))
    let outcome = try Tool.shell(
      "PATH=$(dirname \"$mnistctl\"):$PATH; \(command) --check", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("sockets that were taken for each other")
  func swapped() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try scratch.run(
      "doctor", "--json", "--socket", "control.sock", "--control-socket", "data.sock")
    #expect(outcome.status == 1)
    let complaints = try complaints(outcome)
    #expect(
      complaints["dataSocket"]?["cause"].text
        == "control.sock is a control socket of mnistd: expected a data socket")
    #expect(complaints["controlSocket"]?["verdict"] == .text("fault"))
    #expect(daemon.stop().status == 0)
  }

  @Test("the cure of a rollback lets the name serve its file again")
  func rollback() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    #expect(
      try daemon.run("models", "publish", RunningDaemon.everything, "--as", "digits", "--wait")
        .status == 0)
    #expect(try daemon.run("models", "rollback", "digits").status == 0)
    let cure = try complaints(daemon.run("doctor", "--json"))["models"]?["cure"].text
    #expect(cure?.contains("mnistctl models pin digits --remove") == true, "\(cure ?? "")")
    #expect(try daemon.run("models", "pin", "digits", "--remove").status == 0)
    #expect(try daemon.run("doctor").status == 0)
  }

  @Test("a socket that its daemon left behind, and a file that is no socket")
  func stale() throws {
    try RunningDaemon(in: scratch).crash()
    var cause = try complaints(doctor())["dataSocket"]?["cause"].text
    #expect(cause?.contains("nobody listens") == true, "\(cause ?? "")")
    try FileManager.default.removeItem(atPath: scratch.path("data.sock"))
    try scratch.write([1], "data.sock")
    cause = try complaints(doctor())["dataSocket"]?["cause"].text
    #expect(cause?.contains("no socket") == true, "\(cause ?? "")")
  }

  @Test("a daemon without a model")
  func noModel() throws {
    let daemon = try RunningDaemon(in: scratch)
    let outcome = try daemon.run("doctor", "--json")
    #expect(outcome.status == 1)
    let complaints = try complaints(outcome)
    #expect(complaints.keys.sorted() == ["models"])
    #expect(complaints["models"]?["cure"].text?.contains("models publish") == true)
  }

  @Test("a refused model, with the reason")
  func refusedModel() throws {
    let daemon = try RunningDaemon(
      in: scratch,
      models: [
        "bad.mlp": Fixtures.path("bad/bytes-swapped.mlp"), "digits.mlp": RunningDaemon.digits,
      ], options: ["--default", "digits"])
    let outcome = try daemon.run("doctor", "--json")
    #expect(outcome.status == 1)
    let cause = try complaints(outcome)["models"]?["cause"].text
    #expect(cause?.hasPrefix("bad.mlp is refused: error ") == true, "\(cause ?? "")")
  }

  @Test("a limit that is reached is named")
  func limit() throws {
    let daemon = try RunningDaemon(
      in: scratch, models: ["digits.mlp": RunningDaemon.digits],
      options: ["--max-connections", "1"])
    let connection = try ServingConnection(to: scratch.path("data.sock"), as: "tests")
    let outcome = try daemon.run("doctor", "--json")
    let status = try daemon.run("status", "--json")
    #expect(connection.hello.limits.connections == 1)
    #expect(outcome.status == 1)
    let finding = try complaints(outcome)["limits"]
    #expect(finding?["cause"].text?.contains("connections") == true)
    #expect(finding?["cure"].text?.contains("--max-connections") == true)
    #expect(status.status == 4)
    #expect(try status.error["code"] == .text("BUSY"))
    #expect(try status.error["found"].text != nil)
    #expect(try status.error["message"].text?.contains("raise that limit") == true)
  }

  @Test("a directory of models that is missing, and orders that were damaged")
  func directories() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path("state"), withIntermediateDirectories: true)
    try scratch.write([1, 2, 3], "state/orders")
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try daemon.run("doctor", "--json", "--models", "no", "--state", "state")
    #expect(outcome.status == 1)
    let complaints = try complaints(outcome)
    #expect(complaints.keys.sorted() == ["modelDirectory", "stateDirectory"])
    #expect(complaints["stateDirectory"]?["cure"].text?.contains("orders.damaged") == true)
    let missing = try daemon.run("doctor", "--json", "--state", "no")
    #expect(try self.complaints(missing)["stateDirectory"]?["verdict"] == .text("fault"))
  }

  @Test("who is not in the group is told which one it is", .enabled(if: canBeAnother))
  func permission() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let barred = try doctorAsNobody("--models models")
    #expect(barred.status == 1, "\(barred.errors)")
    var complaints = try complaints(barred)
    #expect(complaints["dataSocket"]?["cause"].text?.contains("for group root") == true)
    #expect(complaints["dataSocket"]?["cure"].text?.contains("chgrp GROUP data.sock") == true)
    #expect(complaints["controlSocket"]?["cause"].text?.contains("for user root alone") == true)
    #expect(complaints["modelDirectory"]?["verdict"] == .text("note"))

    // Whoever only classifies lacks nothing.
    #expect(chmod(scratch.path("data.sock"), 0o666) == 0)
    let user = try doctorAsNobody("--models models")
    #expect(user.status == 0)
    complaints = try self.complaints(user)
    #expect(complaints.values.allSatisfy { $0["verdict"] == .text("note") })
    #expect(complaints.keys.sorted() == ["controlSocket", "modelDirectory"])

    #expect(chmod(scratch.path("models"), 0o700) == 0)
    let closed = try doctorAsNobody("--models models")
    #expect(closed.status == 1)
    #expect(try self.complaints(closed)["modelDirectory"]?["verdict"] == .text("fault"))
    #expect(daemon.stop().status == 0)
  }

  @Test("a barred control socket exits 4", .enabled(if: canBeAnother))
  func barredControl() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try Tool.shell(
      """
      cp "$mnistctl" tool && chmod 755 tool . && exec setpriv --reuid 65534 --regid 65534 \
      --clear-groups ./tool models load digits --control-socket control.sock --json
      """, in: scratch)
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("cannotConnect.permission"))
    #expect(daemon.stop().status == 0)
  }
}
