/// The state of a training run as one line of text.
package struct ProgressLine: Hashable, Sendable {
  /// The epoch that runs, from 1.
  package var epoch: Int
  /// The number of epochs.
  package var epochs: Int
  /// The steps of this epoch that are done.
  package var step: Int
  /// The number of steps of an epoch.
  package var steps: Int
  /// The mean loss of the epoch so far.
  package var loss: Double?
  /// The share of images classified rightly, 0...1.
  package var accuracy: Double?
  /// The images trained a second.
  package var imagesPerSecond: Double?
  /// The seconds until the end, as far as can be told.
  package var secondsLeft: Double?

  package init(
    epoch: Int, epochs: Int, step: Int, steps: Int, loss: Double? = nil, accuracy: Double? = nil,
    imagesPerSecond: Double? = nil, secondsLeft: Double? = nil
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
    self.accuracy = accuracy
    self.imagesPerSecond = imagesPerSecond
    self.secondsLeft = secondsLeft
  }

  /// The share of the whole run that is done, 0...1.
  package var share: Double {
    guard epochs > 0, steps > 0 else { return 0 }
    let done = Double(epoch - 1) + Double(step) / Double(steps)
    return min(1, max(0, done / Double(epochs)))
  }

  /// The line in at most `width` columns.
  ///
  /// The bar takes what the numbers leave, 8...30 columns. Where even the numbers are too long,
  /// the least important go first: the bar, the percentage, the images a second, the step, the
  /// accuracy, the time left, and the loss; the epoch is cut at last.
  package func text(width: Int, style: TerminalStyle = .plain) -> String {
    var parts = Part.allCases
    for dropped in [nil] + Part.dispensable.map(Optional.some) {
      parts.removeAll { $0 == dropped }
      let numbers = parts.filter { $0 != .bar }.compactMap(text(of:))
      let length = numbers.joined(separator: Self.gap).count
      guard parts.contains(.bar) else {
        if length <= width { return numbers.joined(separator: Self.gap) }
        continue
      }
      let room = width - length - Self.gap.count - 2
      guard room >= Self.barWidths.lowerBound else { continue }
      let bar = Bar.gauge(
        share, width: min(room, Self.barWidths.upperBound), glyphs: style.glyphs)
      return parts.compactMap { $0 == .bar ? "[\(bar)]" : text(of: $0) }
        .joined(separator: Self.gap)
    }
    return TerminalText.truncated(text(of: .epoch) ?? "", to: width, glyphs: style.glyphs)
  }

  private static let gap = "  "
  private static let barWidths = 8...30

  /// What the line consists of, from left to right.
  private enum Part: CaseIterable {
    case epoch
    case step
    case bar
    case percentage
    case loss
    case accuracy
    case speed
    case timeLeft

    static let dispensable: [Part] = [
      .bar, .percentage, .speed, .step, .accuracy, .timeLeft, .loss,
    ]
  }

  private func text(of part: Part) -> String? {
    switch part {
    case .epoch: "epoch \(Self.right(epoch, as: epochs))/\(epochs)"
    case .step: "\(Self.right(step, as: steps))/\(steps)"
    case .bar: nil
    case .percentage:
      TerminalText.padded("\(Int((share * 100).rounded(.down))) %", to: 5, alignment: .right)
    case .loss: loss.map { "loss " + NumberText.fixed($0, decimals: 4) }
    case .accuracy: accuracy.map { "accuracy " + NumberText.percent($0) }
    case .speed: imagesPerSecond.flatMap(Self.speed)
    case .timeLeft: secondsLeft.map { DurationText.text(seconds: $0) + " left" }
    }
  }

  private static func speed(_ imagesPerSecond: Double) -> String? {
    guard let whole = Int(exactly: imagesPerSecond.rounded()) else { return nil }
    return NumberText.grouped(whole) + " img/s"
  }

  /// A number as wide as the largest that will stand there, so that the line does not jump.
  private static func right(_ number: Int, as largest: Int) -> String {
    TerminalText.padded("\(number)", to: "\(largest)".count, alignment: .right)
  }
}
