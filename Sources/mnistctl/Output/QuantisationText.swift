import Presentation
import SystemPackage
import Training
import Workflow

/// What `quantize` says to people.
struct QuantisationText {
  let quantisation: ModelQuantisation

  /// The images that changed are listed up to this many.
  private static let listed = 10

  init(_ quantisation: ModelQuantisation) {
    self.quantisation = quantisation
  }

  /// - Parameter isRefused: whether the models agree on too few images for the target to be written.
  func lines(
    target: FilePath, written: Bool, isRefused: Bool, style: TerminalStyle
  ) -> [String] {
    var table = TextTable([
      TextTable.Column(""), TextTable.Column("float32", .right), TextTable.Column("int8", .right),
    ])
    let (before, after) = (quantisation.before, quantisation.after)
    table.append([
      "accuracy", NumberText.percent(before.accuracy), NumberText.percent(after.accuracy),
    ])
    table.append([
      "loss", NumberText.fixed(before.loss, decimals: 4), NumberText.fixed(after.loss, decimals: 4),
    ])
    table.append([
      "bytes", NumberText.grouped(quantisation.stored.file.byteCount),
      NumberText.grouped(quantisation.byteCount),
    ])
    let comparison = quantisation.comparison
    return table.lines(style: style) + [
      "agreement: \(NumberText.percent(comparison.agreement)) of "
        + "\(NumberText.grouped(comparison.images)) images, logits differ by at most "
        + "\(NumberText.fixed(comparison.maximumLogitDifference, decimals: 4)), calibrated with "
        + "\(NumberText.grouped(quantisation.calibrationImages)) images"
    ] + changes
      + (isRefused
        ? [] : [(written ? "wrote " : "would write ") + TerminalText.escaped(target.string)])
  }

  private var changes: [String] {
    let differences = quantisation.comparison.differences
    guard !differences.isEmpty else { return [] }
    let lines = differences.prefix(Self.listed).map {
      "  image \($0.image), a \(quantisation.after.outcomes[$0.image].label): \($0.first) became "
        + "\($0.second)"
    }
    let rest = differences.count - lines.count
    return ["images that changed: \(NumberText.grouped(differences.count))"] + lines
      + (rest > 0 ? ["  and \(NumberText.grouped(rest)) more; --json lists all"] : [])
  }
}
