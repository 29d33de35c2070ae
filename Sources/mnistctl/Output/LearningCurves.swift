import Presentation
import Training

/// Loss and accuracy over the epochs of a training, as charts.
struct LearningCurves {
  let loss: LineChart
  let accuracy: LineChart

  /// Takes what the epochs reached; `nil` where there is none.
  init?(_ history: [EpochReport]) {
    guard !history.isEmpty else { return nil }
    func chart(
      _ title: String, _ training: [Double], _ validation: [Double], _ format: ChartNumber
    ) -> LineChart {
      LineChart(
        title: title, step: "epoch",
        series: [LineChart.Series("training images", training)]
          + (validation.isEmpty ? [] : [LineChart.Series("validation images", validation)]),
        format: format)
    }
    loss = chart("Loss in nats", history.map(\.loss), history.compactMap(\.validationLoss), .plain)
    accuracy = chart(
      "Accuracy", history.map(\.accuracy), history.compactMap(\.validationAccuracy), .percent)
  }

  /// Both charts in characters.
  func lines(width: Int, style: TerminalStyle) -> [String] {
    loss.lines(width: width, style: style) + [""] + accuracy.lines(width: width, style: style)
  }
}
