import Testing

/// Recipes, augmentation and teachers on the command line.
@Suite("mnistctl train, accuracy")
struct RecipeTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  /// The recorded settings of a model file.
  private func settings(_ file: String) throws -> JSON {
    try scratch.run("inspect", file, "--json").json["provenance"]
  }

  @Test("a recipe sets what is not given, and what is given wins")
  func recipe() throws {
    let outcome = try scratch.train("--recipe", "best", "--epochs", "2", "--rotation", "3")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let recorded = try settings("model.mlp")
    #expect(recorded["settings.epochs"] == .number(2))
    #expect(recorded["settings.optimizer.name"] == .text("adamw"))
    #expect(recorded["settings.schedule.name"] == .text("cosine"))
    #expect(recorded["settings.augmentation.rotation"] == .number(3))
    #expect(recorded["settings.augmentation.elasticity"].number == Double(Float(0.9)))
    #expect(recorded["settings.augmentation.floor"].number == Double(Float(0.45)))
    #expect(recorded["settings.average_decay"].number == Double(Float(0.999)))
  }

  @Test("a recipe without augmentation changes no image")
  func plainRecipe() throws {
    let outcome = try scratch.train(
      "--hidden", "64", "--recipe", "quick", "--epochs", "2", "--no-augmentation")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let recorded = try settings("model.mlp")
    #expect(!recorded.keys.contains { $0.hasPrefix("settings.augmentation") })
    #expect(recorded["settings.weight_decay"].number == Double(Float(0.4)))
    #expect(recorded["settings.label_smoothing"].number == Double(Float(0.1)))
    #expect(recorded["settings.average_decay"].number == Double(Float(0.999)))
  }

  @Test("a recipe's model is reproduced, whatever the threads and kernels")
  func reproduced() throws {
    #expect(try scratch.train("--recipe", "best", "--epochs", "2", "--cut-out", "2").status == 0)
    let outcome = try Tool.shell(
      "MNISTKIT_KERNELS=scalar $mnistctl reproduce model.mlp --data data --threads 1 --json",
      in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try outcome.json
    #expect(report["identical"] == .boolean(true) && report["sameFile"] == .boolean(true))
    let amounts = "images changed at random (rotation 10.8, scale 0.117, shear 0.18, shift 1.35, "
    #expect(
      try scratch.run("inspect", "model.mlp").output.contains(
        amounts + "elasticity 0.9, cut-out 2.0, falling to 0.45 of that in epoch 2)"))
  }

  @Test("a model learns from another one and is reproduced with it alone")
  func teacher() throws {
    #expect(try scratch.train("--out", "teacher.mlp").status == 0)
    #expect(try scratch.train("--teacher", "teacher.mlp", "--temperature", "3").status == 0)
    let recorded = try settings("model.mlp")
    #expect(recorded["settings.distillation.temperature"] == .number(3))
    let with = try scratch.run(
      "reproduce", "model.mlp", "--data", "data", "--teacher", "teacher.mlp")
    #expect(with.status == 0, "\(with.errors)")
    let without = try scratch.run("reproduce", "model.mlp", "--data", "data")
    #expect(without.status == 2)
    #expect(without.errors.contains("learned from a teacher, which is not given"))
    let other = try scratch.run(
      "reproduce", "model.mlp", "--data", "data", "--teacher", "model.mlp")
    #expect(other.status == 3)
  }

  @Test(
    "options without effect and amounts out of range are refused",
    arguments: [
      ("--no-augmentation", "without effect: --no-augmentation needs --recipe"),
      ("--augmentation-floor 0.5", "without effect: --augmentation-floor needs an amount"),
      (
        "--recipe best --no-augmentation --augmentation-floor 0.5",
        "without effect: --augmentation-floor needs an amount"
      ),
      ("--rotation 0 --augmentation-floor 0.5", "without effect: --augmentation-floor needs"),
      ("--rotation 5 --augmentation-floor 1.1", "in 0.0...1.0"),
      ("--temperature 3", "without effect: --teacher-weight and --temperature need --teacher"),
      ("--recipe bset", "'best'"), ("--rotation 181", "in 0.0...180.0 degrees"),
      ("--elasticity nan", "in 0.0...16.0 pixels"), ("--pen-width -0.5", "in 0.0...1.0"),
      ("--cut-out -1", "in 0...1024 pixels"), ("--average-decay 1", "in [0, 1)"),
    ])
  func refused(options: String, message: String) throws {
    let arguments = options.split(separator: " ").map(String.init)
    let outcome = try Tool.run(["train", "--data", "data"] + arguments, in: scratch)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
