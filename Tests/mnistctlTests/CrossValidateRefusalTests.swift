import Testing

@Suite("What cross-validate refuses before it trains")
struct CrossValidateRefusalTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  private func search(_ more: [String]) throws -> Tool.Outcome {
    try Tool.run(
      ["cross-validate", "--data", "data", "--folds", "2", "--batch", "32"] + more, in: scratch)
  }

  @Test(
    "a place where the model could not be written, or would replace something",
    arguments: [
      ("missing/best.mlp", 4), ("data/t10k-labels-idx1-ubyte", 2),
      ("cross-validation/plan.json", 2),
    ] as [(String, Int32)])
  func modelPlace(out: String, status: Int32) throws {
    let outcome = try search(
      ["--width", "3,5", "--epochs", "1", "--train-best", "--out", out, "--json"])
    #expect(outcome.status == status && outcome.output.isEmpty)
    #expect(try out.hasPrefix(#require(outcome.error["path"].text)))
    #expect(!scratch.exists("cross-validation/task-0000.json"))
  }

  @Test(
    "a factor of halving that leaves one round",
    arguments: [["3,4,5", "2", "3"], ["3,4,5,6", "1", "2"]])
  func halving(options: [String]) throws {
    let outcome = try search(
      ["--width", options[0], "--epochs", options[1], "--halving", options[2]])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("without effect: --halving \(options[2]) needs more than"))
  }

  @Test(
    "widths that cannot be a search, each by its fault",
    arguments: [
      ("10,10", "found 10 twice"), ("10...5", "from low to high, found 10...5"),
      ("1...2000", "at most 1000 widths"), ("x", "as 16,32,64"),
    ])
  func widths(argument: String, reason: String) throws {
    let outcome = try search(["--width", argument])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }

  @Test("a recipe's warm-up may be longer than a round")
  func shortRounds() throws {
    let outcome = try search(
      ["--width", "3,4,5", "--recipe", "best", "--epochs", "2", "--halving", "2", "--csv", "-q"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 4)
  }
}
