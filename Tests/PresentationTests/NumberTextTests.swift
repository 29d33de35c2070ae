import Presentation
import Testing

@Suite struct NumberTextTests {
  @Test(
    "decimals are rounded as if the number were written out in full",
    arguments: [
      (0, 0, "0"), (0, 2, "0.00"), (1, 3, "1.000"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
      (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (3.5, 0, "4"), (0.05, 1, "0.1"),
      (1.005, 2, "1.00"), (2.675, 2, "2.67"), (1.115, 2, "1.11"), (0.045, 2, "0.04"),
      (0.995, 2, "0.99"), (0.999, 2, "1.00"), (9.9996, 3, "10.000"), (0.1, 15, "0.100000000000000"),
      (-1.25, 1, "-1.2"), (-0.001, 2, "0.00"), (-0.0, 1, "0.0"), (-0.006, 2, "-0.01"),
      (123456789.125, 2, "123456789.12"), (0x1p53, 1, "9007199254740992.0"),
      (0x1p62, 0, "4611686018427387904"), (1e20, 2, "1e+20"), (.leastNonzeroMagnitude, 3, "0.000"),
      (.nan, 1, "nan"), (.infinity, 1, "inf"), (-.infinity, 1, "-inf"),
    ] as [(Double, Int, String)])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(
    "thousands are parted by commas",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (60_000, "60,000"), (123_456, "123,456"),
      (1_234_567, "1,234,567"), (-1000, "-1,000"), (-100, "-100"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test("ratios become per cent")
  func percent() {
    #expect(NumberText.percent(0.9784) == "97.84 %")
    #expect(NumberText.percent(1) == "100.00 %")
    #expect(NumberText.percent(0.5, decimals: 0) == "50 %")
  }

  @Test(
    "lengths of time take the unit that suits them, and go over to the next before it is full",
    arguments: [
      (0, "0 s"), (0.000_83, "830 µs"), (0.000_999_6, "1 ms"), (0.412, "412 ms"),
      (0.9996, "1.0 s"), (1.24, "1.2 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
      (184, "3 min 04 s"), (3599.4, "59 min 59 s"), (3599.6, "1 h 00 min"), (7500, "2 h 05 min"),
      (86_399, "1 d 00 h"), (273_600, "3 d 04 h"), (-1, "unknown"), (.nan, "unknown"),
      (.infinity, "unknown"),
    ] as [(Double, String)])
  func duration(seconds: Double, text: String) {
    #expect(DurationText.text(seconds: seconds) == text)
  }

  @Test("a duration is written like its seconds")
  func durationValue() {
    #expect(DurationText.text(.milliseconds(1240)) == "1.2 s")
  }

  @Test(
    "sizes take binary units",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (812, "812 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"),
      (9626, "9.4 KiB"), (102_348, "99.9 KiB"), (102_399, "100 KiB"), (410_624, "401 KiB"),
      (1_048_575, "1.0 MiB"), (9_912_422, "9.5 MiB"), (Int.max, "8.0 EiB"), (-2048, "-2.0 KiB"),
    ])
  func byteCount(count: Int, text: String) {
    #expect(ByteCountText.text(count) == text)
  }

  @Test("digests are lower-case hexadecimal, whole or their beginning")
  func digest() {
    let bytes: [UInt8] = [0, 0x0A, 0xFF, 0x12, 0x34, 0x56, 0x78]
    #expect(DigestText.hexadecimal(bytes) == "000aff12345678")
    #expect(DigestText.short(bytes) == "000aff123456")
    #expect(DigestText.short([1], digits: 4) == "01")
  }
}
