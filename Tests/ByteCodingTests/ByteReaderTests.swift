import ByteCoding
import Testing

@Suite("ByteReader")
struct ByteReaderTests {
  /// Sixteen bytes, each its offset plus one.
  let bytes = [UInt8](1...16)

  @Test("integers are read in both byte orders")
  func integers() throws {
    var little = ByteReader(bytes: bytes)
    #expect(try little.u8() == 0x01)
    #expect(try little.u16(.little) == 0x0302)
    #expect(try little.u32(.little) == 0x0706_0504)
    #expect(try little.u64(.little) == 0x0F0E_0D0C_0B0A_0908)
    #expect(little.remaining == 1)

    var big = ByteReader(bytes: bytes)
    #expect(try big.u8() == 0x01)
    #expect(try big.u16(.big) == 0x0203)
    #expect(try big.u32(.big) == 0x0405_0607)
    #expect(try big.u64(.big) == 0x0809_0A0B_0C0D_0E0F)
    #expect(big.position == 15)
  }

  @Test("numbers are read bit for bit, signalling NaN and negative zero too")
  func numbers() throws {
    let patterns: [UInt32] = [0x3F80_0000, 0x8000_0000, 0x7F80_0001, 0xFFC0_1234, 0x0000_0001]
    for order in ByteOrder.allCases {
      var writer = ByteWriter()
      for pattern in patterns { writer.append(u32: pattern, order) }
      writer.append(u64: 0xFFF0_0000_0000_0001, order)
      var single = ByteReader(bytes: writer.bytes)
      for pattern in patterns { #expect(try single.f32(order).bitPattern == pattern) }
      #expect(try single.f64(order).bitPattern == 0xFFF0_0000_0000_0001)
      var bulk = ByteReader(bytes: writer.bytes)
      #expect(try bulk.f32s(patterns.count, order).map(\.bitPattern) == patterns)
      #expect(bulk.remaining == 8)
    }
  }

  @Test("a read beyond the end names offset, need and rest, and does not move", arguments: 0...16)
  func truncation(count: Int) throws {
    var reader = ByteReader(bytes: bytes)
    try reader.skip(count)
    let available = 16 - count
    #expect(throws: ByteCodingError.truncated(offset: count, needed: 17, available: available)) {
      try reader.bytes(17)
    }
    if available < 8 {
      #expect(throws: ByteCodingError.truncated(offset: count, needed: 8, available: available)) {
        try reader.u64(.big)
      }
    }
    #expect(reader.position == count)
  }

  @Test(
    "sizes that overflow or are negative are refused", arguments: [Int.max, Int.max / 4 + 1, -1])
  func absurdSizes(count: Int) {
    var reader = ByteReader(bytes: bytes)
    #expect(throws: ByteCodingError.self) { try reader.bytes(count) }
    #expect(throws: ByteCodingError.self) { try reader.skip(count) }
    #expect(throws: ByteCodingError.self) { try reader.slice(count) }
    #expect(throws: ByteCodingError.self) { try reader.utf8(count) }
    #expect(throws: ByteCodingError.self) { try reader.f32s(count, .little) }
    #expect(reader.position == 0)
  }

  @Test("a slice is bounded and keeps the offsets of the whole")
  func slices() throws {
    var reader = ByteReader(bytes: bytes, baseOffset: 100)
    try reader.skip(4)
    var slice = try reader.slice(6)
    #expect(reader.position == 110)
    #expect(slice.lowerBound == 104)
    #expect(slice.upperBound == 110)
    #expect(try slice.u32(.big) == 0x0506_0708)
    #expect(throws: ByteCodingError.truncated(offset: 108, needed: 4, available: 2)) {
      try slice.u32(.big)
    }
    #expect(throws: ByteCodingError.trailingBytes(offset: 108, count: 2)) {
      try slice.expectEnd()
    }
    var inner = try slice.slice(2)
    #expect(try inner.bytes(2) == [9, 10])
    try inner.expectEnd()
    try slice.expectEnd()
  }

  @Test("seeking stays within the bounds")
  func seeking() throws {
    var whole = ByteReader(bytes: bytes)
    try whole.skip(8)
    var slice = try whole.slice(4)
    for offset in 8...12 {
      try slice.seek(to: offset)
      #expect(slice.position == offset)
    }
    for offset in [-1, 0, 7, 13, Int.min, Int.max] {
      #expect(
        throws: ByteCodingError.seekOutOfBounds(offset: offset, lowerBound: 8, upperBound: 12)
      ) {
        try slice.seek(to: offset)
      }
    }
    #expect(slice.position == 12)
  }

  @Test("text is taken as it is")
  func text() throws {
    let text = "d\u{E9}j\u{E0} \u{1F600}\0"
    var reader = ByteReader(bytes: Array(text.utf8))
    #expect(try reader.utf8(text.utf8.count) == text)
    #expect(try reader.utf8(0).isEmpty)
  }

  @Test(
    "text that is not UTF-8 is refused at its first bad byte",
    arguments: [
      [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func invalidText(damage: [UInt8]) {
    var reader = ByteReader(bytes: [0x61, 0x62] + damage, baseOffset: 10)
    #expect(throws: ByteCodingError.invalidUTF8(offset: 12)) { try reader.utf8(2 + damage.count) }
    #expect(reader.position == 10)
  }

  @Test("no input at all is a legal, empty input")
  func empty() throws {
    var reader = ByteReader(bytes: [])
    try reader.expectEnd()
    #expect(try reader.bytes(0).isEmpty)
    #expect(throws: ByteCodingError.truncated(offset: 0, needed: 1, available: 0)) {
      try reader.u8()
    }
  }

  @Test("messages are one line with offset, expected and found")
  func messages() {
    #expect(
      ByteCodingError.truncated(offset: 3, needed: 4, available: 1).description
        == "input is cut at offset 3: expected 4 bytes, found 1")
    let errors: [ByteCodingError] = [
      .truncated(offset: 7, needed: 1, available: 0), .invalidUTF8(offset: 7),
      .seekOutOfBounds(offset: 7, lowerBound: 0, upperBound: 1),
      .trailingBytes(offset: 7, count: 1),
    ]
    for error in errors {
      #expect(error.offset == 7)
      #expect(error.description.contains("offset 7"))
      #expect(!error.description.contains("\n"))
    }
  }
}
