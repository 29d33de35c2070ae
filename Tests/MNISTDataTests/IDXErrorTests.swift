import Gzip
import MNISTData
import Testing

/// One test for each way in which an IDX file can be wrong.
@Suite("IDXError")
struct IDXErrorTests {
  let images = ImageSet(rows: 2, columns: 4, pixels: (0..<24).map { UInt8($0 * 10) })
  let labels: [UInt8] = [7, 0, 9]

  /// The header of an image file that states these sizes.
  private func imageHeader(_ sizes: UInt32...) -> [UInt8] {
    [0, 0, 8, 3] + sizes.flatMap { size in (0..<4).map { UInt8(size >> (24 - 8 * $0) & 0xFF) } }
  }

  /// Expects a fault of an image file, plain and inside gzip alike.
  private func expect(
    _ fault: IDXError.Fault, images file: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for bytes in [file, Gzip.deflate(file)] {
      #expect(throws: IDXError(file: "f", fault: fault), sourceLocation: sourceLocation) {
        try IDX.decodeImages(bytes, name: "f")
      }
    }
  }

  /// Expects a fault of a label file, plain and inside gzip alike.
  private func expect(
    _ fault: IDXError.Fault, labels file: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for bytes in [file, Gzip.deflate(file)] {
      #expect(throws: IDXError(file: "f", fault: fault), sourceLocation: sourceLocation) {
        try IDX.decodeLabels(bytes, name: "f")
      }
    }
  }

  @Test("an empty file is called empty")
  func empty() {
    expect(.empty, images: [])
    expect(.empty, labels: [])
  }

  @Test("a header cut at any byte is called cut")
  func headerCut() {
    let imageFile = IDX.encode(images)
    for count in 1..<16 {
      expect(.headerCut(expected: 16, found: count), images: Array(imageFile[..<count]))
    }
    let labelFile = IDX.encode(labels: labels)
    for count in 1..<8 {
      expect(.headerCut(expected: 8, found: count), labels: Array(labelFile[..<count]))
    }
  }

  @Test("a wrong magic number is shown", arguments: 0..<2)
  func magic(offset: Int) {
    var file = IDX.encode(images)
    file[offset] = 0x2A
    expect(.magic(found: Array(file[..<4])), images: file)
    expect(.magic(found: Array(file[..<4])), labels: file)
  }

  @Test("the famous magic number 529205256 is called gzip")
  func stillGzip() throws {
    let twice = Gzip.deflate(Gzip.deflate(IDX.encode(images)))
    let error = #expect(throws: IDXError.self) { try IDX.decodeImages(twice, name: "f") }
    #expect(error?.fault == .foreign(.gzip, found: [0x1F, 0x8B, 0x08, 0x00]))
    #expect(error?.description.contains("compressed twice") == true)
    #expect(529_205_256 == 0x1F8B_0808)
  }

  @Test("the famous magic number 1010792557 is called a web page")
  func webPage() {
    let page = Array("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>".utf8)
    #expect(page.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } == 1_010_792_557)
    expect(.foreign(.webPage, found: Array("<?xm".utf8)), images: page)
    expect(
      .foreign(.webPage, found: Array("<!DO".utf8)), labels: Array("<!DOCTYPE html>".utf8))
    expect(.foreign(.webPage, found: Array("<htm".utf8)), labels: Array("<html>".utf8))
  }

  @Test("other things that are handed over instead are named")
  func otherFormats() {
    expect(.foreign(.zip, found: [0x50, 0x4B, 3, 4]), images: [0x50, 0x4B, 3, 4, 20, 0])
    expect(
      .foreign(.gitLFSPointer, found: Array("vers".utf8)),
      images: Array("version https://git-lfs.github.com/spec/v1\n".utf8))
    expect(
      .foreign(.numpy, found: [0x93] + Array("NUM".utf8)), labels: [0x93] + Array("NUMPY".utf8))
  }

  @Test("labels given for images, and the reverse, are named so")
  func exchanged() {
    expect(.labelsForImages, images: IDX.encode(labels: labels))
    expect(.imagesForLabels, labels: IDX.encode(images))
  }

  @Test(
    "elements that are not unsigned bytes are refused",
    arguments: [0, 7, 9, 0x0B, 0x0C, 0x0D, 0x0E, 255] as [UInt8])
  func elementType(code: UInt8) {
    var file = IDX.encode(images)
    file[2] = code
    expect(.elementType(found: code), images: file)
  }

  @Test("other numbers of dimensions are refused", arguments: [0, 2, 4, 255] as [UInt8])
  func dimensionCount(count: UInt8) {
    var file = IDX.encode(images)
    file[3] = count
    expect(.dimensionCount(expected: 3, found: count), images: file)
    expect(.dimensionCount(expected: 1, found: count), labels: file)
  }

  @Test("a file of nothing is refused")
  func noItems() {
    expect(.noItems, images: imageHeader(0, 28, 28))
    expect(.noItems, labels: [0, 0, 8, 1, 0, 0, 0, 0])
  }

  @Test("images without rows or columns are refused")
  func emptyImages() {
    expect(.emptyImages(offset: 8), images: imageHeader(10, 0, 28))
    expect(.emptyImages(offset: 12), images: imageHeader(10, 28, 0))
  }

  @Test("images above the limit, and sizes whose product wraps, are refused")
  func tooLarge() {
    let most = UInt32.max
    expect(.imageTooLarge(rows: 257, columns: 256), images: imageHeader(1, 257, 256))
    expect(.imageTooLarge(rows: 65_536, columns: 65_536), images: imageHeader(1, 65_536, 65_536))
    expect(.imageTooLarge(rows: most, columns: most), images: imageHeader(most, most, most))
    expect(.dataTooLarge(found: 0xFFFF_FFFF_0000), images: imageHeader(most, 256, 256))
    expect(.dataTooLarge(found: 1 << 32), images: imageHeader(1 << 24, 16, 16))
    expect(.dataTooLarge(found: UInt64(most)), labels: [0, 0, 8, 1, 255, 255, 255, 255])
  }

  @Test("a file at any length below that of its sizes is refused with both lengths")
  func dataCut() {
    let imageFile = IDX.encode(images)
    for count in 16..<imageFile.count {
      expect(.dataCut(expected: 40, found: count), images: Array(imageFile[..<count]))
    }
    let labelFile = IDX.encode(labels: labels)
    for count in 8..<labelFile.count {
      expect(.dataCut(expected: 11, found: count), labels: Array(labelFile[..<count]))
    }
  }

  @Test("a small file that claims a gigabyte is refused without taking the memory")
  func falseClaim() {
    expect(
      .dataCut(expected: 16 + (1 << 30), found: 16), images: imageHeader(1 << 14, 256, 256))
  }

  @Test("bytes after the elements are refused, exactly counted where that is free")
  func dataGoOn() {
    let file = IDX.encode(images) + [0, 0, 0]
    #expect(
      throws: IDXError(file: "f", fault: .dataGoOn(expected: 40, found: 43, isExact: true))
    ) {
      try IDX.decodeImages(file, name: "f")
    }
    #expect(
      throws: IDXError(file: "f", fault: .dataGoOn(expected: 40, found: 41, isExact: false))
    ) {
      try IDX.decodeImages(Gzip.deflate(file), name: "f")
    }
  }

  @Test("a bomb is inflated no further than its header allows")
  func bomb() {
    let file = IDX.encode(images) + [UInt8](repeating: 0, count: 32 << 20)
    #expect(
      throws: IDXError(file: "f", fault: .dataGoOn(expected: 40, found: 41, isExact: false))
    ) {
      try IDX.decodeImages(Gzip.deflate(file), name: "f")
    }
  }

  @Test("a label that is no class is named with its index", arguments: [10, 255] as [UInt8])
  func label(label: UInt8) {
    expect(
      .label(index: 2, found: label, classes: 10), labels: IDX.encode(labels: [9, 0, label, 11]))
  }

  @Test("every prefix of a compressed file is refused")
  func compressedPrefixes() {
    let file = Gzip.deflate(IDX.encode(images))
    for count in 0..<file.count {
      #expect(throws: IDXError.self, "\(count) bytes") {
        try IDX.decodeImages(Array(file[..<count]), name: "f")
      }
    }
  }

  @Test("damage of the compressed data keeps its own name and offset")
  func damagedGzip() {
    var file = Gzip.deflate(IDX.encode(labels: labels))
    let offset = file.count - 8
    file[offset] ^= 0x01
    let checksum = CRC32.checksum(IDX.encode(labels: labels))
    let damage = GzipError.checksum(offset: offset, expected: checksum, found: checksum ^ 1)
    #expect(throws: IDXError(file: "f", fault: .gzip(damage))) {
      try IDX.decodeLabels(file, name: "f")
    }
    file[offset] ^= 0x01
    #expect(throws: IDXError(file: "f", fault: .gzip(.trailingZeros(offset: file.count, count: 1))))
    {
      try IDX.decodeLabels(file + [0], name: "f")
    }
  }

  @Test("any flipped bit of a header is refused")
  func flippedHeaderBit() {
    let plain = IDX.encode(images)
    for bit in 0..<16 * 8 {
      var file = plain
      file[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: IDXError.self, "bit \(bit)") { try IDX.decodeImages(file, name: "f") }
    }
  }

  @Test("any flipped bit of a compressed file is refused or leaves the images as they are")
  func flippedCompressedBit() {
    // Time and system in the gzip header, and the last bits that fill a byte, say nothing.
    let compressed = Gzip.deflate(IDX.encode(images))
    var refused = 0
    for bit in 0..<compressed.count * 8 {
      var file = compressed
      file[bit / 8] ^= 1 << UInt8(bit % 8)
      do {
        #expect(try IDX.decodeImages(file, name: "f") == images, "bit \(bit)")
      } catch {
        refused += 1
      }
    }
    #expect(refused >= (compressed.count - 7) * 8)
  }

  @Test("every message is one line with file, offset, expected and found")
  func messages() {
    let faults: [IDXError.Fault] = [
      .empty, .headerCut(expected: 16, found: 3), .magic(found: [1, 2, 3, 4]),
      .elementType(found: 0x0D), .elementType(found: 1),
      .dimensionCount(expected: 3, found: 2), .labelsForImages, .imagesForLabels, .noItems,
      .emptyImages(offset: 8), .emptyImages(offset: 12), .imageTooLarge(rows: 257, columns: 256),
      .dataTooLarge(found: 1 << 40), .dataCut(expected: 40, found: 39),
      .dataGoOn(expected: 40, found: 41, isExact: true),
      .dataGoOn(expected: 40, found: 41, isExact: false), .gzip(.dataCut(offset: 5)),
      .label(index: 3, found: 12, classes: 10), .labelCount(expected: 3, found: 2),
      .imageSize(expectedRows: 28, expectedColumns: 28, foundRows: 32, foundColumns: 32),
    ]
    let foreign = ForeignFormat.allCases.map { IDXError.Fault.foreign($0, found: [1, 2, 3, 4]) }
    for fault in faults + foreign {
      let message = IDXError(file: "train", fault: fault).description
      #expect(message.hasPrefix("train: "), "\(message)")
      #expect(message.contains("offset \(fault.offset): expected \(fault.expected), found "))
      #expect(message.contains(fault.found), "\(message)")
      #expect(!message.contains("\n") && !message.hasSuffix("."), "\(message)")
    }
    #expect(
      IDXError(file: "labels.gz", fault: .label(index: 3, found: 12, classes: 10)).description
        == "labels.gz: label of image 3 at offset 11: expected 0 to 9, found 12; "
        + "ask for more classes where the set has them")
  }
}
