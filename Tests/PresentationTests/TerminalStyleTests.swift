import Presentation
import Testing

@Suite struct TerminalStyleTests {
  private static let colourful = ["TERM": "xterm-256color", "LANG": "de_DE.UTF-8"]

  @Test(
    "colours need a terminal that has them and a user who wants them",
    arguments: [
      ([:], true, .palette), ([:], false, .plain), (["NO_COLOR": "1"], true, .plain),
      (["NO_COLOR": ""], true, .palette), (["TERM": "dumb"], true, .plain),
      (["TERM": ""], true, .plain), (["COLORTERM": "truecolor"], true, .full),
      (["COLORTERM": "24bit"], true, .full), (["COLORTERM": "yes"], true, .palette),
      (["COLORTERM": "truecolor", "NO_COLOR": "0"], true, .plain),
    ] as [([String: String], Bool, TerminalStyle.Depth)])
  func depth(changes: [String: String], isTerminal: Bool, depth: TerminalStyle.Depth) {
    let variables = Self.colourful.merging(changes) { $1 }
    let style = TerminalStyle(isTerminal: isTerminal) { variables[$0] }
    #expect(style.depth == depth)
  }

  @Test(
    "the locale decides between block elements and ASCII",
    arguments: [
      ([:], .unicode), (["LANG": "en_US.utf8"], .unicode), (["LANG": "C"], .ascii),
      (["LANG": "C", "LC_ALL": "C.UTF-8"], .unicode), (["LC_CTYPE": "de_DE.ISO-8859-1"], .ascii),
    ] as [([String: String], Glyphs)])
  func glyphs(variables: [String: String], glyphs: Glyphs) {
    #expect(TerminalStyle(isTerminal: true) { variables[$0] }.glyphs == glyphs)
  }

  @Test("emphasis is set and ended, and never used where it may not be")
  func emphasis() {
    let style = TerminalStyle(depth: .palette, glyphs: .unicode)
    #expect(style.emphasised("x", .bold) == "\u{1B}[1mx\u{1B}[0m")
    #expect(style.emphasised("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    #expect(style.emphasised("", .dim) == "")
    #expect(TerminalStyle.plain.emphasised("x", .bold) == "x")
  }
}
