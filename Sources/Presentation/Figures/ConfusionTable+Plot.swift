extension ConfusionTable {
  /// The matrix as a map of shades, or `nil` where it is wider than `width` even with the names of
  /// the predicted classes cut to two columns.
  ///
  /// A cell shows its share of the images of its row. Mistakes have a scale of their own, up to
  /// the largest of them; an empty cell is a dot.
  package func plotLines(width: Int, style: TerminalStyle = .plain) -> [String]? {
    let longest = labels.map(TerminalText.width).max() ?? 0
    let margin = max("actual".count, min(longest, 16))
    let fitting = (width - margin - 1) / max(1, labels.count) - 1
    let cell = min(fitting, max(2, min(longest, 6)))
    guard cell >= 2 else { return nil }
    func fitted(_ text: String, _ size: Int) -> String {
      TerminalText.padded(
        TerminalText.truncated(text, to: size, glyphs: style.glyphs), to: size, alignment: .right)
    }
    let shares = ConfusionShares(counts)
    let heading =
      fitted("actual", margin) + " " + labels.map { " " + fitted($0, cell) }.joined()
    let rows = counts.indices.map { i in
      let cells = counts.indices.map { j in
        guard counts[i][j] > 0 else {
          return " " + TerminalText.padded(style.glyphs.zero, to: cell, alignment: .centre)
        }
        let block = Self.block(shares.strength(i, j), width: cell, glyphs: style.glyphs)
        return " " + style.emphasised(block, i == j ? .green : .red)
      }
      var line = fitted(labels[i], margin) + " " + cells.joined()
      while line.last == " " { line.removeLast() }
      return line
    }
    let shades = Self.ramp(style.glyphs).map(String.init).joined()
    let scale = NumberText.percent(shares.largestMistake)
    let indent = String(repeating: " ", count: margin + 2)
    return ["\(indent)predicted", heading] + rows + [
      "\(shades)  of the row: right up to 100 %,", "      a mistake up to \(scale)",
    ]
  }

  private static func block(_ strength: Double, width: Int, glyphs: Glyphs) -> String {
    let ramp = ramp(glyphs)
    let level = min(ramp.count - 1, Int(strength * Double(ramp.count)))
    return String(repeating: ramp[level], count: width)
  }

  private static func ramp(_ glyphs: Glyphs) -> [Character] {
    glyphs == .unicode ? ["░", "▒", "▓", "█"] : [".", ":", "*", "#"]
  }
}
