import LinearAlgebra
import Presentation
import Testing

@Suite struct HalfBlockPictureTests {
  private static let full = TerminalStyle(depth: .full, glyphs: .unicode)
  private static let palette = TerminalStyle(depth: .palette, glyphs: .unicode)
  private static let ascii = TerminalStyle(depth: .plain, glyphs: .ascii)

  @Test("in colour the upper pixel is ink and the lower one paper")
  func colour() {
    let picture = HalfBlockPicture(grey: [0, 255, 128, 128], rows: 2, columns: 2)
    #expect(
      picture.lines(style: Self.full) == [
        "\u{1B}[38;2;0;0;0;48;2;128;128;128m▀"
          + "\u{1B}[38;2;255;255;255;48;2;128;128;128m▀\u{1B}[0m"
      ])
  }

  @Test("equal neighbours share a sequence, and an odd last row has no paper")
  func merging() {
    let picture = HalfBlockPicture(grey: [255, 255, 0], rows: 1, columns: 3)
    #expect(
      picture.lines(style: Self.palette) == [
        "\u{1B}[38;5;231;49m▀▀\u{1B}[38;5;16;49m▀\u{1B}[0m"
      ])
  }

  @Test("without colour a character is as dense as its two pixels")
  func shades() {
    let picture = HalfBlockPicture(
      grey: [0, 64, 128, 191, 255, 0, 64, 128, 191, 255], rows: 2, columns: 5)
    #expect(picture.lines(style: .plain) == [" ░▒▓█"])
    #expect(picture.lines(style: Self.ascii) == [" :+#@"])
    let tall = HalfBlockPicture(grey: [255, 255, 255], rows: 3, columns: 1)
    #expect(tall.lines(style: .plain) == ["█", "▒"])
  }

  @Test("signs are told apart, with colour and without")
  func diverging() {
    let matrix = Matrix(rows: 2, columns: 3, elements: [-2, 0, 2, -2, 0, 2])
    let picture = HalfBlockPicture(diverging: matrix)
    #expect(picture.lines(style: .plain) == ["% #"])
    #expect(
      picture.lines(style: Self.full) == [
        "\u{1B}[38;2;33;102;172;48;2;33;102;172m▀\u{1B}[38;2;247;247;247;48;2;247;247;247m▀"
          + "\u{1B}[38;2;178;24;43;48;2;178;24;43m▀\u{1B}[0m"
      ])
  }

  @Test("several matrices can be drawn on one scale, and what is not finite is drawn as zero")
  func scale() {
    let matrix = Matrix(rows: 2, columns: 3, elements: [1, .nan, 9, 1, .infinity, 9])
    #expect(HalfBlockPicture(diverging: matrix, largest: 3).lines(style: .plain) == ["+ #"])
    let zeros = HalfBlockPicture(diverging: Matrix(rows: 2, columns: 2))
    #expect(zeros.lines(style: .plain) == ["  "])
  }

  @Test("empty pictures have no lines")
  func empty() {
    #expect(HalfBlockPicture(grey: [], rows: 0, columns: 5).lines(style: Self.full) == [])
    #expect(HalfBlockPicture(grey: [], rows: 2, columns: 0).lines(style: Self.full) == [""])
  }

  @Test("pictures stand side by side as far as the width allows")
  func sheet() {
    var sheet = PictureSheet()
    let dark = HalfBlockPicture(grey: [UInt8](repeating: 255, count: 8), rows: 2, columns: 4)
    sheet.append(dark, caption: "7")
    sheet.append(dark, caption: "4 not 9")
    sheet.append(dark, caption: "1")
    #expect(
      sheet.lines(width: 11, style: .plain) == ["7     4 n…", "████  ████", "", "1", "████"])
    #expect(sheet.lines(width: 16, style: .plain) == ["7     4 n…  1", "████  ████  ████"])
    #expect(sheet.lines(width: 1, style: .plain).count == 8)
    #expect(PictureSheet().lines(width: 80, style: .plain) == [])
  }

  @Test("pictures of different heights keep their columns")
  func heights() {
    var sheet = PictureSheet()
    sheet.append(HalfBlockPicture(grey: [255, 255], rows: 2, columns: 1), caption: "")
    sheet.append(
      HalfBlockPicture(grey: [255, 255, 255, 255], rows: 4, columns: 1), caption: "b")
    #expect(sheet.lines(width: 9, style: .plain) == ["   b", "█  █", "   █"])
  }
}
