import LinearAlgebra
import MNISTData
import ModelFile
import Presentation
import Training
import Workflow

/// What `evaluate` says to people.
struct EvaluationText {
  let evaluation: Evaluation
  let images: LabelledImages
  let labels: [String]

  init(_ measured: ModelEvaluation) {
    evaluation = measured.evaluation
    images = measured.images
    labels = measured.stored.model.labels.map(TerminalText.escaped)
  }

  /// The figures, the confusion matrix, and the worst mistakes as pictures.
  func lines(mistakes limit: Int, width: Int, style: TerminalStyle) -> [String] {
    var lines = [
      "accuracy " + NumberText.percent(evaluation.accuracy)
        + " (\(NumberText.grouped(evaluation.confusion.correct)) of "
        + "\(NumberText.grouped(evaluation.count))), loss "
        + NumberText.fixed(evaluation.loss, decimals: 4) + ", calibration error "
        + NumberText.percent(evaluation.expectedCalibrationError),
      "label among the best "
        + evaluation.topK.enumerated().map { "\($0 + 1): \(NumberText.percent($1))" }
        .joined(separator: ", "),
      "",
    ]
    let table = ConfusionTable(counts: evaluation.confusion.counts, labels: labels)
    let matrix = table.matrixLines(style: style)
    let fits = matrix.allSatisfy { TerminalText.width(of: $0) <= max(width, 80) }
    lines += fits ? matrix : table.mistakeLines(atMost: 20, style: style)
    lines += [""] + table.classLines(style: style)
    let mistakes = evaluation.mistakes.prefix(limit)
    guard !mistakes.isEmpty else { return lines }
    var sheet = PictureSheet()
    for mistake in mistakes {
      sheet.append(
        HalfBlockPicture(
          grey: images.images[mistake.index], rows: images.images.rows,
          columns: images.images.columns),
        caption: "#\(mistake.index) is \(labels[mistake.label]), read \(labels[mistake.predicted]) "
          + NumberText.percent(Double(mistake.confidence), decimals: 1))
    }
    lines += ["", "the most confident of \(evaluation.mistakes.count) mistakes"]
    return lines + sheet.lines(width: width, style: style)
  }
}
