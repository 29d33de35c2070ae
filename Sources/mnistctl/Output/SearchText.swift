import Presentation
import Training
import Workflow

/// What a search says to people: a table, a chart and the choice.
struct SearchText {
  private let outcome: SearchOutcome
  private let names: SearchNames

  init(_ outcome: SearchOutcome) {
    self.outcome = outcome
    names = SearchNames(outcome.plan)
  }

  /// All of it.
  func lines(width: Int, style: TerminalStyle) -> [String] {
    table(style) + [""] + chart(width: width, style: style) + ["", choice]
  }

  private func table(_ style: TerminalStyle) -> [String] {
    let halves = outcome.plan.halves
    var table = TextTable(
      [.init("", .right)] + names.headings.map { .init($0, $0 == "network" ? .left : .right) }
        + [.init("parameters", .right)] + (halves ? [.init("epochs", .right)] : [])
        + [
          .init("accuracy", .right), .init("deviation", .right), .init("error", .right),
          .init("loss", .right), .init(""),
        ])
    for candidate in outcome.candidates {
      table.append(
        ["\(candidate.index)"] + names.cells(candidate.index)
          + [NumberText.grouped(candidate.parameters)]
          + (halves ? ["\(candidate.settings.epochs)"] : []) + numbers(candidate)
          + [mark(candidate.index)])
    }
    return table.lines(style: style)
  }

  private func numbers(_ candidate: SearchOutcome.Candidate) -> [String] {
    guard let accuracy = candidate.accuracy, let loss = candidate.loss else {
      return ["diverged", "-", "-", "-"]
    }
    return [
      NumberText.percent(accuracy.mean), NumberText.percent(accuracy.standardDeviation),
      NumberText.percent(accuracy.standardError), NumberText.fixed(loss.mean, decimals: 4),
    ]
  }

  private func mark(_ candidate: Int) -> String {
    switch candidate {
    case outcome.chosen: candidate == outcome.best ? "best, chosen" : "chosen"
    case outcome.best: "best"
    default: ""
    }
  }

  private func chart(width: Int, style: TerminalStyle) -> [String] {
    let chart = SearchChart(outcome)
    return chart.intervals.lines(
      width: min(60, max(20, width - chart.labelWidth - 14)), style: style)
  }

  /// The choice in one line.
  private var choice: String {
    let (best, chosen) = (outcome.candidates[outcome.best], outcome.candidates[outcome.chosen])
    guard let reached = best.accuracy, let own = chosen.accuracy else {
      preconditionFailure("the best and the chosen candidate were measured")
    }
    let start =
      "best: \(names.name(best.index)), \(NumberText.percent(reached.mean)) +- "
      + NumberText.percent(reached.standardError)
    // Those that halving left behind were trained for fewer epochs, and are not compared.
    let place = outcome.plan.halves ? " of the last round" : ""
    if best.index == chosen.index {
      return start + "; no smaller one\(place) is within one standard error"
    }
    return start
      + "; chosen: \(names.name(chosen.index)), the smallest\(place) within one standard error, "
      + NumberText.percent(own.mean)
  }
}
