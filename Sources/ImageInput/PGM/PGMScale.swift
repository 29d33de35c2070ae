/// Spreads samples of 0 to a file's largest value over 0...255, to the nearest byte.
struct PGMScale {
  private let maximum: Int

  /// - Precondition: `maximum` is within `1...65535`.
  init(maximum: Int) {
    precondition((1...65_535).contains(maximum), "a sample's maximum cannot be \(maximum)")
    self.maximum = maximum
  }

  /// The byte for a sample of at most `maximum`.
  func byte(_ sample: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (255 * sample + maximum / 2) / maximum)
  }
}
