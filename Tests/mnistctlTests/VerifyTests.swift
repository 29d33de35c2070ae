import Testing

@Suite("mnistctl verify")
struct VerifyTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("every bad file is refused with its number at its place")
  func badFiles() throws {
    let files = try Fixtures.badModels()
    #expect(files.count > 100)
    for file in files {
      let outcome = try scratch.run("verify", file.path, "--json")
      #expect(outcome.errors.isEmpty, "\(file.name)")
      let json = try outcome.json
      #expect(json["ok"] == .boolean(false), "\(file.name)")
      let last = try #require(json["levels"].list.last)
      #expect(last["ok"] == .boolean(false), "\(file.name)")
      // Level 4, the self-test, is a check of this CPU; those before it are about the bytes.
      #expect(outcome.status == (last["level"] == .number(4) ? 1 : 3), "\(file.name)")
      #expect(last["code"] == .number(Double(file.code)), "\(file.name)")
      #expect(last["offset"] == .number(Double(file.offset)), "\(file.name)")
    }
  }

  @Test("a hostile character is shown by its number, escaped once")
  func escapes() throws {
    let outcome = try scratch.run("verify", Fixtures.path("bad/card-escape.mlp"))
    #expect(outcome.output.contains("found \"\\u{1b}\""), "\(outcome.output)")
  }

  @Test("no bad file makes inspect fall over")
  func inspectBadFiles() throws {
    for file in try Fixtures.badModels() {
      let outcome = try scratch.run("inspect", file.path)
      // The head alone may well be in order.
      #expect([0, 3].contains(outcome.status), "\(file.name): \(outcome.errors)")
      #expect(outcome.errors.isEmpty == (outcome.status == 0), "\(file.name)")
      #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"))
    }
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    let golden = Fixtures.path("golden/digits-1.0.mlp")
    let outcome = try scratch.run("verify", golden, "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(json.keys == ["levels", "ok"])
    #expect(json["ok"] == .boolean(true))
    #expect(
      json["levels"].shape
        == "[{code:null level:number message:text name:text offset:null ok:boolean warnings:[]}]")
    #expect(json["levels"].list.map { $0["level"].number } == [0, 1, 2, 3, 4])
    #expect(
      json["levels"].list.map { $0["name"].text }
        == ["container", "digests", "structure", "values", "self-test"])
  }

  @Test("each level stops where it is told to", arguments: 0...4)
  func level(level: Int) throws {
    let outcome = try scratch.run(
      "verify", Fixtures.path("golden/everything-1.0.mlp"), "--level", "\(level)")
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == level + 1)
    #expect(outcome.lines.allSatisfy { $0.contains(": ok, ") })
  }

  @Test("level 5 measures the accuracy again")
  func accuracy() throws {
    try TinyData.write(to: scratch)
    #expect(try scratch.train("--quiet").status == 0)
    let same = try scratch.run("verify", "model.mlp", "--data", "data")
    #expect(same.status == 0)
    #expect(same.lines.count == 6)
    try TinyData.write(to: scratch, salt: 7, into: "other")
    let other = try scratch.run(
      "verify", "model.mlp", "--data", "other", "--level", "5", "--json")
    #expect(other.status == 1)
    let last = try #require(other.json["levels"].list.last)
    #expect(last["level"] == .number(5) && last["ok"] == .boolean(false))
    #expect(last["message"].text?.contains("measured on other data") == true)
  }

  @Test("level 5 needs data")
  func noData() throws {
    let outcome = try scratch.run(
      "verify", Fixtures.path("golden/digits-1.0.mlp"), "--level", "5")
    #expect(outcome.status == 4)
  }

  @Test("a damaged file is no model to any verb")
  func otherVerbs() throws {
    try TinyData.write(to: scratch)
    #expect(try scratch.train("--quiet").status == 0)
    var bytes = try scratch.bytes("model.mlp")
    bytes[bytes.count / 2] ^= 1
    try scratch.write(bytes, "damaged.mlp")
    for arguments in [
      ["evaluate", "damaged.mlp", "--data", "data"], ["diff", "model.mlp", "damaged.mlp"],
      ["reproduce", "damaged.mlp", "--data", "data"], ["inspect", "damaged.mlp", "--statistics"],
    ] {
      let outcome = try Tool.run(arguments + ["--json"], in: scratch)
      #expect(outcome.status == 3)
      #expect(try outcome.error["path"] == .text("damaged.mlp"))
      #expect(try outcome.error["code"].text?.hasPrefix("model.") == true)
      #expect(try outcome.error["offset"].number != nil)
    }
  }
}
