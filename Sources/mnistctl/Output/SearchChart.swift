import Presentation
import Training
import Workflow

/// What the candidates of a search reached, as a chart: means with their standard errors.
struct SearchChart {
  /// The chart; its threshold is the lowest mean within one standard error of the best.
  let intervals: IntervalChart
  /// The width of the longest name, in columns.
  let labelWidth: Int
  private let outcome: SearchOutcome
  private let chosen: String

  init(_ outcome: SearchOutcome) {
    let names = SearchNames(outcome.plan)
    let last = outcome.plan.rungs.count - 1
    let rows = outcome.candidates.map { candidate in
      let reached = candidate.accuracy.map { NumberText.percent($0.mean) } ?? "diverged"
      let epochs = candidate.settings.epochs
      return IntervalChart.Row(
        label: names.name(candidate.index), mean: candidate.accuracy?.mean,
        spread: candidate.accuracy?.standardError ?? 0,
        note: candidate.rung == last
          ? reached : "\(reached), left after \(epochs) \(epochs == 1 ? "epoch" : "epochs")")
    }
    self.outcome = outcome
    chosen = names.name(outcome.chosen)
    labelWidth = rows.map { TerminalText.width(of: $0.label) }.max() ?? 0
    intervals = IntervalChart(rows, threshold: outcome.threshold)
  }

  /// The chart as a picture.
  func figure(name: String) -> SVGFigure {
    intervals.figure(
      name: name, title: "Cross-validation",
      description: "The accuracy of \(outcome.candidates.count) candidates over "
        + "\(outcome.plan.folds) folds, with one standard error to either side. The smallest "
        + (outcome.plan.halves ? "of the last round " : "")
        + "that reaches the dashed line, \(chosen), was chosen.",
      xTitle: "mean accuracy of the folds", marked: outcome.chosen)
  }
}
