import Testing

@testable import Presentation

@Suite("Confusion matrix as a picture")
struct ConfusionFigureTests {
  private let table = ConfusionTable(
    counts: [[1_200, 0, 3], [1, 96, 3], [0, 0, 0]], labels: ["zero", "one", "<b>&"])

  @Test("a cell for each count, with its number and what it is")
  func cells() throws {
    let parsed = try ParsedElement.parse(table.figure(name: "confusion-matrix").document)
    let cells = parsed.all("rect").filter { $0.attributes["fill"] != nil }
    #expect(cells.count == 5)
    #expect(
      cells.map(\.allText) == [
        "zero taken for zero: 1,200", "zero taken for <b>&: 3", "one taken for zero: 1",
        "one taken for one: 96", "one taken for <b>&: 3",
      ])
    let texts = parsed.all("text").map(\.text)
    #expect(texts.count { $0 == "·" } == 4)
    #expect(texts.contains("1,200") && texts.count { $0 == "3" } == 2)
    // Each class names its row and its column.
    for label in ["zero", "one", "<b>&"] { #expect(texts.count { $0 == label } == 2) }
    #expect(texts.contains("actual") && texts.contains("predicted"))
  }

  @Test("the words tell the total and the most frequent mistakes")
  func words() throws {
    let parsed = try ParsedElement.parse(table.figure(name: "m").document)
    #expect(
      parsed.children[1].text
        == "1,296 of 1,303 images of 3 classes are on the diagonal. Most frequent mistakes: zero "
        + "taken for <b>&, 3; one taken for <b>&, 3; one taken for zero, 1.")
    let perfect = ConfusionTable(counts: [[2]], labels: ["a"]).figure(name: "m")
    #expect(perfect.description == "2 of 2 images of 1 classes are on the diagonal.")
  }

  @Test("right answers and mistakes have scales of their own")
  func strength() {
    let shares = ConfusionShares([[90, 10, 0], [0, 75, 25], [0, 0, 0]])
    #expect(shares.largestMistake == 0.25)
    #expect(shares.strength(1, 2) == 1)
    #expect(shares.strength(0, 1) == (0.4).squareRoot())
    #expect(shares.strength(0, 0) == (0.9).squareRoot())
    #expect(shares.strength(2, 2) == 0 && shares.strength(0, 2) == 0)
  }

  @Test("any number of classes is drawn within its picture", arguments: [1, 2, 26, 32, 33, 256])
  func classes(count: Int) throws {
    let counts = (0..<count).map { i in (0..<count).map { j in i == j || j == 0 ? 7 : 0 } }
    let figure = ConfusionTable(counts: counts, labels: (0..<count).map(String.init))
      .figure(name: "m")
    let parsed = try ParsedElement.parse(figure.document)
    let cells = parsed.all("rect").filter { $0.attributes["fill"] != nil }
    #expect(cells.count == 2 * count - 1)
    for cell in cells {
      #expect(try cell.number("x") + cell.number("width") <= Double(figure.width))
      #expect(try cell.number("y") + cell.number("height") <= Double(figure.height))
    }
    let numbers = parsed.all("text").map(\.text).filter { $0 == "7" }
    #expect(count > 32 ? numbers.isEmpty : numbers.count >= cells.count)
  }

  @Test("in characters, shades tell shares")
  func characters() throws {
    let table = ConfusionTable(counts: [[9, 0], [1, 1]], labels: ["a", "b"])
    #expect(
      table.plotLines(width: 40) == [
        "        predicted", "actual   a  b", "     a  ██ ·", "     b  ██ ▓▓",
        "░▒▓█  of the row: right up to 100 %,",
        "      a mistake up to 50.00 %",
      ])
    #expect(table.plotLines(width: 12) == nil)
    let ascii = try #require(
      table.plotLines(width: 40, style: TerminalStyle(depth: .plain, glyphs: .ascii)))
    #expect(ascii.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
    let coloured = try #require(
      table.plotLines(width: 40, style: TerminalStyle(depth: .palette, glyphs: .unicode)))
    #expect(coloured.joined().contains("\u{1B}[32m██") && coloured.joined().contains("\u{1B}[31m"))
  }

  @Test("ten digits fit into a narrow terminal")
  func narrow() throws {
    let counts = (0..<10).map { i in (0..<10).map { j in i == j ? 980 : 2 } }
    let table = ConfusionTable(counts: counts, labels: (0..<10).map(String.init))
    let lines = try #require(table.plotLines(width: 40))
    #expect(lines.count == 14 && lines.allSatisfy { $0.count <= 40 })
    let named = ConfusionTable(
      counts: counts, labels: (0..<10).map { "ankle boot \($0)" })
    for width in [43, 60, 80] {
      let lines = try #require(named.plotLines(width: width))
      #expect(lines.allSatisfy { $0.count <= width })
    }
    #expect(named.plotLines(width: 42) == nil)
  }
}
