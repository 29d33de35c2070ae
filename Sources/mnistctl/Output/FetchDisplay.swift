import Posix
import Presentation
import Workflow

/// Shows how a fetch goes: a live line on a terminal, and a plain line for each file.
final class FetchDisplay {
  // A class because it remembers where a transfer began, between calls of a closure.

  private let output: OutputOptions
  private let isLive: Bool
  private var isDrawn = false
  private var start = MonotonicClock.now
  private var firstByte = 0

  init(output: OutputOptions) {
    self.output = output
    isLive = !output.json && !output.quiet && Terminal.isTerminal(.standardError)
  }

  /// Takes one event of the fetch.
  func show(_ event: DatasetFetchEvent) {
    if case .progress(let file, let byteCount) = event {
      draw(file, byteCount)
      return
    }
    erase()
    switch event {
    case .present(let file):
      output.note("\(file.file.name) is there")
    case .started(let file, let url, let resumedFrom):
      start = MonotonicClock.now
      firstByte = resumedFrom
      if resumedFrom > 0 {
        output.note("\(file.name): going on at \(ByteCountText.text(resumedFrom)) from \(url)")
      }
    case .failed(_, let url, let reason):
      output.note("\(url): \(reason)")
    case .fetched(let file):
      output.note(
        "\(file.file.name)  \(ByteCountText.text(file.byteCount ?? 0))"
          + "  \(DurationText.text(MonotonicClock.now - start))  from \(file.url ?? "")")
    case .progress:
      break
    }
  }

  /// Takes the live line away.
  func erase() {
    guard isDrawn else { return }
    Console.writeProgress("\r\u{1B}[K")
    isDrawn = false
  }

  private func draw(_ file: PublishedFile, _ byteCount: Int) {
    guard isLive else { return }
    isDrawn = true
    let share = min(1, Double(byteCount) / Double(max(1, file.archiveByteCount)))
    let seconds = max(1e-9, (MonotonicClock.now - start) / .seconds(1))
    let perSecond = Double(max(0, byteCount - firstByte)) / seconds
    var parts = [
      file.name, "[\(Bar.gauge(share, width: 20, glyphs: Console.errorStyle.glyphs))]",
      TerminalText.padded("\(Int(share * 100)) %", to: 5, alignment: .right),
      "\(ByteCountText.text(Int(perSecond)))/s",
    ]
    let rest = Double(max(0, file.archiveByteCount - byteCount))
    if perSecond > 0 { parts.append(DurationText.text(seconds: rest / perSecond) + " left") }
    let width = Terminal.width(of: .standardError) ?? 80
    let line = TerminalText.truncated(
      parts.joined(separator: "  "), to: width - 1, glyphs: Console.errorStyle.glyphs)
    Console.writeProgress("\r" + line + "\u{1B}[K")
  }
}
