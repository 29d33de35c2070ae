/// How samples of any depth, colour and opacity become one grey byte, in integers throughout.
///
/// Grey is the luma of Recommendation ITU-R BT.601-7, section 2.5.1: 0.299 red + 0.587 green +
/// 0.114 blue of the samples as they are stored. BT.601 and not BT.709 because it is what digits are
/// turned to grey with elsewhere (Pillow's `L`, OpenCV, libjpeg), so a picture gives the same digit.
///
/// Every step works on the scale of 0...65535, rounds to the nearest, and is exact for what needs
/// no rounding: a grey byte comes out as it went in.
enum Luminance {
  /// The largest value of the inner scale.
  static let full = 65_535

  /// A sample on the inner scale.
  ///
  /// - Parameter maximum: the sample's largest value, within `1...65535`.
  @inline(__always)
  static func widened(_ sample: Int, maximum: Int) -> Int {
    (sample * full + maximum / 2) / maximum
  }

  /// The luma of a colour; equal components give that component.
  @inline(__always)
  static func grey(red: Int, green: Int, blue: Int) -> Int {
    (299 * red + 587 * green + 114 * blue + 500) / 1_000
  }

  /// A grey laid over a background, mixed by its opacity (PNG specification, section 13.16).
  @inline(__always)
  static func composed(_ grey: Int, alpha: Int, over background: Int) -> Int {
    (alpha * grey + (full - alpha) * background + full / 2) / full
  }

  /// A value of the inner scale as a byte.
  @inline(__always)
  static func byte(_ value: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (value * 255 + full / 2) / full)
  }
}
