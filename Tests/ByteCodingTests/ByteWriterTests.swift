import ByteCoding
import Testing

@Suite("ByteWriter")
struct ByteWriterTests {
  @Test("values follow each other in the stated byte order")
  func byteOrder() {
    var writer = ByteWriter(reserving: 64)
    writer.append(u8: 0x01)
    writer.append(u16: 0x0203, .big)
    writer.append(u16: 0x0203, .little)
    writer.append(u32: 0x0405_0607, .big)
    writer.append(u32: 0x0405_0607, .little)
    writer.append(u64: 0x0809_0A0B_0C0D_0E0F, .big)
    writer.append(u64: 0x0809_0A0B_0C0D_0E0F, .little)
    writer.append(bytes: [0xAA, 0xBB])
    writer.append(utf8: "\u{E9}")
    #expect(
      writer.bytes == [
        0x01, 0x02, 0x03, 0x03, 0x02, 0x04, 0x05, 0x06, 0x07, 0x07, 0x06, 0x05, 0x04,
        0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
        0x0F, 0x0E, 0x0D, 0x0C, 0x0B, 0x0A, 0x09, 0x08, 0xAA, 0xBB, 0xC3, 0xA9,
      ])
    #expect(writer.count == 33)
  }

  @Test("what is written is read back, number by number and in bulk", arguments: ByteOrder.allCases)
  func roundTrip(order: ByteOrder) throws {
    let numbers: [Float] = [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, -.pi]
    var single = ByteWriter()
    for number in numbers { single.append(f32: number, order) }
    var bulk = ByteWriter()
    bulk.append(f32s: numbers, order)
    #expect(single.bytes == bulk.bytes)
    bulk.append(f64: -.pi, order)
    var reader = ByteReader(bytes: bulk.bytes)
    #expect(try reader.f32s(numbers.count, order).map(\.bitPattern) == numbers.map(\.bitPattern))
    #expect(try reader.f64(order) == -.pi)
    try reader.expectEnd()
  }

  @Test("padding fills up to the next multiple and no further")
  func padding() {
    var writer = ByteWriter()
    writer.pad(to: 8)
    #expect(writer.bytes.isEmpty)
    writer.append(u8: 1)
    writer.pad(to: 4)
    #expect(writer.bytes == [1, 0, 0, 0])
    writer.pad(to: 4)
    #expect(writer.count == 4)
    writer.pad(to: 6, with: 0x20)
    #expect(writer.bytes == [1, 0, 0, 0, 0x20, 0x20])
  }

  @Test("a patch replaces exactly its own bytes")
  func patches() {
    var writer = ByteWriter()
    writer.append(bytes: [UInt8](repeating: 0xEE, count: 20))
    writer.patch(u16: 0x0102, at: 0, .little)
    writer.patch(u32: 0x0304_0506, at: 3, .big)
    writer.patch(u64: 0x0708_090A_0B0C_0D0E, at: 8, .little)
    writer.patch(bytes: [1, 2, 3], at: 17)
    #expect(
      writer.bytes == [
        0x02, 0x01, 0xEE, 0x03, 0x04, 0x05, 0x06, 0xEE, 0x0E, 0x0D, 0x0C, 0x0B, 0x0A, 0x09, 0x08,
        0x07, 0xEE, 1, 2, 3,
      ])
  }
}
