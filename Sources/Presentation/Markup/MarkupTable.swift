/// A table of a page, whose rows have names.
package struct MarkupTable: Hashable, Sendable {
  /// A column: its heading, and whether it holds numbers.
  package struct Column: Hashable, Sendable {
    let heading: String
    let isNumber: Bool

    package init(_ heading: String, isNumber: Bool = true) {
      self.heading = heading
      self.isNumber = isNumber
    }
  }

  private let caption: String
  private let columns: [Column]
  private var rows: [[String]] = []

  /// Creates a table; the first column names the rows.
  package init(caption: String, _ columns: [Column]) {
    precondition(!columns.isEmpty, "a table needs a column")
    self.caption = caption
    self.columns = columns
  }

  /// Appends a row.
  ///
  /// - Precondition: There is one cell for each column.
  package mutating func append(_ cells: [String]) {
    precondition(
      cells.count == columns.count,
      "a table of \(columns.count) columns cannot hold a row of \(cells.count) cells")
    rows.append(cells)
  }

  /// The table, which scrolls by itself where it is wider than the page.
  package var element: Markup {
    let heading = Markup("tr", [:], columns.map { cell("th", scope: "col", $0, $0.heading) })
    let body = rows.map { row in
      Markup(
        "tr", [:],
        zip(columns, row).enumerated().map { index, pair in
          let (column, text) = pair
          return cell(index == 0 ? "th" : "td", scope: index == 0 ? "row" : nil, column, text)
        })
    }
    let table = Markup(
      "table", [:],
      [
        Markup("caption", [:], text: caption), Markup("thead", [:], [heading]),
        Markup("tbody", [:], body),
      ])
    // Whoever has no pointer scrolls what has the focus.
    return Markup(
      "div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": caption], [table])
  }

  private func cell(_ name: String, scope: String?, _ column: Column, _ text: String) -> Markup {
    switch (scope, column.isNumber) {
    case (let scope?, true): Markup(name, ["scope": scope, "class": "number"], text: text)
    case (let scope?, false): Markup(name, ["scope": scope], text: text)
    case (nil, true): Markup(name, ["class": "number"], text: text)
    case (nil, false): Markup(name, [:], text: text)
    }
  }
}
