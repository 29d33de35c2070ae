import Foundation
import Testing

@Suite("mnistctl status", .timeLimit(.minutes(10)))
struct StatusTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("a daemon that classifies is told of, and where it is")
  func ready() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try daemon.run("status")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.first == "ready  1 model, default digits")
    #expect(outcome.output.contains("\(scratch.path("data.sock")) (data)"))
    #expect(try daemon.run("status", "--quiet").lines == ["ready  1 model, default digits"])
  }

  @Test(
    "the user's own daemon is found through a symbolic link, and a dangling one leads nowhere",
    .enabled(if: !FileManager.default.fileExists(atPath: "/run/mnistd")))
  func linkedSocket() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let made = try Tool.shell(
      "mkdir -p run/mnistd gone/mnistd && ln -s ../../data.sock run/mnistd/data.sock && "
        + "ln -s ../../nowhere gone/mnistd/data.sock", in: scratch)
    #expect(made.status == 0)
    let linked = try scratch.run("status", environment: ["XDG_RUNTIME_DIR": "run"])
    #expect(linked.lines.first == "ready  1 model, default digits", "\(linked.errors)")
    let dangling = try scratch.run("status", environment: ["XDG_RUNTIME_DIR": "gone"])
    #expect(dangling.status == 4)
    #expect(dangling.errors.contains("/run/mnistd/data.sock"), "\(dangling.errors)")
    #expect(daemon.stop().status == 0)
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let json = try daemon.run("status", "--json").json
    #expect(
      json.keys == [
        "bootID", "connections", "defaultModel", "directoryFault", "fileRefusals", "limits",
        "memoryBytes", "memoryBytesLimit", "message", "ordersFault", "protocol", "refused",
        "refusedModels", "requestsInFlight", "server", "servingModels", "socket", "state",
        "uptimeSeconds", "workers",
      ])
    #expect(json["state"] == .text("ready") && json["defaultModel"] == .text("digits"))
    #expect(json["protocol"] == .text("1.0") && json["workers"] == .number(1))
    #expect(json["limits"].keys.count == 14)
    #expect(json["limits"]["imagesPerRequest"] == .number(65_536))
    #expect(json["refused"] == .list([]) && json["fileRefusals"] == .number(0))
    #expect(json["directoryFault"] == .null && json["memoryBytes"] == .number(0))
    #expect(json["memoryBytesLimit"] == .number(1_073_741_824))
  }

  @Test("memory is told in units that fit it")
  func memory() throws {
    let daemon = try RunningDaemon(
      in: scratch, models: ["digits.mlp": RunningDaemon.digits],
      options: ["--max-frame-bytes", "65536", "--max-memory", "262144"])
    let memory = try daemon.run("status").lines.first { $0.hasPrefix("memory") }
    #expect(memory?.contains("0 bytes of at most 256 KiB for batches and") == true)
  }

  @Test("each refused file is named with its reason, and how often files were refused")
  func refused() throws {
    let bad = Fixtures.path("bad/bytes-swapped.mlp")
    let daemon = try RunningDaemon(
      in: scratch, models: ["a.mlp": bad, "b@2.mlp": bad, "digits.mlp": RunningDaemon.digits])
    let outcome = try daemon.run("status")
    #expect(outcome.status == 0)
    #expect(outcome.lines.contains { $0.hasPrefix("a.mlp refused: error ") }, "\(outcome.output)")
    #expect(outcome.lines.contains { $0.hasPrefix("b@2.mlp refused: error ") })
    #expect(outcome.lines.contains { $0.hasPrefix("files refused") && $0.contains("2 times") })
    let json = try daemon.run("status", "--json").json
    #expect(json["refused"].shape == "[{file:text model:text reason:text state:text}]")
    #expect(json["refused"].list.map { $0["file"] } == [.text("a.mlp"), .text("b@2.mlp")])
    #expect(json["fileRefusals"] == .number(2))
  }

  @Test("a directory that cannot be looked at is told of, and fails a reload and doctor")
  func directoryGone() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    try FileManager.default.moveItem(
      atPath: scratch.path("models"), toPath: scratch.path("away"))
    for command in [["reload", "--wait"], ["models", "load", "digits"]] {
      let outcome = try Tool.run(command, in: scratch, environment: daemon.environment)
      #expect(outcome.status == 4 && outcome.output.isEmpty, "\(command)")
      #expect(outcome.errors.contains("cannot open models: "), "\(outcome.errors)")
    }
    let status = try daemon.run("status", "--json")
    #expect(status.status == 0)
    #expect(
      try status.json["directoryFault"].text?.hasPrefix("cannot open models: ") == true)
    #expect(try status.json["message"].text?.contains("; cannot open models: ") == true)
    let doctor = try daemon.run("doctor")
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("fault  mnistd cannot look at its models: cannot open models"))
    try FileManager.default.moveItem(
      atPath: scratch.path("away"), toPath: scratch.path("models"))
    #expect(try daemon.run("reload", "--wait").status == 0)
    #expect(try daemon.run("status", "--json").json["directoryFault"] == .null)
  }

  @Test("the control socket tells the same")
  func control() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    let outcome = try daemon.run("status", "--socket", "control.sock")
    #expect(outcome.status == 0 && outcome.output.contains("control.sock (control)"))
  }

  @Test("a daemon without a model runs and exits 1")
  func withoutModel() throws {
    let daemon = try RunningDaemon(in: scratch)
    let outcome = try daemon.run("status", "--json")
    #expect(outcome.status == 1 && outcome.errors.isEmpty)
    #expect(try outcome.json["state"] == .text("withoutModel"))
    #expect(try outcome.json["defaultModel"] == .null)
    #expect(try daemon.run("status", "--wait", "0.05").status == 1)
    #expect(try daemon.run("status", "--quiet").lines == ["not ready  no model"])
  }

  @Test("waiting ends as soon as a model serves")
  func waitsForModel() throws {
    let daemon = try RunningDaemon(in: scratch)
    let waiting = try daemon.start("status", "--wait", "60")
    #expect(try daemon.run("models", "publish", RunningDaemon.digits, "--as", "digits").status == 0)
    let outcome = waiting.outcome()
    #expect(outcome.status == 0)
    #expect(outcome.lines.first == "ready  1 model, default digits")
  }

  @Test("waiting begins before the daemon does")
  func waitsForDaemon() throws {
    let waiting = try Tool.start(
      ["status", "--wait", "60", "--quiet", "--socket", "data.sock"], in: scratch)
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    #expect(waiting.outcome().status == 0)
    #expect(daemon.stop().status == 0)
  }

  @Test("where nobody answers, the path and what to do are named")
  func nobody() throws {
    let outcome = try scratch.run("status", "--socket", "no.sock")
    #expect(outcome.status == 4 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("no.sock") && outcome.errors.contains("mnistctl doctor"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let error = try scratch.run("status", "--socket", "no.sock", "--json").error
    #expect(error["code"] == .text("cannotConnect.missing"))
    #expect(error["path"] == .text("no.sock"))
    #expect(try scratch.run("status", "--socket", "no.sock", "--wait", "0.05").status == 4)
  }

  @Test(
    "without options and variables the installed path is named",
    .enabled(if: !FileManager.default.fileExists(atPath: "/run/mnistd")))
  func installedPath() throws {
    let error = try scratch.run("status", "--json").error
    #expect(error["path"] == .text("/run/mnistd/data.sock"))
  }

  @Test("a time that makes no sense is refused", arguments: ["-1", "nan", "1e9", "soon"])
  func badTime(time: String) throws {
    let outcome = try scratch.run("status", "--wait", time)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors == "error: --wait must be in 0...86400, found '\(time)'\n")
  }
}
