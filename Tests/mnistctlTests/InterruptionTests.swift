import Testing

@Suite("Interrupting mnistctl train")
struct InterruptionTests {
  private let scratch: Scratch

  /// Long enough that a signal after the first epoch comes in time, short enough to wait for.
  private static let options = [
    "train", "--data", "data", "--hidden", "8", "--epochs", "150", "--batch", "16", "--seed", "9",
  ]

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  @Test("Ctrl-C keeps the state, and going on gives the file of a training that never stopped")
  func interrupted() throws {
    let whole = try Tool.run(Self.options + ["--out", "whole.mlp", "-q"], in: scratch)
    #expect(whole.status == 0)

    try scratch.write([1, 2, 3], "it.mlp")
    let running = try Tool.start(Self.options + ["--out", "it.mlp", "--json"], in: scratch)
    #expect(running.waits(for: "\"epoch\":1,"))
    running.interrupt()
    let stopped = running.outcome()
    #expect(stopped.status == 130)
    let error = try stopped.error
    #expect(error["code"] == .text("interrupted"))
    #expect(error["path"] == .text("it.mlp.checkpoint"))
    let command = "mnistctl \(Self.options.joined(separator: " ")) --out it.mlp --json --resume"
    #expect(error["message"].text?.hasSuffix("go on with: \(command)") == true)
    #expect(!stopped.output.contains("\"done\""))
    #expect(try scratch.bytes("it.mlp") == [1, 2, 3])
    #expect(scratch.exists("it.mlp.checkpoint"))

    let resumed = try Tool.run(
      Self.options + ["--out", "it.mlp", "--json", "--resume", "--threads", "1"], in: scratch)
    #expect(resumed.status == 0)
    #expect(resumed.lines.count < 151)
    #expect(try scratch.bytes("it.mlp") == scratch.bytes("whole.mlp"))
    #expect(try scratch.names() == ["data", "it.mlp", "whole.mlp"])
  }

  @Test("other settings, other data and a damaged checkpoint are refused, and nothing is lost")
  func refused() throws {
    let running = try Tool.start(Self.options + ["--json"], in: scratch)
    #expect(running.waits(for: "\"epoch\":1,"))
    running.interrupt()
    #expect(running.outcome().status == 130)
    let checkpoint = try scratch.bytes("model.mlp.checkpoint")

    let other = try Tool.run(
      Self.options + ["--learning-rate", "0.5", "--resume", "--json"], in: scratch)
    #expect(other.status == 2)
    #expect(try other.error["message"].text?.contains("settings.learning_rate") == true)
    #expect(try other.error["expected"] == .text("0.5"))

    try TinyData.write(to: scratch, salt: 7, into: "other")
    let data = try Tool.run(
      Self.options + ["--data", "other", "--resume"], in: scratch)
    #expect(data.status == 2)
    #expect(data.errors.contains("data.test.images.sha256"), "\(data.errors)")
    #expect(try scratch.bytes("model.mlp.checkpoint") == checkpoint)

    let note = try Tool.run(Self.options + ["--epochs", "1"], in: scratch)
    #expect(note.errors.contains("note: model.mlp.checkpoint of an earlier training"))

    try scratch.write(checkpoint.dropLast(), "model.mlp.checkpoint")
    let damaged = try Tool.run(Self.options + ["--resume", "--json"], in: scratch)
    #expect(damaged.status == 3)
    #expect(try damaged.error["path"] == .text("model.mlp.checkpoint"))
    #expect(try scratch.bytes("model.mlp.checkpoint") == checkpoint.dropLast())
  }

  @Test("people are told in one line how to go on, also with a name that needs quotes")
  func text() throws {
    let running = try Tool.start(Self.options + ["--out", "my model.mlp"], in: scratch)
    #expect(running.waits(forError: "epoch 1/150"))
    running.interrupt()
    let outcome = running.outcome()
    #expect(outcome.status == 130)
    #expect(outcome.output.isEmpty)
    let command = "mnistctl \(Self.options.joined(separator: " ")) --out 'my model.mlp' --resume"
    #expect(
      outcome.errors.hasSuffix(
        "\ninterrupted; the state is kept in my model.mlp.checkpoint; go on with: \(command)\n"))
  }

  @Test("other verbs that are interrupted leave nothing behind")
  func otherVerbs() throws {
    let demo = try Tool.start(["demo", "--data", "data", "--epochs", "1000"], in: scratch)
    #expect(demo.waits(forError: "epoch 1/1000"))
    demo.interrupt()
    #expect(demo.outcome().status == 130)
    #expect(try scratch.names() == ["data"])

    let training = try Tool.run(Self.options + ["-q"], in: scratch)
    #expect(training.status == 0)
    let reproduction = try Tool.start(["reproduce", "model.mlp", "--data", "data"], in: scratch)
    #expect(reproduction.waits(forError: "epoch 1/150"))
    reproduction.interrupt()
    let outcome = reproduction.outcome()
    #expect(outcome.status == 130 && outcome.output.isEmpty)
    #expect(try scratch.names() == ["data", "model.mlp"])
  }

  @Test("without a checkpoint there is nothing to go on from")
  func missing() throws {
    let outcome = try Tool.run(Self.options + ["--resume"], in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("model.mlp.checkpoint"))
    #expect(outcome.errors.contains("there is nothing to go on from"))
    #expect(!scratch.exists("model.mlp"))
  }

  @Test("a checkpoint is no model, and a model no checkpoint")
  func confused() throws {
    let running = try Tool.start(Self.options + ["--json"], in: scratch)
    #expect(running.waits(for: "\"epoch\":1,"))
    running.interrupt()
    #expect(running.outcome().status == 130)
    let model = try scratch.run("verify", "model.mlp.checkpoint")
    #expect(model.status == 3)
    #expect(model.output.contains("checkpoint"), "\(model.output)")
    #expect(try scratch.train("--quiet", "--out", "b.mlp").status == 0)
    let checkpoint = try Tool.run(
      Self.options + ["--resume", "--checkpoint", "b.mlp"], in: scratch)
    #expect(checkpoint.status == 3)
  }
}
