import Workflow

/// What a load came to in a second.
struct RateReport {
  /// Images answered.
  let imagesPerSecond: Double
  /// Requests answered.
  let requestsPerSecond: Double

  init(_ outcome: LoadGenerator.Outcome) {
    let (figures, seconds) = (outcome.figures, outcome.seconds)
    imagesPerSecond = seconds > 0 ? Double(figures.measuredImages) / seconds : 0
    requestsPerSecond = seconds > 0 ? Double(figures.measuredAnswers) / seconds : 0
  }
}
