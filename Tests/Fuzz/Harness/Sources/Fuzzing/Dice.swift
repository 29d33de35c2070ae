internal import Gzip

/// Random choices from a seed: SplitMix64.
///
/// A mutator takes the seed that libFuzzer gives. A check that is too slow for every input is made
/// for a share of them, which the input itself decides, so that a find can be replayed.
public struct Dice {
  private var state: UInt64

  /// The same seed gives the same choices.
  public init(seed: UInt32) {
    state = UInt64(seed)
  }

  /// The same input gives the same choices.
  public init(for input: [UInt8]) {
    self.init(seed: CRC32.checksum(input))
  }

  /// A number below `count`, which is at least 1.
  public mutating func roll(_ count: Int) -> Int {
    Int(next() % UInt64(count))
  }

  /// A random element; `nil` where there is none.
  public mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[roll(elements.count)]
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
