import Foundation
import Testing

@Suite("Output of the command line")
struct OutputTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try TinyData.write(to: scratch)
  }

  @Test("control characters of a file's name reach no terminal")
  func hostileName() throws {
    let name = "a\u{1B}[31m\nb.mlp"
    let missing = try scratch.run("inspect", name)
    #expect(missing.status == 4)
    #expect(missing.errors.contains("a\\u{1B}[31m\\nb.mlp"))
    let training = try scratch.train("--out", name)
    #expect(training.status == 0)
    let inspection = try scratch.run("inspect", name)
    #expect(inspection.status == 0)
    let dryRun = try scratch.train("--out", name, "--dry-run")
    let usage = try scratch.run("tr\u{1B}[31mn")
    let option = try scratch.run("train", "--epochs", "\u{1B}[31m")
    for outcome in [missing, training, inspection, dryRun, usage, option] {
      #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
    }
    for outcome in [missing, dryRun, usage, option] {
      #expect((outcome.output + outcome.errors).split(separator: "\n").count == 1)
    }
    // JSON has its own escapes and keeps the name as it is.
    let error = try scratch.run("inspect", name + "x", "--json").error
    #expect(error["path"] == .text(name + "x"))
  }

  @Test("control characters of labels and keys reach no terminal")
  func hostileLabels() throws {
    for name in ["inspect", "verify"] {
      for file in try Fixtures.badModels() where file.name.contains("escape") {
        let outcome = try scratch.run(name, file.path)
        #expect(!(outcome.output + outcome.errors).contains("\u{1B}"), "\(file.name)")
      }
    }
  }

  @Test("nothing that a pipe gets has an escape sequence, whatever the environment promises")
  func pipes() throws {
    let environment = ["TERM": "xterm-256color", "COLORTERM": "truecolor"]
    #expect(try scratch.train("--quiet").status == 0)
    for arguments in [
      ["evaluate", "model.mlp", "--data", "data"], ["inspect", "model.mlp", "--weights", "3"],
      ["verify", "model.mlp"], ["dataset", "info", "data"], ["train", "--data", "data"],
    ] {
      let outcome = try Tool.run(arguments, in: scratch, environment: environment)
      #expect(outcome.status == 0)
      #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
    }
  }

  @Test(
    "a terminal gets colours, and none with NO_COLOR",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
  func terminal() throws {
    #expect(try scratch.train("--quiet").status == 0)
    // script(1) gives the tool a terminal of its own.
    let command = "script -qec \"$mnistctl verify model.mlp\" /dev/null"
    let environment = ["TERM": "xterm-256color"]
    let colourful = try Tool.shell(command, in: scratch, environment: environment)
    #expect(colourful.status == 0)
    #expect(colourful.output.contains("\u{1B}[32mok\u{1B}[0m"))
    let plain = try Tool.shell(
      command, in: scratch, environment: environment.merging(["NO_COLOR": "1"]) { $1 })
    #expect(plain.output.contains(": ok, ") && !plain.output.contains("\u{1B}"))
  }

  @Test("a reader that has seen enough ends the tool quietly")
  func brokenPipe() throws {
    let outcome = try Tool.shell(
      "set -o pipefail; $mnistctl dataset info data --draw 200 | head -1", in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.lines == ["data/train-images-idx3-ubyte"])
    #expect(outcome.errors.isEmpty)
  }

  @Test("a full disk is the environment's fault and leaves the old file as it was")
  func fullDisk() throws {
    let outcome = try Tool.shell("$mnistctl version >/dev/full", in: scratch)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("No space left on device"))
  }

  @Test("a reader that has gone changes neither the work nor the exit code")
  func goneReader() throws {
    let trained = try Tool.shell(
      "set -o pipefail; $mnistctl train --data data --hidden 8 --epochs 2 --json | true",
      in: scratch)
    #expect(trained.status == 0)
    #expect(try !scratch.bytes("model.mlp").isEmpty)
    let damaged = try Tool.shell(
      "printf 'no model' >bad.mlp; set -o pipefail; $mnistctl verify bad.mlp | true", in: scratch)
    #expect(damaged.status == 3)
  }
}
