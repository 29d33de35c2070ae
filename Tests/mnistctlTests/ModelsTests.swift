import Foundation
import Testing

@Suite("mnistctl models", .timeLimit(.minutes(10)))
struct ModelsTests {
  private let scratch: Scratch
  private let daemon: RunningDaemon

  init() throws {
    scratch = try Scratch()
    daemon = try RunningDaemon(
      in: scratch,
      models: ["digits@1.mlp": RunningDaemon.digits, "digits@2.mlp": RunningDaemon.everything])
  }

  /// The records of `models list` by their names.
  private func records() throws -> [String: JSON] {
    var records: [String: JSON] = [:]
    for record in try daemon.run("models", "list", "--json").json["models"].list {
      records["\(record["name"].text ?? "")@\(record["version"].text ?? "")"] = record
    }
    return records
  }

  /// The version that the name alone stands for.
  private func served() throws -> String? {
    try daemon.run("models", "list", "--json").json["models"].list
      .first { $0["default"] == .boolean(true) }?["version"].text
  }

  /// Replaces a file by one with a bit flipped.
  private func flip(_ name: String) throws {
    var bytes = try scratch.bytes("models/\(name)")
    bytes[bytes.count / 2] ^= 1
    try scratch.write(bytes, "models/.\(name)")
    try FileManager.default.removeItem(atPath: scratch.path("models/\(name)"))
    try FileManager.default.moveItem(
      atPath: scratch.path("models/.\(name)"), toPath: scratch.path("models/\(name)"))
  }

