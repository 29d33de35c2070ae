/// Damaged copies of a file, the same ones for the same seed.
struct SeededMutations {
  private let bytes: [UInt8]
  private var state: UInt64

  /// Starts a series.
  init(of bytes: [UInt8], seed: UInt64) {
    self.bytes = bytes
    state = seed
  }

  /// A copy with one to four bytes changed, and sometimes a piece cut out or doubled.
  mutating func next() -> [UInt8] {
    var copy = bytes
    for _ in 0..<1 + below(4) {
      let values: [UInt8] = [0x00, 0x01, 0x7F, 0x80, 0xFF, UInt8(below(256))]
      copy[below(copy.count)] = values[below(values.count)]
    }
    let start = below(copy.count)
    let end = min(copy.count, start + 1 + below(16))
    switch below(8) {
    case 0: copy.removeSubrange(start..<end)
    case 1: copy.insert(contentsOf: copy[start..<end], at: start)
    default: break
    }
    return copy
  }

  /// A number by SplitMix64 (Steele, Lea and Flood, 2014).
  private mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }
}
