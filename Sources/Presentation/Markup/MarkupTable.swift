/// A table of a page, whose rows have names.
package struct MarkupTable: Hashable, Sendable {
  /// A column: its heading, and what it holds.
  package struct Column: Hashable, Sendable {
    /// What the cells of a column hold.
    package enum Content: Hashable, Sendable {
      /// Numbers, which stand at the right.
      case numbers
      /// Text.
      case text
      /// What a program wrote and a reader compares, digests for example, in letters of one width.
      case code

      /// The class of the cells in ``StyleSheet``.
      fileprivate var style: String? {
        switch self {
        case .numbers: "number"
        case .text: nil
        case .code: "code"
        }
      }
    }

    let heading: String
    let content: Content

    package init(_ heading: String, _ content: Content = .numbers) {
      self.heading = heading
      self.content = content
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
    return table.scrolling(label: caption)
  }

  private func cell(_ name: String, scope: String?, _ column: Column, _ text: String) -> Markup {
    switch (scope, column.content.style) {
    case (let scope?, let style?): Markup(name, ["scope": scope, "class": style], text: text)
    case (let scope?, nil): Markup(name, ["scope": scope], text: text)
    case (nil, let style?): Markup(name, ["class": style], text: text)
    case (nil, nil): Markup(name, [:], text: text)
    }
  }
}
