import Presentation
import Testing

@Suite struct BarTests {
  @Test(
    "a bar is its share of the width, to an eighth of a column",
    arguments: [
      (0, ""), (0.001, "▏"), (0.25, "█"), (0.5, "██"), (0.53125, "██▏"), (0.97, "███▉"),
      (1, "████"), (7, "████"), (-1, ""), (.nan, ""),
    ] as [(Double, String)])
  func bar(share: Double, text: String) {
    #expect(Bar.text(share, width: 4) == text)
  }

  @Test("in ASCII a bar has whole columns")
  func asciiBar() {
    #expect(Bar.text(0.5, width: 4, glyphs: .ascii) == "##")
    #expect(Bar.text(0.01, width: 4, glyphs: .ascii) == "#")
    #expect(Bar.text(0, width: 4, glyphs: .ascii) == "")
  }

  @Test("a gauge is full only when all is done")
  func gauge() {
    #expect(Bar.gauge(0, width: 4) == "░░░░")
    #expect(Bar.gauge(0.6, width: 4) == "██░░")
    #expect(Bar.gauge(0.999, width: 4, glyphs: .ascii) == "###.")
    #expect(Bar.gauge(1, width: 4) == "████")
    #expect(Bar.gauge(0.5, width: 0) == "")
  }
}
