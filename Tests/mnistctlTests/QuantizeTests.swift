import Testing

@Suite("mnistctl quantize")
struct QuantizeTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet").status == 0)
  }

  private func quantize(_ options: String...) throws -> Tool.Outcome {
    try Tool.run(
      ["quantize", "model.mlp", "--to", "int8", "--data", "data"] + options, in: scratch)
  }

  @Test("the object says what it cost, and the file is a model like any other")
  func object() throws {
    let outcome = try quantize("--min-agreement", "0", "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(
      json.keys == [
        "after", "agreement", "before", "calibrationImages", "changed", "format", "images",
        "maximumLogitDifference", "meanLogitDifference", "path", "written",
      ])
    #expect(json["path"] == .text("model.int8.mlp") && json["written"] == .boolean(true))
    #expect(json["images"] == .number(50) && json["calibrationImages"] == .number(200))
    #expect(json["before"].shape == json["after"].shape)
    #expect(
      json["after"].shape
        == "{accuracy:number fileBytes:number loss:number tensorsSHA256:digest}")
    #expect(
      json["after"]["fileBytes"] == .number(Double(try scratch.bytes("model.int8.mlp").count)))

    let inspection = try scratch.run("inspect", "model.int8.mlp", "--json").json
    #expect(inspection["precision"] == .text("int8"))
    #expect(inspection["format"]["readerMin"] == .number(1))
    #expect(inspection["tensorsSHA256"] == json["after"]["tensorsSHA256"])
    #expect(inspection["metrics"]["accuracy"] == json["after"]["accuracy"])
    #expect(inspection["provenance"]["derived_from"] == json["before"]["tensorsSHA256"])
    #expect(
      try scratch.run("verify", "model.int8.mlp", "--level", "5", "--data", "data").status == 0)
    let evaluation = try scratch.run("evaluate", "model.int8.mlp", "--data", "data", "--json").json
    #expect(evaluation["accuracy"] == json["after"]["accuracy"])
  }

  @Test("every set of kernels and number of threads writes the same file")
  func sameFile() throws {
    let sets = try scratch.run("version", "--json").json["kernelsAvailable"].list.compactMap(\.text)
    var files: Set<[UInt8]> = []
    for (index, set) in sets.enumerated() {
      let outcome = try Tool.run(
        [
          "quantize", "model.mlp", "--to", "int8", "--data", "data", "--min-agreement", "0",
          "--threads", "\(index + 1)",
        ], in: scratch, environment: ["MNISTKIT_KERNELS": set])
      #expect(outcome.status == 0)
      files.insert(try scratch.bytes("model.int8.mlp"))
    }
    #expect(files.count == 1)
  }

  @Test("a quantised model is trained and quantised again to the same bytes")
  func reproduce() throws {
    #expect(try quantize("--min-agreement", "0", "--calibration-images", "77").status == 0)
    let outcome = try scratch.run("reproduce", "model.int8.mlp", "--data", "data", "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.json["identical"] == .boolean(true))
    #expect(try outcome.json["sameFile"] == .boolean(true))
  }

  @Test("too little agreement writes nothing, unless it is forced")
  func agreement() throws {
    // No model agrees with another on more than all images.
    let other = try Scratch()
    try TinyData.write(to: other)
    // Untrained weights leave many images close to two classes.
    try #require(
      try Tool.run(
        [
          "train", "--data", "data", "--hidden", "8", "--epochs", "1", "--learning-rate", "1e-9",
          "--quiet",
        ], in: other
      ).status == 0)
    let arguments = [
      "quantize", "model.mlp", "--to", "int8", "--data", "data", "--calibration-images", "1",
      "--min-agreement", "1", "--json",
    ]
    let outcome = try Tool.run(arguments, in: other)
    try #require(try outcome.json["agreement"].number ?? 1 < 1)
    #expect(outcome.status == 1)
    #expect(try outcome.error["code"] == .text("agreement"))
    #expect(try outcome.json["written"] == .boolean(false))
    #expect(!other.exists("model.int8.mlp"))
    #expect(try Tool.run(arguments + ["--force"], in: other).status == 0)
    #expect(other.exists("model.int8.mlp"))
  }

  @Test("a dry run reports and writes nothing")
  func dryRun() throws {
    let outcome = try quantize("--min-agreement", "0", "--dry-run")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("would write model.int8.mlp"))
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test("a quantised model is not quantised again")
  func twice() throws {
    #expect(try quantize("--min-agreement", "0").status == 0)
    let outcome = try scratch.run(
      "quantize", "model.int8.mlp", "--to", "int8", "--data", "data", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["code"] == .text("quantised"))
  }

  @Test(
    "numbers out of range are refused",
    arguments: [["--min-agreement", "1.5"], ["--calibration-images", "0"]])
  func ranges(options: [String]) throws {
    let outcome = try Tool.run(
      ["quantize", "model.mlp", "--to", "int8", "--data", "data", "--json"] + options, in: scratch)
    #expect(outcome.status == 2)
    #expect(try outcome.error["found"] == .text(options[1]))
  }
}
