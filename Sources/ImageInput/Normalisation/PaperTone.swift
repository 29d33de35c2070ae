/// What the border of an image says about the paper.
///
/// The border is a frame along all four sides, a twentieth of the shorter side wide and at least
/// one pixel. Unless the picture is cut right through the digit, more than half of it is paper, and
/// the rest does not change a median.
public struct PaperTone: Sendable, Hashable {
  /// The paper's grey: the median of the border, the lower of two.
  public let level: UInt8
  /// The paper's unrest: nine tenths of the border depart from `level` by no more.
  public let noise: UInt8

  /// Measures the border of an image.
  public init(borderOf image: GreyImage) {
    let frame = max(1, min(image.width, image.height) / 20)
    var border = ToneCounts()
    for y in 0..<image.height {
      let row = image.pixels[y * image.width..<(y + 1) * image.width]
      if y < frame || y >= image.height - frame || image.width <= 2 * frame {
        border.add(row)
      } else {
        border.add(row.prefix(frame))
        border.add(row.suffix(frame))
      }
    }
    level = border.quantile(tenths: 5)
    var departures = ToneCounts()
    for (tone, count) in border.counts.enumerated() {
      departures.add(tone: abs(tone - Int(level)), count: count)
    }
    noise = departures.quantile(tenths: 9)
  }
}
