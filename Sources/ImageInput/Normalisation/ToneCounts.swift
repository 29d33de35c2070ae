/// How many pixels have each of the 256 tones.
struct ToneCounts {
  /// The number of pixels of each tone, `[256]`.
  private(set) var counts = [Int](repeating: 0, count: 256)
  /// The number of all pixels.
  private var total = 0

  /// Counts nothing yet.
  init() {}

  /// Counts all of `pixels`.
  init(_ pixels: [UInt8]) {
    add(pixels[...])
  }

  /// Counts more pixels.
  mutating func add(_ pixels: ArraySlice<UInt8>) {
    for pixel in pixels { counts[Int(pixel)] += 1 }
    total += pixels.count
  }

  /// Counts `count` more pixels of one tone.
  mutating func add(tone: Int, count: Int) {
    counts[tone] += count
    total += count
  }

  /// The smallest tone that at least `tenths` tenths of the pixels do not exceed.
  func quantile(tenths: Int) -> UInt8 {
    var below = 0
    for (tone, count) in zip(UInt8.min...UInt8.max, counts) {
      below += count
      if 10 * below >= tenths * total { return tone }
    }
    return .max
  }
}
