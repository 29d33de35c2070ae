internal import LinearAlgebra

/// The random numbers of one synthesised image, drawn one after the other.
///
/// All of them are functions of the seed, the domain (which digit is drawn, or the order of the
/// labels) and the index; nothing is shared between images.
struct SynthesisDraws {
  /// What the draws of an index decide: a picture of each of the ten digits, or the label order.
  enum Domain {
    case image(label: UInt8)
    case labelOrder

    /// The upper half of the generator's epoch word; the lower half counts blocks.
    var code: UInt32 {
      switch self {
      case .image(let label): UInt32(label)
      case .labelOrder: 0xFFFF
      }
    }
  }

  private let generator: Philox
  private let index: UInt64
  private var nextBlock: UInt32
  private var block = SIMD4<UInt32>()
  private var lane = 4

  init(seed: UInt64, domain: Domain, index: UInt64) {
    self.generator = Philox(seed: seed)
    self.index = index
    self.nextBlock = domain.code << 16
  }

  /// The next random word.
  mutating func word() -> UInt32 {
    if lane == 4 {
      block = generator.words(stream: .synthesis, epoch: nextBlock, index: index)
      nextBlock += 1
      lane = 0
    }
    defer { lane += 1 }
    return block[lane]
  }

  /// A number spread evenly over a range.
  mutating func uniform(_ range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Philox.unit(word())
  }

  /// A bell-shaped number of mean 0 and the given standard deviation, within 3.46 of them.
  ///
  /// The sum of a word's four bytes: by the central limit theorem close to a normal number, and
  /// without the logarithm and cosine that differ between machines. A byte has variance
  /// `(256^2 - 1) / 12`, so four have a standard deviation of 147.80.
  mutating func bell(_ standardDeviation: Float) -> Float {
    let bits = word()
    let sum = (bits & 0xFF) + (bits >> 8 & 0xFF) + (bits >> 16 & 0xFF) + (bits >> 24)
    return (Float(sum) - 510) * (standardDeviation / 147.80)
  }

  /// An index chosen with a probability in proportion to its weight.
  ///
  /// - Precondition: there is a weight, and none is negative.
  mutating func choice(weights: [Float]) -> Int {
    var remaining = uniform(0...1) * weights.reduce(0, +)
    for (i, weight) in weights.enumerated().dropLast() {
      if remaining < weight { return i }
      remaining -= weight
    }
    return weights.count - 1
  }

  /// An integer in `0..<bound`.
  mutating func integer(below bound: Int) -> Int {
    Philox.integer(word(), word(), below: bound)
  }
}
