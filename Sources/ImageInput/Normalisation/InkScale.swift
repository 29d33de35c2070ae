/// The step from grey levels to ink: 0 for paper, 255 for full ink, noise removed.
///
/// A pixel's departure from the paper, in the direction of the polarity, is its ink. Strong ink is
/// what departs more than half as far as the farthest pixel; the median of strong ink counts as
/// full, 255. So pencil becomes as black as the black-and-white scans that MNIST was made of, and a
/// few specks do not matter. In between ink is linear, which keeps the grey of soft edges. What is
/// not above the noise floor is paper.
public struct InkScale: Sendable, Hashable {
  /// The least departure, of 255, that is called ink at all.
  public static let leastContrast = 16

  /// The ink of each grey level, `[256]`.
  public let ink: [UInt8]
  /// Ink of at most this has become paper.
  public let noiseFloor: UInt8

  /// Measures an image.
  ///
  /// - Parameters:
  ///   - image: the image, with a border of paper.
  ///   - polarity: whether ink is darker or lighter than paper.
  ///   - noiseFloor: ink of at most this becomes paper. If `nil`, twice the unrest of the border,
  ///     within 16 and 127: a sixteenth to a half of full ink.
  /// - Throws: ``NormalisationError/blank(contrast:least:)`` where no pixel departs from the paper
  ///   by ``leastContrast``; ``NormalisationError/belowNoiseFloor(_:)`` where the caller's floor
  ///   leaves nothing.
  public init(
    _ image: GreyImage, polarity: InkPolarity, noiseFloor: UInt8? = nil
  ) throws(NormalisationError) {
    let paper = PaperTone(borderOf: image)
    let sign = polarity == .lightOnDark ? 1 : -1
    let departures = (0..<256).map { max(0, sign * ($0 - Int(paper.level))) }

    var tones = ToneCounts()
    for (tone, count) in ToneCounts(image.pixels).counts.enumerated() {
      tones.add(tone: departures[tone], count: count)
    }
    let farthest = tones.counts.lastIndex { $0 > 0 } ?? 0
    guard farthest >= InkScale.leastContrast else {
      throw .blank(contrast: farthest, least: InkScale.leastContrast)
    }
    var strong = ToneCounts()
    for tone in farthest / 2 + 1...farthest { strong.add(tone: tone, count: tones.counts[tone]) }
    let full = Int(strong.quantile(tenths: 5))

    let unrest = 2 * Int(paper.noise) * 255 / full
    let floor = noiseFloor ?? UInt8(min(127, max(16, unrest)))
    // The farthest departure is full ink: only a floor of 255 removes it.
    guard floor < 255 else { throw .belowNoiseFloor(floor) }
    ink = departures.map { departure in
      let ink = UInt8(min(255, (255 * departure + full / 2) / full))
      return ink > floor ? ink : 0
    }
    self.noiseFloor = floor
  }

  /// The image in ink: 0 for paper, 255 for full ink.
  ///
  /// The image that was measured has at least one pixel of full ink.
  public func callAsFunction(_ image: GreyImage) -> GreyImage {
    GreyImage(
      width: image.width, height: image.height, pixels: image.pixels.map { ink[Int($0)] })
  }
}
