/// A table of aligned columns under headings and a rule.
package struct TextTable: Sendable {
  /// A column: its heading and where its cells stand.
  package struct Column: Sendable {
    let heading: String
    let alignment: TextAlignment

    package init(_ heading: String, _ alignment: TextAlignment = .left) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  /// The blanks between two columns.
  private static let gap = "  "

  private let columns: [Column]
  private var rows: [[String]] = []

  package init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Appends a row; cells that come from a file are escaped by the caller.
  ///
  /// - Precondition: There is one cell for each column.
  package mutating func append(_ cells: [String]) {
    precondition(
      cells.count == columns.count,
      "a table of \(columns.count) columns cannot hold a row of \(cells.count) cells")
    rows.append(cells)
  }

  /// The lines of the table, without blanks at their ends.
  ///
  /// Where all headings are empty, they and the rule are left out.
  package func lines(style: TerminalStyle = .plain) -> [String] {
    let widths = columns.indices.map { j in
      rows.reduce(TerminalText.width(of: columns[j].heading)) { width, row in
        max(width, TerminalText.width(of: row[j]))
      }
    }
    let body = rows.map { line($0, widths: widths) }
    guard columns.contains(where: { !$0.heading.isEmpty }) else { return body }
    let heading = line(columns.map(\.heading), widths: widths)
    let ruleWidth = widths.reduce(0, +) + Self.gap.count * (columns.count - 1)
    let rule = String(repeating: style.glyphs.rule, count: ruleWidth)
    return [style.emphasised(heading, .bold), style.emphasised(rule, .dim)] + body
  }

  private func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (j, cell) in cells.enumerated() {
      if j > 0 { line += Self.gap }
      line += TerminalText.padded(cell, to: widths[j], alignment: columns[j].alignment)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
