import ArgumentParser
import Presentation
import SystemPackage
import WireProtocol
import Workflow

/// `mnistctl compare`: whether two models answer alike.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the answers of two models, or exports of them, on real images.",
    discussion: """
      Each side is a model file, an export to ONNX (NAME.onnx, run by ONNX Runtime through Python \
      where it is installed), a generated C header (NAME.h, compiled by cc), or a model that a \
      daemon serves (daemon:, daemon:NAME, daemon:NAME@VERSION). All test images of the data set \
      go through both, as pixels of 0-255: a graph must normalise them itself. Exit 1 if a logit \
      differs by more than --tolerance, or fewer than --min-agreement of the images are \
      classified alike.

      Examples:
        mnistctl compare model.mlp model.onnx --data mnist
        mnistctl compare model.mlp daemon:digits
        mnistctl compare model.mlp model.int8.mlp --tolerance 5 --min-agreement 0.99
      """)

  @Argument(help: ArgumentHelp("First side.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("Second side.", valueName: "b"))
  var second: String

  @OptionGroup var data: DataOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Greatest difference of two logits.", valueName: "difference"))
  var tolerance = 1e-4

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Least share of images classified alike, 0-1.", valueName: "share"))
  var minAgreement = 1.0

  @OptionGroup var socket: DataSocketOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard tolerance >= 0, (0...1).contains(minAgreement) else {
      throw CommandFailure.usage(
        "--tolerance must be at least 0 and --min-agreement in 0...1",
        found: "\(tolerance) and \(minAgreement)")
    }
    let sides = (try side(first, "<a>"), try side(second, "<b>"))
    let pool = try compute.pool()
    let comparison = try ModelComparison(
      sides.0, sides.1, dataset: try data.directory().load(.test, classes: 256, pool: pool),
      pool: pool, kernels: ComputeOptions.kernels())
    let result = comparison.result
    let agrees = result.maximumLogitDifference <= tolerance && result.agreement >= minAgreement
    if output.json {
      Console.print(
        JSONLine.encode(
          Report(comparison, tolerance: tolerance, minAgreement: minAgreement, agrees: agrees)))
    } else {
      Console.print(lines: lines(comparison))
    }
    guard agrees else { throw disagreement(result) }
  }

  /// The limit that is passed, the number of images before the logits.
  private func disagreement(_ result: LogitComparison) -> CommandFailure {
    guard result.agreement >= minAgreement else {
      return .check(
        code: "agreement", "too few images are classified alike",
        expected: "at least \(minAgreement)", found: "\(result.agreement)",
        remedy: "--min-agreement allows more")
    }
    return .check(
      code: "tolerance", "the logits differ too much", expected: "at most \(tolerance)",
      found: "\(Float(result.maximumLogitDifference))", remedy: "--tolerance allows more")
  }

  private func side(_ typed: String, _ argument: String) throws -> ModelComparison.Side {
    let scheme = "daemon:"
    if typed.hasPrefix(scheme) {
      let name = String(typed.dropFirst(scheme.count))
      let model = name.isEmpty ? nil : try ModelReference(typed: name, for: argument)
      return .daemon(socket: try socket.path(), model: model)
    }
    let path = try FilePath(typed: typed, for: argument)
    switch path.extension {
    case "onnx": return .onnx(path)
    case "h": return .header(path)
    default: return .model(path)
    }
  }

  private func lines(_ comparison: ModelComparison) -> [String] {
    let result = comparison.result
    let listed = result.differences.prefix(Report.listed).map {
      "  image \($0.image): \($0.first) and \($0.second)"
    }
    return [
      "\(NumberText.grouped(result.images)) images, "
        + "\(NumberText.grouped(result.differences.count)) classified differently, "
        + "logits differ by at most \(Float(result.maximumLogitDifference))"
    ] + listed
  }

  /// The object that `--json` prints.
  private struct Report: Encodable {
    struct Difference: Encodable {
      let image: Int
      let a: Int
      let b: Int
    }

    /// How many of the images that differ are listed.
    static let listed = 10

    let images: Int
    let agreement: Double
    let differing: Int
    let maximumLogitDifference: OrNull<Double>
    let meanLogitDifference: OrNull<Double>
    let tolerance: Double
    let minAgreement: Double
    let agrees: Bool
    let firstDifferences: [Difference]

    init(
      _ comparison: ModelComparison, tolerance: Double, minAgreement: Double, agrees: Bool
    ) {
      let result = comparison.result
      images = result.images
      agreement = result.agreement
      differing = result.differences.count
      maximumLogitDifference = OrNull(
        result.maximumLogitDifference.isFinite ? result.maximumLogitDifference : nil)
      meanLogitDifference = OrNull(
        result.meanLogitDifference.isFinite ? result.meanLogitDifference : nil)
      self.tolerance = tolerance
      self.minAgreement = minAgreement
      self.agrees = agrees
      firstDifferences = result.differences.prefix(Report.listed).map {
        Difference(image: $0.image, a: $0.first, b: $0.second)
      }
    }
  }
}
