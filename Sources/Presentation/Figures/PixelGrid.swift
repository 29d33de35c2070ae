/// A small picture as areas of few tones: a path for each tone, a row's equal neighbours in one piece.
///
/// That is a few kilobytes for 28 x 28 pixels, in plain SVG.
package struct PixelGrid: Hashable, Sendable {
  /// The number of pixels from top to bottom.
  package let rows: Int
  /// The number of pixels from left to right.
  package let columns: Int
  /// The tone of each pixel, row by row: 0 is the ground; negative ones are those below zero.
  let tones: [Int]
  private let isDiverging: Bool

  /// The steps from the ground to the full tone of a grey picture.
  private static let greySteps = 16
  /// The steps from zero to the full tone of either colour.
  private static let divergingSteps = 10

  /// A grey picture, `[rows, columns]` row by row, 0 white and 255 black: ink on paper.
  ///
  /// - Precondition: `pixels.count == rows * columns`.
  package init(ink pixels: some Collection<UInt8>, rows: Int, columns: Int) {
    precondition(
      pixels.count == rows * columns,
      "a picture [\(rows), \(columns)] cannot hold \(pixels.count) pixels")
    self.rows = rows
    self.columns = columns
    tones = pixels.map { (Int($0) * Self.greySteps + 127) / 255 }
    isDiverging = false
  }

  /// Numbers below zero in blue and above zero in red, those of the magnitude `largest` in full.
  ///
  /// What is not finite is drawn as zero.
  ///
  /// - Precondition: `values.count == rows * columns`.
  package init(diverging values: some Collection<Float>, rows: Int, columns: Int, largest: Float) {
    precondition(
      values.count == rows * columns,
      "a picture [\(rows), \(columns)] cannot hold \(values.count) numbers")
    self.rows = rows
    self.columns = columns
    tones = values.map { value in
      guard value.isFinite, largest > 0, largest.isFinite else { return 0 }
      let share = min(1, max(-1, Double(value) / Double(largest)))
      return Int((share * Double(Self.divergingSteps)).rounded())
    }
    isDiverging = true
  }

  /// The ground and a path for each tone that occurs, each pixel one unit wide and high.
  func content() -> [Markup] {
    var paths: [Int: String] = [:]
    for row in 0..<rows {
      var column = 0
      while column < columns {
        let tone = tones[row * columns + column]
        let start = column
        repeat { column += 1 } while column < columns && tones[row * columns + column] == tone
        if tone != 0 {
          paths[tone, default: ""] += "M\(start) \(row)h\(column - start)v1H\(start)z"
        }
      }
    }
    let ground = SVG.rectangle(
      x: 0, y: 0, width: Double(columns), height: Double(rows), fill: colour(0))
    return [ground]
      + paths.sorted { $0.key < $1.key }.map { tone, path in
        Markup("path", ["d": path, "fill": colour(tone).hexadecimal])
      }
  }

  private func colour(_ tone: Int) -> Colour {
    guard isDiverging else { return Colour(grey: UInt8(255 - 255 * tone / Self.greySteps)) }
    let position = abs(tone) * 255 / Self.divergingSteps
    return Colour.zero.mixed(with: tone < 0 ? .negative : .positive, position: position)
  }
}
