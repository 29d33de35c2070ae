import Gzip
import ImageInput
import Testing

/// One test for each way in which a PNG file can be wrong.
@Suite("PNGFault")
struct PNGFaultTests {
  private func expect(
    _ fault: PNGFault, at offset: Int, for bytes: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      throws: ImageError(offset: offset, fault: .png(fault)), sourceLocation: sourceLocation
    ) { try PNG.decode(bytes) }
  }

  /// A header with one byte of its thirteen replaced.
  private func header(_ place: Int, _ value: UInt8) -> [UInt8] {
    var file = PNGBuilder.small
    file.chunks[0].data[place] = value
    return file.bytes
  }

  @Test("a damaged signature is shown, and its advice names the cause")
  func signature() {
    // Line ends changed as a transfer of text does.
    let bytes = [0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A, 0] + PNGBuilder.small.bytes.dropFirst(8)
    expect(.signature(found: Array(bytes[..<8])), at: 0, for: bytes)
    let error = #expect(throws: ImageError.self) { try GreyImage(decoding: bytes) }
    #expect(error?.description.contains("transferred as text") == true)
    expect(.chunkCut(chunk: nil, needed: 8, available: 5), at: 0, for: Array(bytes[..<4]) + [0x0D])
  }

  @Test("chunks cut within length, type, data and checksum are named so")
  func chunkCut() {
    let bytes = PNGBuilder.small.bytes
    expect(.chunkCut(chunk: nil, needed: 4, available: 2), at: 8, for: Array(bytes[..<10]))
    expect(.chunkCut(chunk: nil, needed: 4, available: 1), at: 12, for: Array(bytes[..<13]))
    expect(.chunkCut(chunk: "IHDR", needed: 13, available: 4), at: 16, for: Array(bytes[..<20]))
    expect(.chunkCut(chunk: "IHDR", needed: 4, available: 3), at: 29, for: Array(bytes[..<32]))
  }

  @Test("a type that is not letters and a length above 2^31 - 1 are refused")
  func chunkForm() {
    var file = PNGBuilder.small
    file.chunks.insert(.init("ID T"), at: 1)
    expect(.chunkType(found: Array("ID T".utf8)), at: 37, for: file.bytes)
    var bytes = PNGBuilder.small.bytes
    bytes[33] = 0x80
    expect(.chunkLength(found: 0x8000_0000 + UInt32(bytes[36])), at: 33, for: bytes)
  }

  @Test("the checksum of every chunk is checked, ancillary ones too", arguments: 0..<4)
  func checksum(index: Int) {
    var file = PNGBuilder.small
    file.chunks.insert(.init("tEXt", [65, 0, 66]), at: 1)
    let chunk = file.chunks[index]
    let expected = CRC32.checksum(Array(chunk.type.utf8) + chunk.data)
    file.chunks[index].checksum = expected ^ 1
    expect(
      .checksum(chunk: chunk.type, expected: expected, found: expected ^ 1),
      at: file.offset(of: index + 1) - 4, for: file.bytes)
  }

  @Test("each field of the header is held to what exists")
  func headerFields() {
    expect(.noPixels(width: 0, height: 2), at: 16, for: header(3, 0))
    expect(.noPixels(width: 3, height: 0), at: 20, for: header(7, 0))
    expect(.dimension(found: 0x8000_0003), at: 16, for: header(0, 0x80))
    expect(.dimension(found: 0x8000_0002), at: 20, for: header(4, 0x80))
    for depth in [0, 3, 5, 7, 9, 32, 255] as [UInt8] {
      expect(.bitDepth(found: depth, colourType: 0), at: 24, for: header(8, depth))
    }
    for type in [1, 5, 7, 255] as [UInt8] {
      expect(.colourType(found: type), at: 25, for: header(9, type))
    }
    expect(.compressionMethod(found: 1), at: 26, for: header(10, 1))
    expect(.filterMethod(found: 64), at: 27, for: header(11, 64))
    expect(.interlaceMethod(found: 2), at: 28, for: header(12, 2))
    var file = PNGBuilder.small
    file.chunks[0].data.append(0)
    expect(.length(chunk: "IHDR", expected: "13", found: 14), at: 16, for: file.bytes)
  }

  @Test(
    "a depth that exists for another colour type only is refused",
    arguments: [(2, 4), (3, 16), (4, 2), (6, 1)] as [(UInt8, UInt8)])
  func depthOfType(type: UInt8, depth: UInt8) {
    let file = PNGBuilder(width: 1, height: 1, depth: depth, colourType: type, rows: [])
    expect(.bitDepth(found: depth, colourType: type), at: 24, for: file.bytes)
  }

  @Test("chunks that are missing, repeated, misplaced or unknown are named")
  func order() {
    var file = PNGBuilder.small
    file.chunks.swapAt(0, 1)
    expect(.firstChunk(found: "IDAT"), at: 8, for: file.bytes)
    file = .small
    file.chunks.insert(file.chunks[0], at: 1)
    expect(.repeated(chunk: "IHDR"), at: 33, for: file.bytes)
    file = .small
    file.chunks.remove(at: 1)
    expect(.missing(chunk: "IDAT", found: "IEND"), at: 33, for: file.bytes)
    expect(.missing(chunk: "IDAT", found: nil), at: 33, for: Array(file.bytes[..<33]))
    file = .small
    file.chunks.removeLast()
    expect(.missing(chunk: "IEND", found: nil), at: file.bytes.count, for: file.bytes)
    file = .small
    file.chunks.insert(contentsOf: [.init("tEXt"), .init("IDAT")], at: 2)
    expect(.scatteredPixels(after: "tEXt"), at: file.offset(of: 3), for: file.bytes)
    file = .small
    file.chunks.insert(.init("CgBI", [0x50, 0, 0x20, 6]), at: 1)
    expect(.unknownCritical(chunk: "CgBI"), at: 33, for: file.bytes)
  }

  @Test("bytes after the last chunk, and data in it, are refused")
  func end() {
    let bytes = PNGBuilder.small.bytes
    expect(.trailingBytes(count: 1), at: bytes.count, for: bytes + [0])
    expect(.trailingBytes(count: bytes.count), at: bytes.count, for: bytes + bytes)
    var file = PNGBuilder.small
    file.chunks[2].data = [1]
    expect(
      .length(chunk: "IEND", expected: "0", found: 1), at: file.offset(of: 2), for: file.bytes)
  }

  @Test("a palette that is missing, forbidden, repeated, late or of a wrong size is refused")
  func palette() {
    var file = PNGBuilder.palette
    file.chunks.remove(at: 1)
    expect(.missing(chunk: "PLTE", found: "IDAT"), at: 33, for: file.bytes)
    file = .palette
    file.chunks.insert(file.chunks[1], at: 1)
    expect(.repeated(chunk: "PLTE"), at: file.offset(of: 2), for: file.bytes)
    for type in [0, 4] as [UInt8] {
      file = PNGBuilder(width: 1, height: 1, colourType: type, rows: [])
      file.chunks.insert(.init("PLTE", [1, 2, 3]), at: 1)
      expect(.forbidden(chunk: "PLTE", colourType: type), at: 33, for: file.bytes)
    }
    file = PNGBuilder(width: 1, height: 1, colourType: 2, rows: [0, 1, 2, 3])
    file.chunks.insert(.init("PLTE", [1, 2, 3]), at: 2)
    expect(.misplaced(chunk: "PLTE", before: "IDAT"), at: file.offset(of: 2), for: file.bytes)
    for count in [0, 2, 4, 769, 771] {
      file = .palette
      file.chunks[1].data = [UInt8](repeating: 0, count: count)
      expect(
        .length(chunk: "PLTE", expected: "3 bytes for each of 1 to 256 colours", found: count),
        at: 33, for: file.bytes)
    }
    file = PNGBuilder(width: 1, height: 1, depth: 1, colourType: 3, rows: [0, 0])
    file.chunks.insert(.init("PLTE", [UInt8](repeating: 0, count: 9)), at: 1)
    expect(
      .length(chunk: "PLTE", expected: "3 bytes for each of 1 to 2 colours", found: 9), at: 33,
      for: file.bytes)
  }

  @Test("transparency that is forbidden, repeated, late or of a wrong size is refused")
  func transparency() {
    for type in [4, 6] as [UInt8] {
      var file = PNGBuilder(width: 1, height: 1, colourType: type, rows: [])
      file.chunks.insert(.init("tRNS", [0]), at: 1)
      expect(.forbidden(chunk: "tRNS", colourType: type), at: 33, for: file.bytes)
    }
    for (type, length) in [(0, 1), (0, 4), (2, 2), (2, 0)] as [(UInt8, Int)] {
      var file = PNGBuilder(width: 1, height: 1, colourType: type, rows: [])
      file.chunks.insert(.init("tRNS", [UInt8](repeating: 0, count: length)), at: 1)
      expect(
        .length(chunk: "tRNS", expected: type == 0 ? "2" : "6", found: length), at: 33,
        for: file.bytes)
    }
    var file = PNGBuilder.palette
    file.chunks.insert(.init("tRNS", [1]), at: 1)
    expect(.missing(chunk: "PLTE", found: "tRNS"), at: 33, for: file.bytes)
    file = .palette
    file.chunks.insert(.init("tRNS", [1, 2, 3, 4]), at: 2)
    expect(
      .length(chunk: "tRNS", expected: "at most 3", found: 4), at: file.offset(of: 2),
      for: file.bytes)
    file.chunks[2].data = [1]
    file.chunks.insert(file.chunks[2], at: 3)
    expect(.repeated(chunk: "tRNS"), at: file.offset(of: 3), for: file.bytes)
    file = .palette
    file.chunks.insert(.init("tRNS", [1]), at: 3)
    expect(.misplaced(chunk: "tRNS", before: "IDAT"), at: file.offset(of: 3), for: file.bytes)
    file = PNGBuilder(width: 1, height: 1, colourType: 2, rows: [0, 1, 2, 3])
    file.chunks.insert(
      contentsOf: [.init("tRNS", [0, 1, 0, 2, 0, 3]), .init("PLTE", [1, 2, 3])], at: 1)
    expect(.misplaced(chunk: "PLTE", before: "tRNS"), at: file.offset(of: 2), for: file.bytes)
  }
}
