import LinearAlgebra
import Testing

@Suite("Philox, permutations")
struct PermutationTests {
  /// The shuffle as `formats/model-file.md`, A.5, words it: every partner drawn on its own, with the
  /// 128-bit product written out.
  private func reference(
    _ elements: [Int32], seed: UInt64, stream: UInt32, epoch: UInt32
  ) -> [Int32] {
    var order = elements
    for i in (1..<max(1, elements.count)).reversed() {
      let block = Philox.block(
        counter: SIMD4(UInt32(i / 2), 0, epoch, stream),
        key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
      let (upper, lower) = i.isMultiple(of: 2) ? (block[0], block[1]) : (block[2], block[3])
      let product = UInt128(UInt64(upper) << 32 | UInt64(lower)) * UInt128(i + 1)
      order.swapAt(i, Int(product >> 64))
    }
    return order
  }

  @Test(
    "the shuffle is the documented one at every length",
    arguments: Array(0...20) + [63, 64, 65, 1_000, 1_001])
  func documented(count: Int) {
    let elements = (0..<Int32(count)).map { $0 * 3 + 1 }
    for seed in [0, 1, 0xDEAD_BEEF_1234_5678] as [UInt64] {
      for (stream, number) in [(Philox.Stream.shuffling, 2), (.splitting, 3)]
        as [(Philox.Stream, UInt32)]
      {
        for epoch in [0, 7] as [UInt32] {
          let found = Philox(seed: seed).permutation(of: elements, stream: stream, epoch: epoch)
          #expect(found == reference(elements, seed: seed, stream: number, epoch: epoch))
        }
      }
    }
  }

  @Test("the streams have the documented numbers, all different")
  func streams() {
    #expect(Philox.Stream.allCases.map(\.rawValue) == [1, 2, 3, 4, 5])
    #expect(Philox.Stream.initialisation.rawValue == 1 && Philox.Stream.shuffling.rawValue == 2)
    #expect(Philox.Stream.splitting.rawValue == 3 && Philox.Stream.augmentation.rawValue == 4)
    #expect(Philox.Stream.synthesis.rawValue == 5)
  }

  /// Computed by a program in another language from A.5 and A.7.
  @Test("the first images of an epoch are the published ones")
  func published() {
    let order = Philox(seed: 1).permutation(
      of: Array(0..<60_000), stream: .shuffling, epoch: 0)
    #expect(order.prefix(4) == [59954, 43550, 44848, 11928])
    let second = Philox(seed: 1).permutation(
      of: Array(0..<60_000), stream: .shuffling, epoch: 1)
    #expect(second.prefix(4) == [38035, 19726, 17548, 9644])
  }
}
