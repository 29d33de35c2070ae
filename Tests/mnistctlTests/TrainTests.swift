import Testing

@Suite("mnistctl train")
struct TrainTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  @Test("a limit on the size of files is an error like a full disk, and the old model stays")
  func fileSizeLimit() throws {
    try scratch.write([1, 2, 3], "m.mlp")
    let outcome = try Tool.shell(
      "ulimit -f 1; exec $mnistctl train --data data --hidden 8 --epochs 1 --quiet --out m.mlp",
      in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors == "error: cannot write m.mlp.checkpoint: File too large\n")
    #expect(try scratch.bytes("m.mlp") == [1, 2, 3])
    #expect(try scratch.names() == ["data", "m.mlp"])
  }

  @Test("the result goes to standard output, progress to standard error")
  func streams() throws {
    let outcome = try scratch.train()
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 3)
    #expect(outcome.lines[0].hasPrefix("saved model.mlp  "))
    #expect(outcome.lines[1].hasPrefix("test accuracy "))
    #expect(outcome.errors.contains("30-8-10, 338 parameters, 200 training images"))
    #expect(outcome.errors.contains("epoch 1/2  loss ") && outcome.errors.contains("epoch 2/2"))
    #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test("quietly, only the result is told")
  func quiet() throws {
    let outcome = try scratch.train("--quiet")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.lines.count == 3)
  }

  @Test("events have the promised keys and types")
  func events() throws {
    let outcome = try scratch.train("--json")
    #expect(outcome.errors.isEmpty)
    let events = try outcome.lines.map(JSON.init)
    #expect(events.count == 3)
    for (index, event) in events.dropLast().enumerated() {
      #expect(
        event.shape == "{accuracy:number epoch:number event:text imagesPerSecond:number "
          + "loss:number seconds:number validationAccuracy:null validationLoss:null}")
      #expect(event["event"] == .text("epoch"))
      #expect(event["epoch"] == .number(Double(index + 1)))
    }
    let done = try #require(events.last)
    #expect(
      done.shape == "{event:text fileSHA256:digest kernels:text path:text seconds:number "
        + "tensorsSHA256:digest testAccuracy:number testLoss:number threads:number "
        + "warnings:[]}")
    #expect(done["event"] == .text("done"))
    #expect(done["path"] == .text("model.mlp"))
  }

  @Test("with a validation split its figures are told")
  func validationEvents() throws {
    let outcome = try scratch.train("--json", "--validation", "0.2")
    let event = try JSON(#require(outcome.lines.first))
    #expect(event["validationLoss"].number != nil)
    #expect(event["validationAccuracy"].number.map { (0...1).contains($0) } == true)
  }

  @Test("without test files the test figures are left out")
  func noTestFiles() throws {
    try TinyData.write(to: scratch, test: 0, into: "train-only")
    let outcome = try scratch.run(
      "train", "--data", "train-only", "--hidden", "8", "--epochs", "1", "--json")
    #expect(outcome.status == 0)
    let done = try JSON(#require(outcome.lines.last))
    #expect(
      done.keys == [
        "event", "fileSHA256", "kernels", "path", "seconds", "tensorsSHA256", "threads",
        "warnings",
      ])
    let inspection = try scratch.run("inspect", "model.mlp", "--json").json
    #expect(inspection["metrics"] == .null)
    #expect(inspection["provenance"]["data.test.images.sha256"] == .null)
  }

  @Test("the defaults are those that are promised")
  func defaults() throws {
    let synthesis = try scratch.run(
      "dataset", "synthesize", "--count", "40", "--test-count", "10", "--out", "digits", "-q")
    #expect(synthesis.status == 0)
    let training = try scratch.run(
      "train", environment: ["MNIST_DIR": scratch.path("digits")])
    #expect(training.status == 0)
    let inspection = try scratch.run("inspect", "model.mlp", "--json").json
    let provenance = inspection["provenance"]
    func setting(_ key: String) -> JSON { provenance["settings.\(key)"] }
    #expect(setting("hidden") == .list([.number(128), .number(64)]))
    #expect(setting("epochs") == .number(10))
    #expect(setting("batch") == .number(128))
    #expect(setting("optimizer.name") == .text("adam"))
    #expect(setting("learning_rate") == .number(Double(Float(1e-3))))
    #expect(setting("schedule.name") == .text("constant"))
    #expect(setting("validation") == .number(0))
    #expect(setting("classes") == .number(10))
    #expect(setting("mean") == .number(0) && setting("standard_deviation") == .number(1))
    #expect(setting("self_test_samples") == .number(16))
    #expect(setting("seed") == .number(1))
    #expect(inspection["selfTest"]["samples"] == .number(16))
    let sgd = try scratch.train("--optimizer", "sgd", "--epochs", "1")
    #expect(sgd.status == 0)
    let rate = try scratch.run("inspect", "model.mlp", "--json").json["provenance"]
    #expect(rate["settings.learning_rate"] == .number(Double(Float(0.1))))
  }

  @Test("a dry run tells the plan and writes nothing")
  func dryRun() throws {
    let text = try scratch.train("--dry-run")
    #expect(text.status == 0)
    #expect(text.output.hasPrefix("would train 30-8-10, "))
    #expect(text.output.hasSuffix(" and write model.mlp\n"))
    let json = try scratch.train("--dry-run", "--json").json
    #expect(
      json.shape == "{checkpoint:text epochs:number layers:[number] parameters:number path:text "
        + "resumedEpochs:number testImages:number trainingImages:number validationImages:number}")
    #expect(json["checkpoint"] == .text("model.mlp.checkpoint"))
    #expect(try scratch.names() == ["data"])
  }

  @Test("the number of self-test samples is what was asked for", arguments: [0, 1, 64])
  func selfTestSamples(count: Int) throws {
    #expect(try scratch.train("--self-test-samples", "\(count)").status == 0)
    let inspection = try scratch.run("inspect", "model.mlp", "--json").json
    #expect(inspection["selfTest"]["samples"] == .number(Double(count)))
    #expect(try scratch.run("verify", "model.mlp").status == 0)
  }

  @Test("a label beyond the classes is named with its index")
  func labelOutOfRange() throws {
    let outcome = try scratch.train("--classes", "7")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("label of image 7 at offset 15: expected 0 to 6, found 7"))
    let error = try scratch.train("--classes", "7", "--json").error
    #expect(error["code"] == .text("idx"))
    #expect(error["path"].text?.hasSuffix("labels-idx1-ubyte") == true)
    #expect(error["offset"] == .number(15))
    #expect(!scratch.exists("model.mlp"))
  }

  @Test("more classes than the digits have are possible")
  func manyClasses() throws {
    try TinyData.write(to: scratch, classes: 15, into: "fifteen")
    let outcome = try scratch.run(
      "train", "--data", "fifteen", "--classes", "15", "--hidden", "8", "--epochs", "1")
    #expect(outcome.status == 0)
    let inspection = try scratch.run("inspect", "model.mlp", "--json").json
    #expect(inspection["labels"].list.count == 15)
  }

  @Test("a training that diverges fails a check and leaves the old file as it was")
  func divergence() throws {
    #expect(try scratch.train().status == 0)
    let before = try scratch.bytes("model.mlp")
    let outcome = try scratch.train("--optimizer", "sgd", "--learning-rate", "1e30")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error: "))
    #expect(try scratch.bytes("model.mlp") == before)
    let error = try scratch.train(
      "--optimizer", "sgd", "--learning-rate", "1e30", "--json"
    ).error
    #expect(error["code"] == .text("diverged"))
  }

  @Test("damaged data leaves the old file as it was")
  func damagedData() throws {
    #expect(try scratch.train().status == 0)
    let before = try scratch.bytes("model.mlp")
    let images = try scratch.bytes("data/train-images-idx3-ubyte")
    try scratch.write(images.dropLast(), "data/train-images-idx3-ubyte")
    #expect(try scratch.train().status == 3)
    #expect(try scratch.bytes("model.mlp") == before)
  }

  @Test("a place that cannot be written to is found out before training")
  func unwritable() throws {
    let outcome = try scratch.train("--out", "no/such/place.mlp")
    #expect(outcome.status == 4)
    #expect(!outcome.errors.contains("epoch 1/"))
    let directory = try scratch.train("--out", "data")
    #expect(directory.status == 4)
  }

  @Test("the model and the checkpoint cannot be one file")
  func sameFile() throws {
    #expect(try scratch.train("--quiet").status == 0)
    let before = try scratch.bytes("model.mlp")
    for checkpoint in ["model.mlp", "./model.mlp", scratch.path("model.mlp")] {
      let outcome = try scratch.train("--checkpoint", checkpoint)
      #expect(outcome.status == 2)
      #expect(try scratch.bytes("model.mlp") == before)
    }
  }

  @Test("a file that is no checkpoint is neither replaced nor removed")
  func foreignCheckpoint() throws {
    let notes = Array("what I must not forget".utf8)
    try scratch.write(notes, "notes")
    let outcome = try scratch.train("--checkpoint", "notes")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("no checkpoint"))
    #expect(try scratch.bytes("notes") == notes)
  }

  @Test("a file in place of the data's directory is told apart from nothing")
  func noDirectory() throws {
    let outcome = try scratch.run("train", "--data", "data/t10k-labels-idx1-ubyte")
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("Not a directory"))
  }

  @Test("a validation split that keeps nothing is refused")
  func emptyValidation() throws {
    let outcome = try scratch.train("--validation", "0.001")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("an image to validate on"))
  }

  @Test("test images that are the training images are remarked on")
  func sameImages() throws {
    try TinyData.write(to: scratch, training: 50, test: 50, into: "same")
    for kind in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
      try scratch.write(try scratch.bytes("same/train-\(kind)"), "same/t10k-\(kind)")
    }
    let outcome = try scratch.run(
      "train", "--data", "same", "--hidden", "8", "--epochs", "1")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("note: the test images are the training images"))
  }
}
