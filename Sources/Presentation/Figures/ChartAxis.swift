/// How the numbers of a chart are written.
package enum ChartNumber: Hashable, Sendable {
  /// As they are.
  case plain
  /// As per cent, for ratios.
  case percent
}

/// A scale of numbers with marks at round ones.
struct ChartAxis: Hashable, Sendable {
  /// The ends of the scale.
  let range: ClosedRange<Double>
  /// The numbers at the marks, ascending.
  let ticks: [Double]
  private let decimals: Int
  private let format: ChartNumber

  /// A scale that holds all values, with about so many marks.
  ///
  /// The step between two marks is 1, 2 or 5 times a power of ten, for whole numbers at least 1.
  /// What is not finite takes no part; without any value the scale is 0...1.
  ///
  /// - Parameter isTight: whether the scale ends at the values, and not at the marks around them.
  init(
    holding values: [Double], marks: Int = 5, format: ChartNumber = .plain, isWhole: Bool = false,
    isTight: Bool = false
  ) {
    // Not the very largest, so that the difference of two numbers is finite.
    let finite = values.filter { $0.magnitude < .greatestFiniteMagnitude / 4 }
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      let margin = isWhole || low.magnitude < 1e-290 ? 1 : low.magnitude / 2
      (low, high) = (low - margin, high + margin)
    }
    let step = ChartAxis.step(atLeast: (high - low) / Double(marks), isWhole: isWhole)
    // A value that is a mark but for a rounding error is that mark.
    let tolerance = isTight ? -1e-9 : 1e-9
    let first = (low / step + tolerance).rounded(isTight ? .up : .down)
    let last = (high / step - tolerance).rounded(isTight ? .down : .up)
    ticks = (0...max(0, Int(last - first))).map { (first + Double($0)) * step }
    range = isTight ? low...high : min(low, first * step)...max(high, last * step)
    self.format = format
    var decimals = 0
    var unit = step * (format == .percent ? 100 : 1)
    while unit < 0.999 && decimals < 6 {
      unit *= 10
      decimals += 1
    }
    self.decimals = decimals
  }

  /// Where a value stands on the scale: 0 at its lower end, 1 at its upper one.
  func position(_ value: Double) -> Double {
    min(1, max(0, (value - range.lowerBound) / (range.upperBound - range.lowerBound)))
  }

  /// A number as the marks are labelled.
  func label(_ value: Double) -> String {
    switch format {
    case .plain: NumberText.fixed(value, decimals: decimals)
    case .percent: NumberText.percent(value, decimals: decimals)
    }
  }

  /// A number with two more places than the marks have.
  func exactLabel(_ value: Double) -> String {
    switch format {
    case .plain: NumberText.fixed(value, decimals: max(4, decimals))
    case .percent: NumberText.percent(value, decimals: max(2, decimals))
    }
  }

  private static func step(atLeast least: Double, isWhole: Bool) -> Double {
    var unit = 1.0
    while unit < least { unit *= 10 }
    while unit / 10 >= least && unit > 1e-300 { unit /= 10 }
    // Now unit / 10 < least <= unit.
    let step = [unit / 5, unit / 2].first { $0 >= least } ?? unit
    return isWhole ? max(1, step.rounded(.up)) : step
  }
}
