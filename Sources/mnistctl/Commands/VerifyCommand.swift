import ArgumentParser
import LinearAlgebra
import ModelFile
import Presentation
import SystemPackage
import Workflow

/// `mnistctl verify`: whether a model file is whole and computes what it should on this CPU.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a model file, level by level.",
    discussion: """
      Levels: 0 container, 1 digests, 2 structure, 3 values, 4 self-test on this CPU, bit for bit, \
      5 accuracy measured again on the recorded test images. Each level presupposes those before \
      it. A file that fails levels 0-3 exits 3, one that fails level 4 or 5 exits 1.

      Examples:
        mnistctl verify model.mlp
        mnistctl verify model.mlp --data mnist
        mnistctl verify model.mlp --level 1 --json
      """)

  @Argument(help: ArgumentHelp("Model file.", valueName: "model"))
  var model: String

  @Option(
    parsing: .unconditional, help: "The last level to check, 0-5. (default: 4; 5 with --data)")
  var level: Int?

  @OptionGroup var data: DataOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = try FilePath(typed: model, for: "<model>")
    try CommandFailure.require("--level", level, in: 0...5)
    let last = level.flatMap(Verification.Level.init) ?? (data.data == nil ? .selfTest : .accuracy)
    let verification = try ModelVerification(
      path, through: last, kernels: ComputeOptions.kernels(), pool: try compute.pool(),
      data: last == .accuracy ? data.directory() : nil)
    if output.json {
      Console.print(JSONLine.encode(VerificationReport(verification.result)))
    } else {
      for outcome in verification.result.outcomes {
        let verdict =
          outcome.ok
          ? Console.style.emphasised("ok", .green) : Console.style.emphasised("failed", .red)
        Console.print(
          "level \(outcome.level.rawValue) \(outcome.level.name): \(verdict), "
            + MessageText.escaped(outcome.message))
        for warning in outcome.warnings { output.note("warning: \(warning)") }
      }
    }
    guard let failed = verification.result.outcomes.first(where: { !$0.ok }) else { return }
    throw failed.level <= .values ? ExitStatus.badInput : ExitStatus.checkFailed
  }
}

/// The object that `verify --json` prints.
private struct VerificationReport: Encodable {
  struct Level: Encodable {
    let level: Int
    let name: String
    let ok: Bool
    let message: String
    let warnings: [String]
    let code: OrNull<Int>
    let offset: OrNull<Int>
  }

  let ok: Bool
  let levels: [Level]

  init(_ verification: Verification) {
    ok = verification.ok
    levels = verification.outcomes.map {
      Level(
        level: $0.level.rawValue, name: $0.level.name, ok: $0.ok, message: $0.message,
        warnings: $0.warnings, code: OrNull($0.error.map { Int($0.code.rawValue) }),
        offset: OrNull($0.error?.offset))
    }
  }
}
