import Foundation
import ModelExchange
import Testing

/// The document and the code name the same errors.
@Suite("The exchange document")
struct DocumentTests {
  private static let document = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "formats/exchange.md")

  /// The words between backticks in the last column of tables of errors.
  private static func documented() throws -> Set<String> {
    var names: Set<String> = []
    var isErrors = false
    for line in try String(contentsOf: document, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      guard line.hasPrefix("|") else {
        isErrors = false
        continue
      }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if cells == ["Refused", "Error"] || cells == ["code", "when"] {
        isErrors = true
      } else if isErrors, let cell = cells.first(where: { $0.hasPrefix("`") }) {
        let words = (cells.last?.hasPrefix("`") == true ? cells.last : cell) ?? cell
        names.formUnion(
          words.split(separator: "`").map(String.init).filter { word in
            ModelExchangeError.Code(rawValue: word) != nil || word.allSatisfy(\.isLetter)
          })
      }
    }
    return names
  }

  @Test("every error has a place in the document")
  func complete() throws {
    let text = try String(contentsOf: Self.document, encoding: .utf8)
    let missing = ModelExchangeError.Code.allCases.filter { !text.contains("`\($0.rawValue)`") }
    #expect(missing.isEmpty)
  }

  @Test("every error that the document lists exists")
  func existing() throws {
    let names = try Self.documented()
    #expect(names.count > 60)
    #expect(names.filter { ModelExchangeError.Code(rawValue: $0) == nil }.sorted() == [])
  }
}
