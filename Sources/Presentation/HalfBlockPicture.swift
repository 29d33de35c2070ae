package import LinearAlgebra

/// A small picture drawn with characters, each of which covers two pixels, one above the other.
///
/// With colours, the upper half block `▀` has the upper pixel as ink and the lower one as paper.
/// Without, a character's density shows the mean of its two pixels.
package struct HalfBlockPicture: Hashable, Sendable {
  /// The number of pixels from top to bottom.
  package let rows: Int
  /// The number of pixels, and of characters, from left to right.
  package let columns: Int
  /// The pixels row by row: 0...255 of a grey picture, -255...255 of a diverging one.
  private let tones: [Int]
  private let isDiverging: Bool

  /// Takes a grey picture, `[rows, columns]` row by row, 255 the brightest.
  ///
  /// - Precondition: `pixels.count == rows * columns`.
  package init(grey pixels: some Collection<UInt8>, rows: Int, columns: Int) {
    precondition(
      rows >= 0 && columns >= 0 && pixels.count == rows * columns,
      "a picture [\(rows), \(columns)] cannot hold \(pixels.count) pixels")
    self.rows = rows
    self.columns = columns
    tones = pixels.map(Int.init)
    isDiverging = false
  }

  /// Draws numbers below zero blue and above zero red, the largest magnitude at full strength.
  ///
  /// What is not finite is drawn as zero.
  ///
  /// - Parameter largest: the magnitude at full strength, for several pictures on one scale; the
  ///   matrix's own if `nil`.
  package init(diverging matrix: Matrix, largest: Float? = nil) {
    rows = matrix.rows
    columns = matrix.columns
    let finite = matrix.elements.lazy.filter(\.isFinite)
    let scale = Double(largest ?? finite.map(\.magnitude).max() ?? 0)
    tones = matrix.elements.map { value in
      guard value.isFinite, scale > 0, scale.isFinite else { return 0 }
      return Int((min(1, max(-1, Double(value) / scale)) * 255).rounded())
    }
    isDiverging = true
  }

  /// The lines of the picture, `(rows + 1) / 2` of them, each of `columns` columns.
  package func lines(style: TerminalStyle) -> [String] {
    stride(from: 0, to: rows, by: 2).map { i in
      style.depth == .plain || style.glyphs == .ascii
        ? shades(row: i, glyphs: style.glyphs) : halfBlocks(row: i, style: style)
    }
  }

  private func halfBlocks(row i: Int, style: TerminalStyle) -> String {
    var line = ""
    var current = ""
    for j in 0..<columns {
      let sequence = style.sequence(
        ink: colour(tones[i * columns + j]),
        paper: i + 1 < rows ? colour(tones[(i + 1) * columns + j]) : nil)
      if sequence != current { line += sequence }
      current = sequence
      line += "▀"
    }
    return columns > 0 ? line + "\u{1B}[0m" : line
  }

  private func shades(row i: Int, glyphs: Glyphs) -> String {
    String(
      (0..<columns).map { j in
        let upper = tones[i * columns + j]
        let lower = i + 1 < rows ? tones[(i + 1) * columns + j] : 0
        return character(tone: (upper + lower) / 2, glyphs: glyphs)
      })
  }

  private func character(tone: Int, glyphs: Glyphs) -> Character {
    let ramp =
      switch (isDiverging, glyphs) {
      case (true, _): tone < 0 ? Self.negativeRamp : Self.positiveRamp
      case (false, .unicode): Self.shadeRamp
      case (false, .ascii): Self.asciiRamp
      }
    return ramp[(abs(tone) * (ramp.count - 1) + 127) / 255]
  }

  private func colour(_ tone: Int) -> Colour {
    guard isDiverging else { return Colour(grey: UInt8(tone)) }
    return Colour.zero.mixed(with: tone < 0 ? .negative : .positive, position: abs(tone))
  }

  private static let shadeRamp: [Character] = [" ", "░", "▒", "▓", "█"]
  private static let asciiRamp = Array<Character>(" .:-=+*#%@")
  private static let negativeRamp = Array<Character>(" -=%")
  private static let positiveRamp = Array<Character>(" +*#")
}
