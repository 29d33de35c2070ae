import Foundation
import Testing

@Suite("mnistctl models publish", .timeLimit(.minutes(10)))
struct PublishTests {
  private let scratch: Scratch
  private let digits = RunningDaemon.digits
  private let everything = RunningDaemon.everything

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("models"), withIntermediateDirectories: true)
  }

  /// Publishes into the directory `models`.
  private func publish(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["models", "publish"] + arguments + ["--models", "models"], in: scratch)
  }

  @Test("the file is verified and put in place, and told of")
  func text() throws {
    let outcome = try publish(digits, "--as", "digits@1")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.hasPrefix("published digits@1 as models/digits@1.mlp  "))
    #expect(try scratch.names(in: "models") == ["digits@1.mlp"])
    let again = try publish(digits, "--as", "digits@1")
    #expect(again.status == 0)
    #expect(again.output.hasPrefix("nothing to do for digits@1 "))
    #expect(try publish(digits, "--as", "digits@2", "--quiet").output.isEmpty)
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    let json = try publish(digits, "--json").json
    #expect(
      json.shape
        == "{change:text current:null dryRun:boolean endedDefault:null fileBytes:number "
        + "generation:null name:text path:text "
        + "sha256:digest version:null}")
    #expect(json["name"] == .text("digits-1.0") && json["change"] == .text("added"))
    #expect(try publish(digits, "--json").json["change"] == .text("unchanged"))
    let second = try publish(digits, "--as", "d@7", "--json").json
    #expect(second["version"] == .text("7") && second["path"] == .text("models/d@7.mlp"))
  }

  @Test("a version is replaced by other bytes only by force")
  func force() throws {
    #expect(try publish(digits, "--as", "digits@1").status == 0)
    let refused = try publish(everything, "--as", "digits@1", "--json")
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(try refused.error["code"] == .text("versionExists"))
    #expect(try refused.error["message"].text?.contains("--force") == true)
    let forced = try publish(everything, "--as", "digits@1", "--force")
    #expect(forced.status == 0 && forced.output.hasPrefix("replaced digits@1 "))
    #expect(try publish(digits, "--as", "plain").status == 0)
    #expect(try publish(everything, "--as", "plain").output.hasPrefix("replaced plain "))
  }

  @Test("a dry run tells and writes nothing")
  func dryRun() throws {
    let plan = try publish(digits, "--as", "digits", "--dry-run")
    #expect(plan.status == 0 && plan.output.hasPrefix("would publish digits as "))
    #expect(try scratch.names(in: "models").isEmpty)
    #expect(
      try publish(digits, "--as", "digits", "--dry-run", "--json").json["dryRun"] == .boolean(true))
    #expect(try publish(Fixtures.path("bad/bytes-swapped.mlp"), "--dry-run").status == 3)
  }

  @Test("a damaged file exits 3 and one that fails its self-test 1; neither is written")
  func damaged() throws {
    for file in try Fixtures.badModels() {
      let outcome = try publish(file.path, "--as", "bad", "--json")
      let verdict = try scratch.run("verify", file.path)
      #expect(outcome.status == verdict.status, "\(file.name)")
      #expect(try outcome.error["code"].text?.hasPrefix("model.") == true, "\(file.name)")
    }
    #expect(try scratch.names(in: "models").isEmpty)
  }

  @Test("what is missing is the environment's fault, and what to do is told")
  func missing() throws {
    #expect(try publish("no.mlp").status == 4)
    let outcome = try scratch.run("models", "publish", digits, "--models", "no")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("--models"), "\(outcome.errors)")
    // Where the service is installed this would succeed, so nothing is written.
    let installed = try scratch.run("models", "publish", digits, "--dry-run", "--json")
    let path = try installed.status == 0 ? installed.json["path"] : installed.error["path"]
    #expect(path.text?.hasPrefix("/var/lib/mnist/models") == true)
  }

  @Test(
    "a name that no model can have is refused",
    arguments: ["a b", "a@", "a:stable", "a#00000000", "../a", "", "a\u{1B}[31m"])
  func badName(name: String) throws {
    let outcome = try publish(digits, "--as", name)
    #expect(outcome.status == 2)
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(try scratch.names(in: "models").isEmpty)
  }

  @Test(
    "waiting ends when these very bytes serve, by order or by watching", arguments: [true, false])
  func wait(isControlled: Bool) throws {
    let daemon = try RunningDaemon(in: scratch)
    var environment = daemon.environment
    if !isControlled { environment["MNISTD_CONTROL_SOCKET"] = scratch.path("no.sock") }
    func publish(_ arguments: String...) throws -> Tool.Outcome {
      try Tool.run(["models", "publish"] + arguments, in: scratch, environment: environment)
    }
    let first = try publish(digits, "--as", "digits", "--wait")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.lines.last == "serving as generation 1")
    let second = try publish(everything, "--as", "digits", "--wait", "--json").json
    #expect(second["change"] == .text("replaced") && second["generation"] == .number(2))
    let index = try daemon.run("models", "list", "--json").json["models"]
    #expect(index[0]["sha256"] == second["sha256"])
    let third = try publish(everything, "--as", "digits", "--wait", "--json").json
    #expect(third["change"] == .text("unchanged") && third["generation"] == .number(2))
  }

  @Test("who publishes what the name does not serve is told what it serves, and why")
  func detour() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": digits])
    func publish(_ arguments: String...) throws -> Tool.Outcome {
      try Tool.run(
        ["models", "publish"] + arguments + ["--wait"], in: scratch,
        environment: daemon.environment)
    }
    let list = try daemon.run("models", "list", "--json").json["models"]
    let digest = try #require(list[0]["sha256"].text)
    let pin = "#\(digest.prefix(8))"
    #expect(try daemon.run("models", "pin", "digits\(pin)").status == 0)
    let pinned = try publish(everything, "--as", "digits")
    #expect(pinned.status == 0)
    let told = try #require(pinned.lines.last)
    #expect(told.hasPrefix("loaded as generation 2; digits serves \(pin), because it is pinned"))
    #expect(told.contains("'mnistctl models pin digits --remove'"))
    let json = try publish(everything, "--as", "digits", "--json").json
    #expect(json["current"] == .boolean(false) && json["endedDefault"] == .null)

    #expect(try daemon.run("models", "pin", "digits", "--remove").status == 0)
    #expect(try publish(digits, "--as", "digits@2", "--json").json["current"] == .boolean(true))
    let earlier = try publish(everything, "--as", "digits@1")
    #expect(
      earlier.lines.last?.hasSuffix("; digits serves digits@2, because that is a later version")
        == true, "\(earlier.output)")
  }

  @Test("a second name that ends the default does not do so without a word")
  func endedDefault() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": digits])
    let outcome = try daemon.run("models", "publish", everything, "--as", "other", "--wait")
    #expect(outcome.status == 0)
    #expect(outcome.errors.hasPrefix("warning: requests that name no model are refused from now"))
    #expect(outcome.errors.contains("digits") && outcome.errors.contains("--default NAME"))
    let third = try daemon.run("models", "publish", digits, "--as", "third", "--wait", "--json")
    #expect(third.errors.isEmpty)
    #expect(try third.json["endedDefault"] == .null)
  }

  @Test("a daemon that has other bytes under the name is told, with what to look at")
  func elsewhere() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": digits])
    try FileManager.default.createDirectory(
      atPath: scratch.path("elsewhere"), withIntermediateDirectories: true)
    func publish(as name: String) throws -> JSON {
      try daemon.run(
        "models", "publish", everything, "--as", name, "--wait", "--models", "elsewhere", "--json"
      ).error
    }
    for (name, code) in [("digits", "refused"), ("none", "NO_MODEL")] {
      let error = try publish(as: name)
      #expect(error["code"] == .text(code))
      #expect(error["message"].text?.contains("the directory that mnistd watches") == true)
      #expect(error["expected"].text != nil && error["found"].text != nil, "\(name)")
    }
  }

  @Test("a file that the daemon refuses exits 1 with its reason", arguments: [true, false])
  func refusedByDaemon(isControlled: Bool) throws {
    let daemon = try RunningDaemon(
      in: scratch, models: ["first.mlp": digits], options: ["--max-models", "1"])
    var environment = daemon.environment
    if !isControlled { environment["MNISTD_CONTROL_SOCKET"] = scratch.path("no.sock") }
    let outcome = try Tool.run(
      ["models", "publish", everything, "--as", "second", "--wait", "--json"], in: scratch,
      environment: environment)
    #expect(outcome.status == 1)
    #expect(try outcome.error["code"] == .text("refused"))
    #expect(try outcome.error["message"].text?.contains("at most 1 models") == true)
  }

  @Test("an unloaded model is loaded by order; who may only watch is told how")
  func unloaded() throws {
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": digits])
    #expect(try daemon.run("models", "unload", "digits").status == 0)
    var environment = daemon.environment
    environment["MNISTD_CONTROL_SOCKET"] = scratch.path("no.sock")
    let watched = try Tool.run(
      ["models", "publish", digits, "--as", "digits", "--wait"], in: scratch,
      environment: environment)
    #expect(watched.status == 1)
    #expect(watched.errors.contains("mnistctl models load digits"), "\(watched.errors)")
    #expect(try daemon.run("models", "publish", digits, "--as", "digits", "--wait").status == 0)
  }

  @Test("who waits in vain is told what the daemon says")
  func late() throws {
    let daemon = try RunningDaemon(in: scratch)
    try FileManager.default.createDirectory(
      atPath: scratch.path("elsewhere"), withIntermediateDirectories: true)
    var environment = daemon.environment
    environment["MNISTD_CONTROL_SOCKET"] = scratch.path("no.sock")
    let outcome = try Tool.run(
      [
        "models", "publish", digits, "--as", "digits", "--wait", "--timeout", "1", "--models",
        "elsewhere", "--json",
      ], in: scratch, environment: environment)
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("deadline"))
    #expect(
      try outcome.error["message"].text?.contains("the directory that mnistd watches") == true)
  }

  @Test("who waits is told that the directory cannot be looked at", arguments: [true, false])
  func directoryGone(isControlled: Bool) throws {
    let daemon = try RunningDaemon(in: scratch)
    try FileManager.default.moveItem(
      atPath: scratch.path("models"), toPath: scratch.path("elsewhere"))
    var environment = daemon.environment
    if !isControlled { environment["MNISTD_CONTROL_SOCKET"] = scratch.path("no.sock") }
    let outcome = try Tool.run(
      [
        "models", "publish", digits, "--as", "digits", "--wait", "--timeout", "1", "--models",
        "elsewhere", "--json",
      ], in: scratch, environment: environment)
    #expect(outcome.status == 4)
    let message = try outcome.error["message"].text
    #expect(message?.contains("cannot open models: ") == true, "\(message ?? "")")
  }

  @Test("without a daemon to wait for nothing is written")
  func nobody() throws {
    let outcome = try publish(digits, "--as", "digits", "--wait", "--socket", "no.sock")
    #expect(outcome.status == 4)
    #expect(try scratch.names(in: "models").isEmpty)
  }
}
