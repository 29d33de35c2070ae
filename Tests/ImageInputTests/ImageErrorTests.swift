import Gzip
import ImageInput
import Testing

@Suite("ImageError")
struct ImageErrorTests {
  @Test(
    "other formats are named, with advice",
    arguments: [
      (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.gif, Array("GIF89a".utf8)), (.bmp, Array("BM6".utf8)),
      (.tiff, [0x49, 0x49, 0x2A, 0]), (.tiff, [0x4D, 0x4D, 0, 0x2A]),
      (.webP, Array("RIFF1234WEBPVP8".utf8)), (.heif, [0, 0, 0, 24] + Array("ftypheic".utf8)),
      (.netpbm, Array("P6 1 1".utf8)), (.xml, Array("<svg>".utf8)), (.pdf, Array("%PDF-1".utf8)),
      (.gzip, [0x1F, 0x8B, 8]),
    ] as [(ForeignImageFormat, [UInt8])])
  func foreign(format: ForeignImageFormat, bytes: [UInt8]) {
    let error = ImageError(
      offset: 0, fault: .foreign(format, found: Array(bytes.prefix(4))))
    #expect(throws: error) { try GreyImage(decoding: bytes) }
    #expect(error.advice != nil && error.description.contains(format.description))
  }

  @Test("nothing, and what nobody knows, are named")
  func unknown() {
    #expect(throws: ImageError(offset: 0, fault: .empty)) { try GreyImage(decoding: []) }
    #expect(throws: ImageError(offset: 0, fault: .unknownFormat(found: [1, 2]))) {
      try GreyImage(decoding: [1, 2])
    }
  }

  @Test("every message is one line with offset, expected and found")
  func messages() {
    let row = PNGFault.Row(pass: 2, row: 1)
    let png: [PNGFault] = [
      .signature(found: [1, 2]), .chunkCut(chunk: nil, needed: 4, available: 2),
      .chunkCut(chunk: "IDAT", needed: 4, available: 2), .chunkType(found: [1, 2, 3, 4]),
      .chunkLength(found: .max), .checksum(chunk: "IDAT", expected: 1, found: 2),
      .firstChunk(found: "IDAT"), .repeated(chunk: "IDAT"),
      .misplaced(chunk: "PLTE", before: "IDAT"), .missing(chunk: "IEND", found: nil),
      .missing(chunk: "PLTE", found: "IDAT"), .scatteredPixels(after: "tEXt"),
      .unknownCritical(chunk: "CgBI"), .forbidden(chunk: "tRNS", colourType: 4),
      .length(chunk: "IHDR", expected: "13", found: 14), .noPixels(width: 0, height: 1),
      .dimension(found: .max), .colourType(found: 1), .bitDepth(found: 3, colourType: 0),
      .compressionMethod(found: 1), .filterMethod(found: 1), .interlaceMethod(found: 2),
      .compression(.dataCut(offset: 5)), .imageDataCut(expected: 8, found: 7, isExact: true),
      .imageDataCut(expected: 8, found: 7, isExact: false), .imageDataGoOn(expected: 8),
      .filter(row, found: 5), .paletteIndex(row, column: 1, found: 5, count: 3),
      .trailingBytes(count: 1),
    ]
    let pgm: [PGMFault] = [
      .magic(found: []), .numberMissing(.width, found: nil), .number(.maximum, found: "0"),
      .separator(after: "the width", found: 1), .rasterCut(expected: 2, found: 1, isExact: true),
      .rasterCut(expected: 2, found: 1, isExact: false),
      .sampleMissing(index: 1, count: 2, found: 0x2D), .sample(index: 1, found: "8", maximum: 7),
      .goesOn(count: 1),
    ]
    let faults: [ImageError.Fault] =
      [.empty, .unknownFormat(found: [1]), .tooManyPixels(width: 3, height: 2, limit: 5)]
      + ForeignImageFormat.allCases.map { .foreign($0, found: [1]) } + png.map { .png($0) }
      + pgm.map { .pgm($0) }
    for error in faults.map({ ImageError(offset: 77, fault: $0) }) {
      let message = error.description
      #expect(message.contains("at offset 77: expected \(error.expected), found \(error.found)"))
      #expect(!message.contains("\n") && !message.hasSuffix("."), "\(message)")
    }
    #expect(
      ImageError(offset: 41, fault: .png(.filter(row, found: 5))).description
        == "png filter of pass 2, row 1 at offset 41: expected 0 to 4, found 5")
  }
}
