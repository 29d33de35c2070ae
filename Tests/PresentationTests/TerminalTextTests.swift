import Presentation
import Testing

@Suite struct TerminalTextTests {
  @Test(
    "what could act on a terminal is made visible",
    arguments: [
      ("seven", "seven"), ("Ärmel 7 あ", "Ärmel 7 あ"), ("\u{1B}[31mred", "\\u{1B}[31mred"),
      ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{0}\u{7F}", "\\u{0}\\u{7F}"), ("\u{9B}31m", "\\u{9B}31m"),
      ("\u{202E}gnp", "\\u{202E}gnp"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
      ("a\u{200B}b", "a\\u{200B}b"), ("\u{FEFF}", "\\u{FEFF}"), ("a\u{A0}b", "a\\u{A0}b"),
      ("\u{2028}", "\\u{2028}"), ("\u{E000}", "\\u{E000}"), ("\u{3164}", "\\u{3164}"),
      ("\\u{1B}", "\\\\u{1B}"), ("", ""),
    ])
  func escaped(text: String, expected: String) {
    #expect(TerminalText.escaped(text) == expected)
  }

  @Test("all 32 control characters of ASCII are escaped")
  func controls() {
    for value in UInt8(0)..<32 {
      let escaped = TerminalText.escaped(String(UnicodeScalar(value)))
      #expect(escaped.utf8.allSatisfy { $0 >= 32 && $0 < 127 })
    }
  }

  @Test("widths count columns, not bytes, and no styles")
  func width() {
    #expect(TerminalText.width(of: "abc") == 3)
    #expect(TerminalText.width(of: "äö…") == 3)
    #expect(TerminalText.width(of: "あい") == 4)
    #expect(TerminalText.width(of: "e\u{301}") == 1)
    #expect(TerminalText.width(of: "\u{1B}[1mab\u{1B}[0m") == 2)
  }

  @Test("long lines are cut with an ellipsis")
  func truncated() {
    #expect(TerminalText.truncated("seven", to: 5) == "seven")
    #expect(TerminalText.truncated("sevens", to: 5) == "seve…")
    #expect(TerminalText.truncated("sevens", to: 5, glyphs: .ascii) == "seve~")
    #expect(TerminalText.truncated("あいう", to: 4) == "あ…")
    #expect(TerminalText.truncated("seven", to: 1) == "…")
    #expect(TerminalText.truncated("seven", to: 0) == "")
  }

  @Test("short lines are filled on the side that the alignment says")
  func padded() {
    #expect(TerminalText.padded("ab", to: 5) == "ab   ")
    #expect(TerminalText.padded("ab", to: 5, alignment: .right) == "   ab")
    #expect(TerminalText.padded("ab", to: 5, alignment: .centre) == " ab  ")
    #expect(TerminalText.padded("abcdef", to: 5) == "abcdef")
  }
}
