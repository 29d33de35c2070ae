import Presentation
import Training

/// How often a network is right when it is so and so sure, as a chart.
struct CalibrationChart {
  let chart: BarChart

  init(_ evaluation: Evaluation) {
    chart = BarChart(
      title: "Calibration",
      description: "The share of right answers by the confidence of the network. On the dashed "
        + "line both are equal; the mean distance from it, the expected calibration error, is "
        + "\(NumberText.percent(evaluation.expectedCalibrationError)).",
      xTitle: "confidence", yTitle: "accuracy", noteTitle: "images",
      bars: evaluation.calibration.map {
        BarChart.Bar(
          value: $0.accuracy, note: $0.count == 0 ? "" : NumberText.grouped($0.count))
      }, format: .percent, hasDiagonal: true)
  }
}
