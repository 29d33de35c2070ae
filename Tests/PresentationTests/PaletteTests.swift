import Testing

@testable import Presentation

@Suite("Palette")
struct PaletteTests {
  @Test("text and lines can be told from what they stand on", arguments: [Palette.light, .dark])
  func contrast(palette: Palette) {
    for ground in [palette.paper, palette.raised] {
      for text in [palette.ink, palette.muted, palette.first] {
        #expect(ground.contrast(with: text) >= 4.5)
      }
    }
    #expect(palette.paper.contrast(with: palette.first) >= 3)
    #expect(palette.paper.contrast(with: palette.second) >= 3)
  }

  @Test("contrast is that of the guidelines")
  func known() {
    let (black, white) = (Colour(grey: 0), Colour(grey: 255))
    #expect(abs(black.contrast(with: white) - 21) < 1e-9)
    #expect(white.contrast(with: white) == 1)
    // The lightest grey that passes on white, and the one after it.
    #expect(white.contrast(with: Colour(grey: 0x76)) >= 4.5)
    #expect(white.contrast(with: Colour(grey: 0x77)) < 4.5)
    // Pure red on white, from tables of the guidelines' own checkers.
    #expect(abs(white.contrast(with: Colour(red: 255, green: 0, blue: 0)) - 3.998) < 1e-3)
  }

  @Test("numbers are readable on every shade of the matrix", arguments: [false, true])
  func shades(isMistake: Bool) {
    for level in 0...100 {
      let colour = ConfusionTable.colour(strength: Double(level) / 100, isMistake: isMistake)
      #expect(colour.contrast(with: colour.readableInk) >= 4.5)
    }
  }

  @Test("colours are written as style sheets write them")
  func hexadecimal() {
    #expect(Colour(red: 1, green: 171, blue: 0).hexadecimal == "#01ab00")
  }

  @Test("the sheets have a light, a dark and a printed form")
  func sheets() {
    for sheet in [StyleSheet.figure, .page] {
      #expect(sheet.source.contains("@media (prefers-color-scheme:dark)"))
      #expect(sheet.source.contains("@media print"))
      #expect(sheet.source.contains(Palette.dark.paper.hexadecimal))
      #expect(sheet.source.count { $0 == "{" } == sheet.source.count { $0 == "}" })
    }
  }
}
