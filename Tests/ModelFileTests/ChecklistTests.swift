import Testing

/// The list of bad inputs that a reader must survive, and what shows that this one does.
@Suite("The checklist of bad inputs")
struct ChecklistTests {
  /// A row of `checklist.tsv`.
  struct Row: Sendable {
    /// The number of the item; groups A to G are 1 to 77.
    let item: Int
    let input: String
    /// How the item is shown: `file`, `test`, `maker`, or `none`.
    let kind: String
    /// A bad file, a test, a maker of mutations, or why the item does not apply.
    let shownBy: String
  }

  /// The items of each group, in their order.
  static let groups: [(name: String, items: ClosedRange<Int>)] = [
    ("A", 1...15), ("B", 16...24), ("C", 25...38), ("D", 39...55), ("E", 56...62), ("F", 63...71),
    ("G", 72...77),
  ]

  static func rows() throws -> [Row] {
    try Fixtures.rows("checklist.tsv").map { cells in
      try #require(cells.count == 4, "\(cells)")
      let number = try #require(Int(cells[0].dropFirst()), "\(cells)")
      let group = groups.first { $0.items.contains(number) }
      try #require(cells[0].prefix(1) == group?.name ?? "", "\(cells)")
      return Row(item: number, input: cells[1], kind: cells[2], shownBy: cells[3])
    }
  }

  @Test("every item is there, in order")
  func complete() throws {
    let items = try ChecklistTests.rows().map(\.item)
    #expect(items == items.sorted())
    #expect(Set(items) == Set(1...77))
  }

  @Test("what an item is shown by exists")
  func cases() throws {
    let files = Set(try Fixtures.rows("bad/expected.tsv").map { $0[0] })
    for row in try ChecklistTests.rows() {
      switch row.kind {
      case "file": #expect(files.contains(row.shownBy), "\(row.item)")
      case "test": try requireMention(row) { ["\"\($0)\""] }
      case "maker": try requireMention(row) { ["def \($0)("] }
      case "none": #expect(!row.shownBy.isEmpty, "\(row.item)")
      default: Issue.record("item \(row.item): no kind \(row.kind)")
      }
    }
  }

  @Test("an item that does not apply has no other row")
  func notApplicable() throws {
    let rows = try ChecklistTests.rows()
    for row in rows where row.kind == "none" {
      #expect(rows.count { $0.item == row.item } == 1, "\(row.item)")
    }
  }

  /// A case in a source file is written `PATH: NAME`.
  private func requireMention(_ row: Row, _ forms: (Substring) -> [String]) throws {
    let parts = row.shownBy.split(separator: ": ", maxSplits: 1)
    try #require(parts.count == 2, "\(row.shownBy)")
    let source = try Fixtures.text(String(parts[0]))
    #expect(forms(parts[1]).contains { source.contains($0) }, "\(row.shownBy)")
  }
}
