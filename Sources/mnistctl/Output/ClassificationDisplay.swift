import Posix
import Presentation
import Workflow

/// Shows how far a long classification is: a live line on a terminal that gets no results.
final class ClassificationDisplay {
  // A class because it remembers when it last drew, between two pieces of an input.

  /// How long nothing is drawn at first, and then between two lines.
  private static let (patience, interval) = (Duration.milliseconds(500), Duration.milliseconds(100))

  /// The images that were shown.
  private(set) var imageCount = 0

  private let inputs: Int
  private let isLive: Bool
  private let start = MonotonicClock.now
  private var lastDrawn: Duration?
  private var inputNumber = 0

  /// Creates a display for a number of inputs.
  init(output: OutputOptions, inputs: Int) {
    self.inputs = inputs
    isLive =
      !output.quiet && Terminal.isTerminal(.standardError)
      && !Terminal.isTerminal(.standardOutput) && Environment.value("TERM") != "dumb"
  }

  /// Takes the next images.
  func show(_ images: ClassifiedImages) {
    imageCount += images.guesses.count
    if images.firstIndex == 0 { inputNumber += 1 }
    let elapsed = MonotonicClock.now - start
    guard isLive,
      elapsed - (lastDrawn ?? .zero) >= (lastDrawn == nil ? Self.patience : Self.interval)
    else { return }
    lastDrawn = elapsed
    draw(images, seconds: elapsed / .seconds(1))
  }

  /// Takes the live line away.
  func erase() {
    guard lastDrawn != nil else { return }
    Console.writeProgress("\r\u{1B}[K")
    lastDrawn = nil
  }

  private func draw(_ images: ClassifiedImages, seconds: Double) {
    let done = images.firstIndex + images.guesses.count
    let share = Double(done) / Double(max(1, images.inputCount))
    let perSecond = Double(imageCount) / max(1e-9, seconds)
    let glyphs = Console.errorStyle.glyphs
    var parts = [
      "[\(Bar.gauge(share, width: 20, glyphs: glyphs))]",
      TerminalText.padded("\(Int(share * 100)) %", to: 5, alignment: .right),
      "\(NumberText.grouped(Int(perSecond))) images/s",
      DurationText.text(seconds: Double(images.inputCount - done) / perSecond) + " left",
      TerminalText.escaped(images.input.name),
    ]
    if inputs > 1 { parts.insert("\(inputNumber)/\(inputs)", at: 0) }
    let width = Terminal.width(of: .standardError) ?? 80
    let line = TerminalText.truncated(
      parts.joined(separator: "  "), to: width - 1, glyphs: glyphs)
    Console.writeProgress("\r" + line + "\u{1B}[K")
  }
}
