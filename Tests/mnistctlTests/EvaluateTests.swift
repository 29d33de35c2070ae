import Testing

@Suite("mnistctl evaluate")
struct EvaluateTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
    try #require(try scratch.train("--quiet").status == 0)
  }

  @Test("the object has the promised keys and types")
  func object() throws {
    let outcome = try scratch.run("evaluate", "model.mlp", "--data", "data", "--json")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let json = try outcome.json
    #expect(
      json.keys == [
        "accuracy", "confusionMatrix", "count", "dataSHA256", "expectedCalibrationError", "loss",
        "mistakes", "modelSHA256", "perClass", "topK",
      ])
    #expect(
      json["perClass"].shape
        == "[{f1:number label:text precision:number recall:number support:number}]")
    #expect(json["confusionMatrix"].shape == "[[number]]")
    #expect(json["topK"].shape == "[number]" && json["topK"].list.count == 5)
    #expect(json["modelSHA256"].shape == "digest" && json["dataSHA256"].shape == "digest")
    #expect(json["count"] == .number(50))
    #expect(json["perClass"].list.count == 10 && json["confusionMatrix"].list.count == 10)
    for key in ["accuracy", "expectedCalibrationError"] {
      #expect(json[key].number.map { (0...1).contains($0) } == true)
    }
    #expect(json["topK"][0] == json["accuracy"])
  }

  @Test("the figures are those that training told and stored")
  func sameFigures() throws {
    let done = try JSON(#require(scratch.train("--json").lines.last))
    let evaluation = try scratch.run("evaluate", "model.mlp", "--data", "data", "--json").json
    let metrics = try scratch.run("inspect", "model.mlp", "--json").json["metrics"]
    #expect(evaluation["accuracy"] == done["testAccuracy"])
    #expect(evaluation["loss"] == done["testLoss"])
    #expect(evaluation["modelSHA256"] == done["fileSHA256"])
    #expect(evaluation["accuracy"] == metrics["accuracy"])
    #expect(evaluation["confusionMatrix"] == metrics["confusionMatrix"])
    #expect(evaluation["dataSHA256"] == metrics["dataSHA256"])
  }

  @Test("rows of the confusion matrix are the actual classes")
  func rows() throws {
    let json = try scratch.run("evaluate", "model.mlp", "--data", "data", "--json").json
    for (label, row) in json["confusionMatrix"].list.enumerated() {
      #expect(row.list.compactMap(\.number).reduce(0, +) == 5)
      #expect(json["perClass"][label]["support"] == .number(5))
    }
  }

  @Test("for people there is a table, and no escape sequence in a pipe")
  func text() throws {
    let outcome = try scratch.run("evaluate", "model.mlp", "--data", "data", "--mistakes", "2")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("accuracy "))
    #expect(outcome.output.contains("of 50), loss "))
    #expect(outcome.output.contains("precision") && outcome.output.contains("actual"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test("the number of mistakes told is bounded by the option")
  func mistakes() throws {
    for count in [0, 1] {
      let json = try scratch.run(
        "evaluate", "model.mlp", "--data", "data", "--json", "--mistakes", "\(count)"
      ).json
      #expect(json["mistakes"].list.count <= count)
    }
  }

  @Test("images of another size are refused")
  func otherSize() throws {
    let model = Fixtures.path("golden/digits-1.0.mlp")
    let outcome = try scratch.run("evaluate", model, "--data", "data")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("28 x 28"), "\(outcome.errors)")
  }

  @Test("a label that the model has no class for is refused with its index")
  func otherClasses() throws {
    try TinyData.write(to: scratch, classes: 12, into: "twelve")
    let outcome = try scratch.run("evaluate", "model.mlp", "--data", "twelve")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("label of image 10 "), "\(outcome.errors)")
  }

  @Test("a data set without test files cannot be evaluated on")
  func noTestFiles() throws {
    try TinyData.write(to: scratch, test: 0, into: "train-only")
    let outcome = try scratch.run("evaluate", "model.mlp", "--data", "train-only")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("t10k-images-idx3-ubyte"))
  }
}
