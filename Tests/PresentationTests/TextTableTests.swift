import Presentation
import Testing

@Suite struct TextTableTests {
  @Test("columns are as wide as their widest cell and lines end without blanks")
  func lines() {
    var table = TextTable([.init("layer"), .init("parameters", .right), .init("activation")])
    table.append(["0", "100,480", "relu"])
    table.append(["output", "1,290", ""])
    #expect(
      table.lines() == [
        "layer   parameters  activation",
        "──────────────────────────────",
        "0          100,480  relu",
        "output       1,290",
      ])
  }

  @Test("wide characters and styled cells stay aligned")
  func widths() {
    let style = TerminalStyle(depth: .palette, glyphs: .ascii)
    var table = TextTable([.init("a"), .init("b", .right)])
    table.append(["あ", style.emphasised("1", .bold)])
    table.append(["xyz", "22"])
    #expect(
      table.lines(style: style) == [
        "\u{1B}[1ma     b\u{1B}[0m", "\u{1B}[2m-------\u{1B}[0m",
        "あ    \u{1B}[1m1\u{1B}[0m", "xyz  22",
      ])
  }

  @Test("without headings there is no rule")
  func withoutHeadings() {
    var table = TextTable([.init(""), .init("")])
    table.append(["format", "1.0"])
    table.append(["size", "401 KiB"])
    #expect(table.lines() == ["format  1.0", "size    401 KiB"])
    #expect(TextTable([.init("")]).lines() == [])
  }
}
