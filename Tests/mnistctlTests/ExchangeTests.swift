import Testing

@Suite("mnistctl export, import and compare")
struct ExchangeTests {
  private static let formats = ["onnx", "safetensors", "npz", "json", "gguf"]

  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet", "--normalise", "0.1307,0.3081").status == 0)
  }

  /// The digest of a model's tensors.
  private func tensors(_ model: String) throws -> JSON {
    try scratch.run("inspect", model, "--json").json["tensorsSHA256"]
  }

  @Test("an export goes beside the model, and the same model gives the same bytes")
  func twice() throws {
    for (format, name) in Self.formats.map({ ($0, "model.\($0)") }) + [("c", "model.h")] {
      let outcome = try scratch.run("export", "model.mlp", "--to", format, "--json")
      #expect(outcome.status == 0)
      let json = try outcome.json
      #expect(
        json.shape
          == "{bytes:number format:text path:text sha256:digest tensorsSHA256:digest "
          + "written:boolean}")
      #expect(json["path"] == .text(name))
      #expect(json["tensorsSHA256"] == (try tensors("model.mlp")))
      let bytes = try scratch.bytes(name)
      #expect(json["bytes"] == .number(Double(bytes.count)))
      #expect(
        try scratch.run("export", "model.mlp", "--to", format, "--out", "again").status == 0)
      #expect(try scratch.bytes("again") == bytes)
    }
  }

  @Test("what is exported comes back with the same tensors and answers", arguments: formats)
  func roundTrip(format: String) throws {
    try #require(
      try scratch.run(
        "quantize", "model.mlp", "--to", "int8", "--data", "data", "--min-agreement", "0"
      ).status == 0)
    for model in ["model.mlp", "model.int8.mlp"] {
      #expect(
        try scratch.run("export", model, "--to", format, "--out", "model.out").status == 0)
      let outcome = try scratch.run(
        "import", "model.out", "--out", "back.mlp", "--data", "data", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json["tensorsSHA256"] == (try tensors(model)))
      #expect(
        try outcome.json["testAccuracy"]
          == (try scratch.run("inspect", model, "--json").json["metrics"]["accuracy"]))
      #expect(try scratch.run("verify", "back.mlp").status == 0)
      let comparison = try scratch.run(
        "compare", model, "back.mlp", "--data", "data", "--tolerance", "0", "--json")
      #expect(comparison.status == 0)
      #expect(try comparison.json["differing"] == .number(0))
    }
  }

  @Test("options of one format are refused for another")
  func misuse() throws {
    for options in [
      ["--to", "onnx", "--deflate"], ["--to", "json", "--name", "x"],
      ["--to", "c", "--name", "9x"],
    ] {
      let outcome = try Tool.run(["export", "model.mlp", "--json"] + options, in: scratch)
      #expect(outcome.status == 2, "\(options)")
      #expect(try outcome.error["code"] == .text("usage"))
    }
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test("a C header is written and not read, whoever says what it is")
  func header() throws {
    try #require(try scratch.run("export", "model.mlp", "--to", "c").status == 0)
    for options in [[], ["--from", "c"]] {
      let outcome = try Tool.run(
        ["import", "model.h", "--out", "back.mlp", "--json"] + options, in: scratch)
      #expect(outcome.status == 3)
      #expect(try outcome.error["code"] == .text("c.exportOnly"))
    }
  }

  @Test("what is read is not replaced, and neither is a model that nobody has named")
  func replaced() throws {
    try #require(try scratch.run("export", "model.mlp", "--to", "onnx").status == 0)
    let before = try (scratch.bytes("model.mlp"), scratch.bytes("model.onnx"))
    for words in [
      ["export", "model.mlp", "--to", "gguf", "--out", "./model.mlp"],
      ["quantize", "model.mlp", "--to", "int8", "--data", "data", "--out", "model.mlp"],
      ["import", "model.onnx", "--out", "model.onnx"],
      ["import", "model.onnx"],
    ] {
      let outcome = try Tool.run(words + ["--json"], in: scratch)
      #expect(outcome.status == 2, "\(words)")
      let code = words.count == 2 ? "exists" : "sameFile"
      #expect(try outcome.error["code"] == .text(code), "\(words)")
    }
    #expect(try scratch.bytes("model.mlp") == before.0)
    #expect(try scratch.bytes("model.onnx") == before.1)
    #expect(try scratch.run("import", "model.onnx", "--out", "model.mlp").status == 0)
  }

  @Test("a dry run writes nothing")
  func dryRun() throws {
    #expect(try scratch.run("export", "model.mlp", "--to", "json", "--dry-run").status == 0)
    #expect(try scratch.names() == ["data", "model.mlp"])
    #expect(try scratch.run("export", "model.mlp", "--to", "json").status == 0)
    #expect(
      try scratch.run("import", "model.json", "--out", "back.mlp", "--dry-run").status == 0)
    #expect(try scratch.names() == ["data", "model.json", "model.mlp"])
  }

  @Test("a file that is none of the formats is refused by name, and writes nothing")
  func refused() throws {
    try scratch.write(Array("not a model".utf8), "noise")
    let outcome = try scratch.run("import", "noise", "--out", "back.mlp", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["path"] == .text("noise"))
    #expect(!scratch.exists("back.mlp"))
    #expect(try scratch.run("import", "absent").status == 4)
  }

  @Test("labels, layers and normalisation that are given are taken")
  func given() throws {
    #expect(try scratch.run("export", "model.mlp", "--to", "npz", "--deflate").status == 0)
    let labels = (0..<10).map { "class\($0)" }
    let outcome = try scratch.run(
      "import", "model.npz", "--out", "back.mlp", "--labels", labels.joined(separator: ","),
      "--normalise", "0.25,0.5", "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.json["labels"] == .list(labels.map { .text($0) }))
    let normalisation = try scratch.run("inspect", "back.mlp", "--json").json["normalisation"]
    #expect(normalisation["mean"] == .number(0.25))
  }

  @Test("models that answer otherwise differ, and the images that show it are named")
  func compare() throws {
    #expect(try scratch.train("--quiet", "--seed", "9", "--out", "b.mlp").status == 0)
    let outcome = try scratch.run("compare", "model.mlp", "b.mlp", "--data", "data", "--json")
    #expect(outcome.status == 1)
    let json = try outcome.json
    #expect(
      json.keys == [
        "agreement", "agrees", "differing", "firstDifferences", "images", "maximumLogitDifference",
        "meanLogitDifference", "minAgreement", "tolerance",
      ])
    #expect(json["images"] == .number(50) && json["agrees"] == .boolean(false))
    #expect(
      try scratch.run(
        "compare", "model.mlp", "b.mlp", "--data", "data", "--tolerance", "1e9",
        "--min-agreement", "0"
      ).status == 0)
  }

  @Test("models of other shapes cannot be compared")
  func otherShape() throws {
    let outcome = try scratch.run(
      "compare", "model.mlp", Fixtures.path("golden/digits-1.0.mlp"), "--data", "data", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["code"] == .text("shape"))
  }

  @Test("two exports are compared without a model file, and need as many classes")
  func exports() throws {
    // A Python of the test's own, whose graphs give zeros for ten or eleven classes.
    let program = """
      #!/bin/sh
      case $3 in ten*) classes=10 ;; *) classes=11 ;; esac
      cat > images
      head -c $(($(wc -c < images) / $4 * classes * 4)) /dev/zero
      """
    try scratch.write(Array(program.utf8), "python3")
    for name in ["ten.onnx", "tenth.onnx", "eleven.onnx"] { try scratch.write([], name) }
    func compared(_ a: String, _ b: String) throws -> Tool.Outcome {
      try Tool.shell(
        "chmod +x python3; PATH=$PWD:$PATH $mnistctl compare \(a) \(b) --data data --json",
        in: scratch)
    }
    let alike = try compared("ten.onnx", "tenth.onnx")
    #expect(alike.status == 0, "\(alike.errors)")
    #expect(try alike.json["images"] == .number(50))
    let other = try compared("ten.onnx", "eleven.onnx")
    #expect(other.status == 3)
    #expect(try other.error["code"] == .text("shape"))
    #expect(try other.error["found"] == .text("11"))
  }

  @Test("a graph that is not there is missing, not wrong")
  func absentGraph() throws {
    #expect(
      try scratch.run("compare", "model.mlp", "absent.onnx", "--data", "data").status == 4)
  }

  @Test("a header that is none of ours is not compiled")
  func foreignHeader() throws {
    try scratch.write(Array("#include \"/etc/passwd\"\n".utf8), "evil.h")
    let outcome = try scratch.run("compare", "model.mlp", "evil.h", "--data", "data", "--json")
    #expect(outcome.status == 3)
    #expect(try outcome.error["code"] == .text("header"))
  }

  @Test("a served model answers as its file does, and one that is not served cannot answer")
  func daemon() throws {
    let drawn = try scratch.run(
      "dataset", "synthesize", "--count", "20", "--test-count", "30", "--out", "digits")
    try #require(drawn.status == 0)
    let daemon = try RunningDaemon(in: scratch, models: ["digits.mlp": RunningDaemon.digits])
    for side in ["daemon:", "daemon:digits"] {
      let outcome = try daemon.run(
        "compare", RunningDaemon.digits, side, "--data", "digits", "--tolerance", "0", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try outcome.json["images"] == .number(30))
    }
    let absent = try daemon.run(
      "compare", RunningDaemon.digits, "daemon:absent", "--data", "digits")
    #expect(absent.status > 1 && absent.errors.contains("absent"))
  }

  @Test("a program that ends before it has read its images is an error in one line")
  func endsEarly() throws {
    try scratch.write(Array("not a graph".utf8), "broken.onnx")
    // A Python of the test's own, which reads nothing and says why.
    try scratch.write(Array("#!/bin/sh\necho 'no package' >&2; exit 77\n".utf8), "python3")
    let outcome = try Tool.shell(
      """
      chmod +x python3
      PATH=$PWD:$PATH $mnistctl compare model.mlp broken.onnx --data data
      """, in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("no package") && outcome.errors.contains("onnxruntime"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }
}
