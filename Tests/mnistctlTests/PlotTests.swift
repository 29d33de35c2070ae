import Testing

@Suite("--plot")
struct PlotTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  @Test("train draws curves, matrix and calibration behind its result")
  func train() throws {
    let plain = try scratch.train("--quiet")
    let outcome = try scratch.train("--quiet", "--plot", "--validation", "0.2")
    #expect(plain.status == 0 && outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("Loss in nats: ● training images  ○ validation images"))
    #expect(outcome.output.contains("Accuracy: "))
    #expect(outcome.output.contains("Confusion matrix"))
    #expect(outcome.output.contains("Calibration (┃: accuracy = confidence)"))
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.lines.allSatisfy { $0.count <= 80 || $0.contains("SHA-256") })
    #expect(!plain.output.contains("Loss in nats: "))
  }

  @Test("without test images there are curves only")
  func withoutTest() throws {
    try TinyData.write(to: scratch, test: 0, into: "train-only")
    let outcome = try scratch.run(
      "train", "--data", "train-only", "--hidden", "8", "--epochs", "1", "--quiet", "--plot")
    #expect(outcome.status == 0 && outcome.output.contains("Loss in nats: "))
    #expect(!outcome.output.contains("Confusion matrix"))
  }

  @Test("evaluate draws the curves that the file records, in ASCII where the locale wants it")
  func evaluate() throws {
    try #require(try scratch.train("--quiet").status == 0)
    let outcome = try scratch.run(
      "evaluate", "model.mlp", "--data", "data", "--plot", "--mistakes", "0",
      environment: ["LC_ALL": "C"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Loss in nats: o training images"))
    #expect(outcome.output.contains("predicted") && outcome.output.contains("confidence"))
    #expect(outcome.output.utf8.allSatisfy { $0 < 128 })
  }

  @Test("drawings are not for programs", arguments: ["train", "evaluate"])
  func refused(verb: String) throws {
    let arguments = [verb] + (verb == "evaluate" ? ["model.mlp"] : []) + ["--plot", "--json"]
    let outcome = try Tool.run(arguments, in: scratch)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(try outcome.error["found"] == .text("both"))
    #expect(try scratch.names() == ["data"])
  }
}
