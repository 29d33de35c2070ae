import Testing

@Suite("cross-validate")
struct CrossValidateTests {
  private static let grid = [
    "--data", "data", "--width", "3,5", "--hidden", "4,3", "--learning-rate", "1e-2,3e-2",
    "--folds", "3", "--epochs", "2", "--batch", "32",
  ]

  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  private func search(_ more: String...) throws -> Tool.Outcome {
    try Tool.run(["cross-validate"] + Self.grid + more, in: scratch)
  }

  /// The files of a search with their bytes.
  private func files(_ directory: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try scratch.names(in: directory) {
      files[name] = try scratch.bytes("\(directory)/\(name)")
    }
    return files
  }

  @Test("people get a table, a chart and the choice")
  func text() throws {
    let outcome = try search()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("30-3-10"))
    #expect(outcome.output.contains("30-4-3-10"))
    #expect(outcome.output.contains("chosen"))
    #expect(outcome.output.contains("●"))
    #expect(outcome.lines.contains { $0.hasPrefix("best: 30-") })
    #expect(outcome.errors.contains("18 trainings on 200 images without one fold of 3"))
    #expect(outcome.errors.contains("18/18"))
  }

  @Test("programs get a line for each training and an object at the end")
  func json() throws {
    let outcome = try search("--json", "--threads", "2")
    let lines = try outcome.lines.map { try JSON($0) }
    #expect(lines.count == 19)
    #expect(
      lines[0].shape
        == "{accuracy:number batch:number candidate:number diverged:null epochs:number "
        + "event:text finishedTasks:number fold:number hidden:[number] hits:number "
        + "learningRate:number loss:number recipe:null seconds:number secondsLeft:number "
        + "task:number tasks:number validationImages:number weightDecay:number}")
    #expect(
      lines[18].shape == "{best:number candidates:[{accuracies:[number] accuracy:number "
        + "batch:number candidate:number epochs:number hidden:[number] learningRate:number "
        + "loss:number losses:[number] parameters:number recipe:null "
        + "standardDeviation:number standardError:number weightDecay:number}] chosen:number event:text folds:number "
        + "kernels:text model:null planSHA256:digest seconds:number threads:number "
        + "threshold:number}")
    #expect(lines[18]["event"] == .text("done"))
    #expect(lines[18]["candidates"].list.count == 6)
  }

  @Test("a row for each candidate as CSV, and nothing else")
  func csv() throws {
    let outcome = try search("--csv")
    #expect(outcome.lines.count == 7)
    #expect(
      outcome.lines[0]
        == "candidate,hidden,learningRate,weightDecay,batch,recipe,parameters,epochs,"
        + "accuracy,standardDeviation,standardError,loss,best,chosen,fold1,fold2,fold3")
    #expect(outcome.lines[1].hasPrefix("0,3,0.01,0.0,32,,133,2,0."))
    #expect(outcome.lines[6].hasPrefix("5,4-3,0.03,"))
    #expect(
      outcome.lines.allSatisfy { line in line.count { $0 == "," } == 16 })
    #expect(try search("--csv", "--json").status == 2)
  }

  @Test("plan, run and reduce in any order give the bytes of the whole")
  func steps() throws {
    #expect(try search("--search", "whole", "--threads", "4", "-q").status == 0)
    let plan = try Tool.run(
      ["cross-validate", "plan", "--search", "steps", "--json"] + Self.grid, in: scratch)
    #expect(
      try plan.json.shape == "{candidates:number folds:number path:text planSHA256:digest "
        + "rungs:[{candidates:number epochs:number firstTask:number lastTask:number}] "
        + "tasks:number}")
    let early = try scratch.run("cross-validate", "reduce", "--search", "steps")
    #expect(early.status == 4)
    #expect(early.errors.contains("18 of 18 tasks have no result: 0, 1, 2"))
    for task in (0..<18).reversed() {
      let outcome = try scratch.run(
        "cross-validate", "run", "--search", "steps", "--data", "data",
        environment: ["SLURM_ARRAY_TASK_ID": "\(task)"])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try files("steps") == files("whole"))
    let reduced = try scratch.run("cross-validate", "reduce", "--search", "steps", "--json")
    let other = try scratch.run("cross-validate", "reduce", "--search", "whole", "--json")
    #expect(reduced.status == 0 && reduced.output == other.output)
    // A task that is done is told again and left as it is.
    let again = try scratch.run(
      "cross-validate", "run", "--search", "steps", "--task", "4", "--data", "data", "--json")
    #expect(try again.json["task"] == .number(4))
    #expect(try files("steps") == files("whole"))
  }

  @Test("killed or interrupted at any time, the same command ends with the same bytes")
  func resumed() throws {
    let long = ["--epochs", "60", "--train-best", "-q"]
    let whole = try Tool.run(
      ["cross-validate"] + Self.grid.map { $0 == "2" ? "60" : $0 } + long.dropFirst(2)
        + ["--search", "whole", "--out", "whole.mlp"], in: scratch)
    #expect(whole.status == 0, "\(whole.errors)")
    let command =
      ["cross-validate"] + Self.grid.map { $0 == "2" ? "60" : $0 }
      + ["--search", "parts", "--train-best", "--threads", "2", "--out", "parts.mlp"]
    let killed = try Tool.start(command, in: scratch)
    #expect(killed.waits(forError: "  2/18"))
    killed.kill()
    #expect(killed.outcome().status == 137)
    let interrupted = try Tool.start(command, in: scratch)
    #expect(interrupted.waits(forError: "  6/18"))
    interrupted.interrupt()
    let outcome = interrupted.outcome()
    #expect(outcome.status == 130 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("go on with: mnistctl \(command.joined(separator: " "))"))
    #expect(try scratch.names(in: "parts").contains { $0.hasSuffix(".checkpoint") })
    #expect(!scratch.exists("parts.mlp"))
    #expect(try Tool.run(command, in: scratch).status == 0)
    #expect(try files("parts") == files("whole"))
    #expect(try scratch.bytes("parts.mlp") == scratch.bytes("whole.mlp"))
  }

  @Test("the chosen model holds the search and is reproduced")
  func trainBest() throws {
    let outcome = try search("--train-best", "--out", "best.mlp", "--json")
    let done = try JSON(#require(outcome.lines.last))
    #expect(
      done["model"].shape == "{fileSHA256:digest path:text tensorsSHA256:digest "
        + "testAccuracy:number testLoss:number}")
    let provenance = try scratch.run("inspect", "best.mlp", "--json").json["provenance"]
    #expect(provenance["search.hits"].list.count == 18)
    #expect(provenance["search.candidate"] == done["chosen"])
    let reproduction = try scratch.run("reproduce", "best.mlp", "--data", "data")
    #expect(reproduction.status == 0)
    #expect(reproduction.output.contains("the files have the same bytes"))
    let inspection = try scratch.run("inspect", "best.mlp")
    #expect(inspection.output.contains("cross-validation of 6 candidates in 3 folds"))
  }

  @Test("recipes are an axis, and the chosen model's training is recorded and reproduced")
  func recipes() throws {
    let grid = [
      "cross-validate", "--data", "data", "--width", "6", "--recipe", "none,quick,best", "--epochs",
      "3", "--folds", "3",
    ]
    let table = try Tool.run(grid + ["-q"], in: scratch)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.lines[0].contains("recipe") && table.lines[0].contains("rate"))
    // The same search again: all is there, and the rates that nobody typed are the same too.
    let csv = try Tool.run(grid + ["--csv", "-q"], in: scratch)
    #expect(csv.lines.count == 4, "\(csv.errors)")
    #expect(csv.lines[1].hasPrefix("0,6,0.001,0.0,128,,"))
    #expect(csv.lines[2].hasPrefix("1,6,0.003,0.0,128,quick,"))
    #expect(csv.lines[3].hasPrefix("2,6,0.003,0.0,128,best,"))
    let outcome = try scratch.run(
      "cross-validate", "--data", "data", "--width", "6", "--recipe", "best", "--epochs", "3",
      "--folds", "3", "--rotation", "5", "--search", "one", "--train-best", "--out", "best.mlp",
      "--json")
    let lines = try outcome.lines.map { try JSON($0) }
    #expect(lines[0]["recipe"] == .text("best"))
    #expect(try #require(lines.last)["candidates"][0]["recipe"] == .text("best"))
    let provenance = try scratch.run("inspect", "best.mlp", "--json").json["provenance"]
    #expect(provenance["settings.augmentation.rotation"] == .number(5))
    #expect(provenance["settings.optimizer.name"] == .text("adamw"))
    #expect(
      try JSON(#require(provenance["search.plan"].text))["candidates"][0]["recipe"]
        == .text("best"))
    let reproduction = try scratch.run("reproduce", "best.mlp", "--data", "data")
    #expect(reproduction.output.contains("the files have the same bytes"))
  }

  @Test("a recipe with other settings is what train makes of it")
  func recipeSettings() throws {
    let options = ["--recipe", "quick", "--no-augmentation", "--label-smoothing", "0.2"]
    let found = try Tool.run(
      [
        "cross-validate", "--data", "data", "--width", "70", "--folds", "2", "--epochs", "2",
        "--search", "one", "--train-best", "--out", "found.mlp", "-q",
      ] + options, in: scratch)
    #expect(found.status == 0, "\(found.errors)")
    let trained = try Tool.run(
      ["train", "--data", "data", "--hidden", "70", "--epochs", "2", "--out", "trained.mlp", "-q"]
        + options, in: scratch)
    #expect(trained.status == 0, "\(trained.errors)")
    let difference = try scratch.run("diff", "found.mlp", "trained.mlp", "--json")
    #expect(try difference.json["sameTensors"] == .boolean(true))
  }

  @Test("ranges of widths take steps")
  func ranges() throws {
    let plan = try scratch.run(
      "cross-validate", "--data", "data", "--width", "10...20:4,30", "--dry-run", "--folds", "2")
    #expect(
      plan.output == "would train 8 trainings on 200 images without one fold of 2: "
        + "4 x 2 of 10 epochs\n")
    #expect(try scratch.names() == ["data"])
  }

  @Test(
    "options that make no sense are refused before anything is read",
    arguments: [
      ["--width", "10..20"], ["--width", "20...10:2"], ["--width", "10...20:0"],
      ["--width", "5,5"], ["--width", "0"], ["--width", "1...100000"], ["--hidden", "8193"],
      ["--width", "8", "--hidden", "8"], ["--learning-rate", "0.1,x"], ["--learning-rate", "-1"],
      ["--batch", "0"], ["--weight-decay", "-1"], ["--folds", "1"], ["--folds", "101"],
      ["--halving", "1"], ["--epochs", "0"], ["--momentum", "0.5"], ["--out", "x.mlp"],
      ["--search", ""], ["--classes", "0"], ["--recipe", "bset"], ["--recipe", "quick,quick"],
      ["--recipe", "none,"], ["--recipe", "quick,best"], ["--no-augmentation"],
      ["--recipe", "none", "--no-augmentation"], ["--rotation", "181"], ["--average-decay", "1"],
      ["--teacher", "model.mlp"], ["--augmentation-floor", "0.5"],
      ["--recipe", "none", "--rotation", "0", "--augmentation-floor", "7"],
      ["--recipe", "none,best", "--epochs", "2", "--augmentation-floor", "7"],
    ])
  func badOptions(options: [String]) throws {
    let outcome = try Tool.run(["cross-validate", "--data", "data"] + options, in: scratch)
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.split(separator: "\n").count == 1)
    #expect(try scratch.names() == ["data"])
  }

  @Test("what does not fit together is named, each with its exit code")
  func badInput() throws {
    #expect(try search("-q").status == 0)
    let task = { (arguments: [String], environment: [String: String]) in
      try Tool.run(
        ["cross-validate", "run", "--search", "cross-validation", "--json"] + arguments,
        in: scratch, environment: environment)
    }
    let beyond = try task(["--task", "18", "--data", "data"], [:])
    #expect(beyond.status == 2)
    #expect(try beyond.error["expected"] == .text("a task of 0 to 17"))
    #expect(try task(["--data", "data"], [:]).status == 2)
    #expect(try task(["--data", "data"], ["SLURM_ARRAY_TASK_ID": "x"]).status == 2)
    try TinyData.write(to: scratch, salt: 7, into: "other")
    let data = try task(["--task", "1", "--data", "other"], [:])
    #expect(data.status == 3)
    #expect(try data.error["code"] == .text("otherData"))
    let grid = try search("--weight-decay", "0,1e-3")
    #expect(grid.status == 2 && grid.errors.contains("another search"))
    let none = try scratch.run("cross-validate", "reduce", "--search", "nowhere", "--json")
    #expect(none.status == 4)
    #expect(try none.error["path"] == .text("nowhere/plan.json"))
    let result = try scratch.bytes("cross-validation/task-0002.json")
    try scratch.write(result.dropLast(3), "cross-validation/task-0002.json")
    let damaged = try scratch.run("cross-validate", "reduce", "--json")
    #expect(damaged.status == 3)
    #expect(try damaged.error["path"] == .text("cross-validation/task-0002.json"))
    #expect(try damaged.error["offset"].number != nil)
    #expect(try damaged.error["code"] == .text("searchFile"))
  }

  @Test("successive halving gives many epochs to few")
  func halving() throws {
    let outcome = try search("--halving", "3", "--json", "--quiet")
    let done = try JSON(#require(outcome.lines.last))
    #expect(
      done["candidates"].list.map { $0["epochs"].number }.sorted { ($0 ?? 0) < ($1 ?? 0) }
        == [1, 1, 1, 1, 2, 2])
    #expect(done["candidates"][Int(done["chosen"].number ?? -1)]["epochs"] == .number(2))
  }
}
