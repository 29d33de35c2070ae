/// One or two series of numbers over the epochs of a training, for pages and for terminals.
package struct LineChart: Hashable, Sendable {
  /// A value at each step, from the first step on.
  package struct Series: Hashable, Sendable {
    /// What is measured.
    package let name: String
    /// A value for each step.
    package let values: [Double]

    package init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }

    /// The part that can be drawn: what stands before the first value that is no number.
    var finite: [Double] { Array(values.prefix(while: \.isFinite)) }
  }

  /// What the values are, with their unit.
  package let title: String
  /// What a step is: `epoch`.
  package let step: String
  /// The series, the first of which is the plainest.
  package let series: [Series]
  /// How values are written.
  package let format: ChartNumber

  /// Creates a chart.
  ///
  /// - Precondition: there are one or two series.
  package init(title: String, step: String, series: [Series], format: ChartNumber = .plain) {
    precondition((1...2).contains(series.count), "cannot draw \(series.count) series")
    self.title = title
    self.step = step
    self.series = series
    self.format = format
  }

  /// The number of steps.
  var steps: Int { series.map(\.finite.count).max() ?? 0 }

  /// The scale of the values.
  func axis(marks: Int, isTight: Bool = false) -> ChartAxis {
    ChartAxis(
      holding: series.flatMap(\.finite), marks: marks, format: format, isTight: isTight)
  }

  /// The chart in words: where each series starts and ends.
  var description: String {
    let axis = axis(marks: 5)
    let parts = series.map { series in
      guard let first = series.finite.first, let last = series.finite.last else {
        return "\(series.name): no values"
      }
      return "\(series.name): \(axis.exactLabel(first)) after \(step) 1, "
        + "\(axis.exactLabel(last)) after \(step) \(series.finite.count)"
    }
    return parts.joined(separator: "; ") + "."
  }
}
