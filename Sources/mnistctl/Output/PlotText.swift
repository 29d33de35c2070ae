import ModelFile
import Presentation
import Training
import Workflow

/// What `--plot` draws: training curves, confusion matrix and calibration, in characters.
struct PlotText {
  private let model: Model
  private let evaluation: Evaluation?

  /// Takes a model, whose file may hold its curves, and what test images say about it, if any.
  init(_ model: Model, evaluation: Evaluation?) {
    self.model = model
    self.evaluation = evaluation
  }

  /// The drawings, an empty line before each.
  func lines(width: Int, style: TerminalStyle) -> [String] {
    let history = model.provenance?.results?.history ?? []
    let curves =
      LearningCurves(history)?.lines(width: width, style: style)
      ?? ["no training curves: the file does not record them"]
    return [""] + curves + (evaluation.map { measured($0, width: width, style: style) } ?? [])
  }

  private func measured(
    _ evaluation: Evaluation, width: Int, style: TerminalStyle
  ) -> [String] {
    let table = ConfusionTable(counts: evaluation.confusion.counts, labels: model.labels)
    let matrix =
      table.plotLines(width: width, style: style)
      ?? ["the confusion matrix of \(model.labels.count) classes is wider than the terminal"]
    let calibration = CalibrationChart(evaluation).chart
    return ["", "Confusion matrix"] + matrix + [""] + calibration.lines(width: width, style: style)
  }
}
