import LinearAlgebra
import Testing

@Suite("Philox")
struct PhiloxTests {
  // Source: the file kat_vectors of Random123, lines "philox4x32 10".
  @Test(
    "the known answers of the reference implementation are met",
    arguments: [
      (
        [0, 0, 0, 0], [0, 0],
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func knownAnswers(_ counter: [UInt32], _ key: [UInt32], _ expected: [UInt32]) {
    let block = Philox.block(counter: SIMD4(counter), key: SIMD2(key))
    #expect(block == SIMD4(expected))
  }

  @Test("seed, stream, epoch and index each have their place in key and counter")
  func words() {
    let philox = Philox(seed: 0x299f_31d0_a409_3822)
    let words = philox.words(stream: .splitting, epoch: 7, index: 0x85a3_08d3_243f_6a88)
    #expect(
      words
        == Philox.block(
          counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 7, Philox.Stream.splitting.rawValue),
          key: SIMD2(0xa409_3822, 0x299f_31d0)))
  }

  @Test("unit numbers lie in 0..<1, and integers below their bound")
  func ranges() {
    #expect(Philox.unit(0) == 0)
    #expect(Philox.unit(.max) == 1 - 0x1p-24)
    #expect(Philox.integer(.max, .max, below: 10) == 9)
    #expect(Philox.integer(0, .max, below: 10) == 0)
    #expect(Philox.integer(0x8000_0000, 0, below: 10) == 5)
    #expect(Philox.integer(.max, .max, below: .max) == .max - 1)
  }
}
