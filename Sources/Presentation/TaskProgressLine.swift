/// How far a number of tasks is, as one line of text.
package struct TaskProgressLine: Hashable, Sendable {
  /// What the tasks are, in the plural.
  package let name: String
  /// The tasks that are done.
  package let done: Int
  /// All tasks.
  package let tasks: Int
  /// The share of the work that is done, 0...1.
  package let share: Double
  /// The seconds until the end, as far as can be told.
  package let secondsLeft: Double?

  package init(name: String, done: Int, tasks: Int, share: Double, secondsLeft: Double?) {
    self.name = name
    self.done = done
    self.tasks = tasks
    self.share = share
    self.secondsLeft = secondsLeft
  }

  private static let barWidths = 8...30

  /// The line in at most `width` columns; the bar takes what the numbers leave, 8...30 columns, and
  /// goes where they leave less.
  package func text(width: Int, style: TerminalStyle = .plain) -> String {
    let count = TerminalText.padded("\(done)", to: "\(tasks)".count, alignment: .right)
    let percentage = TerminalText.padded(
      "\(Int((min(1, max(0, share)) * 100).rounded(.down))) %", to: 5, alignment: .right)
    let start = "\(count)/\(tasks) \(name)"
    let end = [percentage] + (secondsLeft.map { [DurationText.text(seconds: $0) + " left"] } ?? [])
    let numbers = ([start] + end).joined(separator: "  ")
    let room = width - TerminalText.width(of: numbers) - 4
    guard room >= Self.barWidths.lowerBound else {
      return TerminalText.truncated(numbers, to: width, glyphs: style.glyphs)
    }
    let bar = Bar.gauge(
      share, width: min(room, Self.barWidths.upperBound), glyphs: style.glyphs)
    return ([start, "[\(bar)]"] + end).joined(separator: "  ")
  }
}
