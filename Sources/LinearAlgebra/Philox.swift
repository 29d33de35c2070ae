/// The counter-based random generator Philox4x32-10.
///
/// A block of four random words is a pure function of a key and a 128-bit counter, so any thread
/// can compute the randomness of any image without having computed that of the others.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
public struct Philox: Sendable, Hashable {
  /// What a stream of random numbers is used for; streams never overlap.
  public enum Stream: UInt32, Sendable, CaseIterable {
    /// Initial weights.
    case initialisation = 1
    /// The order of the images within an epoch.
    case shuffling = 2
    /// The choice of validation images and of folds.
    case splitting = 3
    /// Random changes to training images.
    case augmentation = 4
    /// Synthesised digits.
    case synthesis = 5
  }

  /// The name under which a model file records this generator.
  public static let name = "philox4x32-10"

  /// The seed: the generator's 64-bit key.
  public let seed: UInt64

  /// Creates the generator of a seed.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// The four random words at a position of a stream.
  ///
  /// - Parameters:
  ///   - stream: what the words are used for (counter word 3).
  ///   - epoch: a first coordinate, for example the epoch (counter word 2).
  ///   - index: a second coordinate, for example the image (counter words 0 and 1).
  public func words(stream: Stream, epoch: UInt32 = 0, index: UInt64) -> SIMD4<UInt32> {
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), epoch,
        stream.rawValue),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  /// Ten rounds of Philox4x32 on one counter.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let product0 = UInt64(c0) * 0xD251_1F53
      let product1 = UInt64(c2) * 0xCD9E_8D57
      c0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ c1 ^ k0
      c1 = UInt32(truncatingIfNeeded: product1)
      c2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ c3 ^ k1
      c3 = UInt32(truncatingIfNeeded: product0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }

  /// A word as a real number in `[0, 1)`: its upper 24 bits, so that every value is exact.
  public static func unit(_ word: UInt32) -> Float {
    Float(word >> 8) * 0x1p-24
  }

  /// Two words as an integer in `0..<bound` (multiply-shift; the bias is below `bound / 2^64`).
  ///
  /// - Precondition: `bound > 0`.
  public static func integer(_ high: UInt32, _ low: UInt32, below bound: Int) -> Int {
    precondition(bound > 0, "a random integer needs a bound above 0, found \(bound)")
    let word = UInt64(high) << 32 | UInt64(low)
    return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
