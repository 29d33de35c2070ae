import Presentation
import Testing

@Suite struct ConfusionTableTests {
  private static let table = ConfusionTable(
    counts: [[1000, 0, 2], [3, 5, 0], [0, 0, 0]], labels: ["0", "one", "\u{1B}2"])

  @Test("the matrix has a row for each actual class and dots for zeros")
  func matrix() {
    #expect(
      Self.table.matrixLines() == [
        " actual      0  one  \\u{1B}2",
        "────────────────────────────",
        "      0  1,000    ·        2",
        "    one      3    5        ·",
        "\\u{1B}2      ·    ·        ·",
      ])
  }

  @Test("each class has its precision, recall, F1 and number of images")
  func classes() {
    #expect(
      Self.table.classLines() == [
        "  class  precision   recall       F1  images",
        "────────────────────────────────────────────",
        "      0    99.70 %  99.80 %  99.75 %   1,002",
        "    one   100.00 %  62.50 %  76.92 %       8",
        "\\u{1B}2     0.00 %        -   0.00 %       0",
      ])
  }

  @Test("mistakes come by their number, then by class")
  func mistakes() {
    let mistakes = Self.table.mistakes(atMost: 9)
    #expect(mistakes.map(\.count) == [3, 2])
    #expect(mistakes.map(\.actual) == [1, 0])
    #expect(mistakes.map(\.predicted) == [0, 2])
    #expect(Self.table.mistakes(atMost: 1).count == 1)
    let even = ConfusionTable(
      counts: [[0, 1, 1], [1, 0, 1], [1, 1, 0]], labels: ["a", "b", "c"])
    #expect(
      even.mistakes(atMost: 9).map { [$0.actual, $0.predicted] }
        == [[0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1]])
  }

  @Test("mistakes are told in words")
  func mistakeLines() {
    #expect(
      Self.table.mistakeLines(atMost: 1) == [
        "actual  taken for  images", "─────────────────────────", "   one  0               3",
      ])
  }
}
