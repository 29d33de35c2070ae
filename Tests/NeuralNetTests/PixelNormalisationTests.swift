import NeuralNet
import Testing

@Suite("PixelNormalisation")
struct PixelNormalisationTests {
  /// Ordinary settings, then those found by a search in which an exact quotient lies within
  /// 2^-54 of the midpoint of two Float32 values: with mean 0 the Float64 quotient falls on the
  /// midpoint, and a mean below the last bit of `p` moves the exact quotient to its other side.
  static let settings: [(mean: Float, standardDeviation: Float)] = [
    (0, 1), (0.1307, 0.3081), (0.2860, 0.3530), (0.5, 0.5), (-0.25, 2), (1, 0.01),
    (0, 0x1.0c97e4p-3), (-0x1.8p-55, 0x1.0c97e4p-3), (0, 0x1.e1e1e2p-3),
    (0x1.8p-64, 0x1.e1e1e2p-3), (0, 0x1.94e6fap-3), (-0x1.8p-57, 0x1.346c86p-3),
  ]

  @Test("all 256 values are the nearest to the exact quotient, ties to even", arguments: settings)
  func correctlyRounded(mean: Float, standardDeviation: Float) throws {
    let normalisation = try #require(
      PixelNormalisation(mean: mean, standardDeviation: standardDeviation))
    #expect(normalisation.values.count == 256)
    for (pixel, value) in normalisation.values.enumerated() {
      #expect(
        isNearest(value, pixel: pixel, mean: mean, standardDeviation: standardDeviation),
        "pixel \(pixel) gave \(value)")
    }
  }

  @Test("the scale of a pixel is the nearest to the exact quotient", arguments: settings)
  func pixelScale(mean: Float, standardDeviation: Float) throws {
    let normalisation = try #require(
      PixelNormalisation(mean: mean, standardDeviation: standardDeviation))
    // 1 / (255 * standard deviation) is the input of pixel 1 without a mean.
    #expect(
      isNearest(
        normalisation.pixelScale, pixel: 1, mean: 0, standardDeviation: standardDeviation))
  }

  /// The quotient falls below 2^-126 at 2^126 / 255, and one number later it still rounds to it.
  @Test("the scale of a pixel is normal up to its last deviation")
  func pixelScaleRange() throws {
    let scales = try [Float.leastNormalMagnitude, 0x1.010102p118, 0x1.010104p118].map {
      try #require(PixelNormalisation(mean: 0, standardDeviation: $0)).pixelScale
    }
    #expect(scales.map(\.isNormal) == [true, true, false])
  }

  /// Rounding `p - 255 * mean` on its own would give `0x1.e42ab6p+2`.
  @Test("a mean below the last bit of the pixel decides, as in the document's example")
  func documentedExample() throws {
    let normalisation = try #require(
      PixelNormalisation(mean: -0x1.8p-55, standardDeviation: 0x1.0c97e4p-3))
    #expect(normalisation.values[253] == 0x1.e42ab8p+2)
  }

  @Test("no value is a negative zero")
  func noNegativeZero() throws {
    let byMean = try #require(PixelNormalisation(mean: 1, standardDeviation: 1))
    let byUnderflow = try #require(
      PixelNormalisation(mean: 0x1p-140, standardDeviation: .greatestFiniteMagnitude))
    let byNegativeZero = try #require(PixelNormalisation(mean: -0.0, standardDeviation: 1))
    for normalisation in [byMean, byUnderflow, byNegativeZero] {
      #expect(normalisation.values.allSatisfy { $0 != 0 || $0.sign == .plus })
    }
    #expect(byMean.values[255] == 0)
    #expect(byUnderflow.values[0] == 0)
    #expect(byNegativeZero == .unit)
    #expect(byNegativeZero.mean.sign == .plus)
  }

  @Test("the default is the pixel divided by 255, and the background is zero")
  func unit() {
    #expect(PixelNormalisation.unit.values == (0...255).map { Float($0) / 255 })
    #expect(PixelNormalisation.unit.values[0].bitPattern == 0)
    #expect(PixelNormalisation.unit.values[255] == 1)
  }

  @Test(
    "numbers that make no table are refused",
    arguments: [
      (.nan, 1), (.infinity, 1), (-.infinity, 1), (0, .nan), (0, .infinity), (0, 0), (0, -0.0),
      (0, -1), (0, .leastNonzeroMagnitude), (0, Float.leastNormalMagnitude / 2),
      (.greatestFiniteMagnitude, 0.5), (10, .leastNormalMagnitude),
    ] as [(Float, Float)])
  func illegal(mean: Float, standardDeviation: Float) {
    #expect(PixelNormalisation(mean: mean, standardDeviation: standardDeviation) == nil)
  }

  /// Whether the exact quotient `n / d` lies between the midpoints around `value`, in integers.
  ///
  /// All numbers are integers times a power of two: `n` is compared with `midpoint * d`, both in
  /// units of 2^-116.
  private func isNearest(
    _ value: Float, pixel: Int, mean: Float, standardDeviation: Float
  ) -> Bool {
    let n = Int128(pixel) << 116 - 255 * fixedPoint(Double(mean), fractionBits: 116)
    let divisorBits = 23 - Int(standardDeviation.exponent)
    let d = 255 * fixedPoint(Double(standardDeviation), fractionBits: divisorBits)
    if n == 0 { return value.bitPattern == 0 }
    let below = (Double(value) + Double(value.nextDown)) / 2
    let above = (Double(value) + Double(value.nextUp)) / 2
    let lower = fixedPoint(below, fractionBits: 116 - divisorBits) * d
    let upper = fixedPoint(above, fractionBits: 116 - divisorBits) * d
    let isEven = value.significandBitPattern.isMultiple(of: 2)
    return isEven ? lower <= n && n <= upper : lower < n && n < upper
  }

  /// `x * 2^fractionBits`, which must be an integer.
  private func fixedPoint(_ x: Double, fractionBits: Int) -> Int128 {
    guard x != 0 else { return 0 }
    let significand = Int128(x.significand * 0x1p52)
    let shift = Int(x.exponent) - 52 + fractionBits
    let result = shift >= 0 ? significand << shift : significand >> -shift
    precondition(shift >= 0 || result << -shift == significand, "\(x) needs more fraction bits")
    return x.sign == .minus ? -result : result
  }
}