  @Test("the list is a table for people")
  func table() throws {
    let outcome = try daemon.run("models", "list")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.count == 4)
    #expect(outcome.lines[0].hasPrefix("model   version  state"))
    #expect(outcome.lines[2].hasPrefix("digits  1        serving"))
    #expect(outcome.lines[2].contains("ago") && !outcome.lines[2].contains("current"))
    #expect(outcome.lines[3].contains("current, default"))
  }

  @Test("the list is an object for programs")
  func object() throws {
    let json = try daemon.run("models", "list", "--json").json
    #expect(json.keys == ["models"])
    #expect(
      json["models"][0].shape
        == "{classes:number current:boolean default:boolean fileBytes:number generation:number inputs:number "
        + "labels:[] loadedSeconds:number name:text pinned:boolean reason:null sha256:digest "
        + "state:text version:text}")
  }

  @Test("a pin, a label and their removal are seen in the list")
  func pinAndLabel() throws {
    let pinned = try daemon.run("models", "pin", "digits@1")
    #expect(pinned.status == 0 && pinned.output.contains("pinned"))
    #expect(try records()["digits@1"]?["pinned"] == .boolean(true))
    #expect(try records()["digits@1"]?["current"] == .boolean(true))
    #expect(try records()["digits@2"]?["current"] == .boolean(false))
    let removed = try daemon.run("models", "pin", "digits", "--remove", "--json")
    #expect(removed.status == 0)
    #expect(try removed.json["models"].list.allSatisfy { $0["pinned"] == .boolean(false) })

    let digest = try #require(try records()["digits@2"]?["sha256"].text)
    #expect(try daemon.run("models", "pin", "digits#\(digest.prefix(8))").status == 0)
    #expect(try records()["digits@2"]?["pinned"] == .boolean(true))

    #expect(try daemon.run("models", "label", "stable", "digits@1", "-q").output.isEmpty)
    #expect(try records()["digits@1"]?["labels"] == .list([.text("stable")]))
    #expect(try daemon.run("models", "label", "stable", "digits@2").status == 0)
    #expect(try records()["digits@1"]?["labels"] == .list([]))
    #expect(try records()["digits@2"]?["labels"] == .list([.text("stable")]))
    #expect(try daemon.run("models", "label", "stable", "digits", "--remove").status == 0)
    #expect(try records()["digits@2"]?["labels"] == .list([]))
  }

  @Test("orders hold over a restart")
  func restart() throws {
    #expect(try daemon.run("models", "pin", "digits@1").status == 0)
    #expect(try daemon.run("models", "label", "canary", "digits@2").status == 0)
    daemon.crash()
    let second = try RunningDaemon(in: scratch)
    let models = try second.run("models", "list", "--json").json["models"]
    #expect(models[0]["pinned"] == .boolean(true))
    #expect(models[1]["labels"] == .list([.text("canary")]))
  }

  @Test("a model is unloaded, and loaded again")
  func unload() throws {
    #expect(try daemon.run("models", "unload", "digits@1").status == 0)
    #expect(try records()["digits@1"]?["state"] == .text("unloaded"))
    #expect(try records()["digits@1"]?["generation"] == .null)
    let loaded = try daemon.run("models", "load", "digits@1", "--json")
    #expect(loaded.status == 0)
    #expect(try loaded.json.keys == ["models", "ok", "refused"])
    #expect(try loaded.json["ok"] == .boolean(true))
    #expect(try records()["digits@1"]?["state"] == .text("serving"))
    #expect(try daemon.run("models", "unload", "digits").status == 0)
    #expect(try daemon.run("status").status == 1)
  }

  @Test("a rollback serves what served before, and a second one undoes it")
  func rollback() throws {
    #expect(try daemon.run("models", "pin", "digits@1").status == 0)
    #expect(try daemon.run("models", "pin", "digits", "--remove").status == 0)
    #expect(try served() == "2")
    #expect(try daemon.run("models", "rollback", "digits").status == 0)
    #expect(try served() == "1")
    #expect(try daemon.run("models", "rollback", "digits").status == 0)
    #expect(try served() == "2")
  }

  @Test("a refused file is named with its reason, and what it held before serves on")
  func refused() throws {
    try flip("digits@2.mlp")
    let outcome = try daemon.run("models", "load", "digits@2")
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("error: digits@2.mlp stale: error "), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let json = try daemon.run("models", "load", "digits@2", "--json").json
    #expect(json["ok"] == .boolean(false))
    #expect(json["refused"].shape == "[{file:text model:text reason:text state:text}]")
    #expect(json["refused"][0]["file"] == .text("digits@2.mlp"))
    #expect(try records()["digits@2"]?["state"] == .text("stale"))
    // The other version is in order, and nobody asked for this one.
    #expect(try daemon.run("models", "load", "digits@1").status == 0)
    #expect(try daemon.run("models", "unload", "digits@1").status == 0)
  }

  @Test("reload names each file that is refused at that moment")
  func reload() throws {
    let well = try daemon.run("reload", "--wait")
    #expect(well.status == 0 && well.errors.isEmpty)
    try flip("digits@1.mlp")
    try scratch.write([1, 2, 3], "models/other.mlp")
    let outcome = try daemon.run("reload", "--wait", "--quiet")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    let errors = outcome.errors.split(separator: "\n")
    #expect(errors.count == 2)
    #expect(errors.first?.hasPrefix("error: digits@1.mlp stale: ") == true)
    #expect(errors.last?.hasPrefix("error: other.mlp refused: ") == true)
    let json = try daemon.run("reload", "--wait", "--json")
    #expect(json.status == 1 && json.errors.isEmpty)
    #expect(try json.json["refused"].list.count == 2)
  }

  @Test("without waiting, reload ends when the daemon has the order")
  func reloadWithoutWaiting() throws {
    try scratch.write([1, 2, 3], "models/other.mlp")
    let outcome = try daemon.run("reload")
    #expect(outcome.status == 0 && outcome.output.isEmpty)
    #expect(daemon.waits(forLog: "model other"))
    #expect(try daemon.run("reload", "--json").json == .object(["waited": .boolean(false)]))
  }

  @Test(
    "a model that is not there is told as the daemon does",
    arguments: [
      ["load", "none"], ["unload", "none"], ["pin", "none@1"], ["pin", "digits@9"],
      ["pin", "digits#00000000"], ["label", "stable", "digits@9"], ["rollback", "none"],
      ["rollback", "digits"], ["pin", "none", "--remove"],
    ])
  func unknown(arguments: [String]) throws {
    let outcome = try Tool.run(
      ["models"] + arguments + ["--json"], in: scratch, environment: daemon.environment)
    #expect(outcome.status == 4 && outcome.output.isEmpty)
    let error = try outcome.error
    #expect(error["code"] == .text("NO_MODEL"))
    #expect(error["message"].text?.contains("'mnistctl models list' tells what there is") == true)
    #expect(error["expected"].text != nil && error["found"].text != nil)
  }

  @Test(
    "a reference that a verb does not take is refused before the daemon is asked",
    arguments: [
      ["load", "digits:stable"], ["load", "digits#00000000"], ["load", "a b"], ["load", ""],
      ["unload", "digits@"], ["pin", "digits"], ["pin", "digits@1", "--remove"],
      ["pin", "digits#xyz"], ["label", "stable", "digits"], ["label", "-x", "digits@1"],
      ["label", "a b", "digits@1"], ["label", "stable", "digits@1", "--remove"],
      ["rollback", "digits@1"], ["load", "digits\u{1B}[31m"],
    ])
  func badReference(arguments: [String]) throws {
    let outcome = try Tool.run(["models"] + arguments, in: scratch)
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(!outcome.errors.contains("\u{1B}"))
  }

  @Test(
    "orders through the data socket are denied",
    arguments: [["models", "load", "digits"], ["reload", "--wait"], ["reload"]])
  func denied(arguments: [String]) throws {
    let outcome = try Tool.run(
      arguments + ["--control-socket", "data.sock", "--json"], in: scratch)
    #expect(outcome.status == 4)
    #expect(try outcome.error["code"] == .text("DENIED"))
    #expect(try outcome.error["message"].text?.contains("--control-socket") == true)
  }

  @Test(
    "without a daemon every verb exits 4",
    arguments: [
      ["models", "list", "--socket", "no.sock"],
      ["reload", "--wait", "--control-socket", "no.sock"],
      ["models", "load", "digits", "--control-socket", "no.sock"],
      ["models", "unload", "digits", "--control-socket", "no.sock"],
      ["models", "pin", "digits@1", "--control-socket", "no.sock"],
      ["models", "label", "stable", "digits@1", "--control-socket", "no.sock"],
      ["models", "rollback", "digits", "--control-socket", "no.sock"],
      ["stats", "--socket", "no.sock"], ["stats", "--prometheus", "--socket", "no.sock"],
    ])
  func noDaemon(arguments: [String]) throws {
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 4 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: cannot connect to no.sock: "), "\(outcome.errors)")
  }

  @Test("a stale socket is told apart from none")
  func staleSocket() throws {
    daemon.crash()
    let error = try daemon.run("models", "list", "--json").error
    #expect(error["code"] == .text("cannotConnect.refused"))
  }
}
