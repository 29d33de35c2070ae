internal import ByteCoding

/// The parts of a PNG file that make its pixels, in a file whose chunks are in order.
struct PNGFile {
  /// A colour of the palette.
  struct Colour {
    let red: UInt8
    let green: UInt8
    let blue: UInt8
  }

  let header: PNGHeader
  /// The colours of an image of colour type 3; empty otherwise.
  private(set) var palette: [Colour] = []
  /// The opacities of the first colours of the palette; the others are opaque.
  private(set) var paletteAlpha: [UInt8] = []
  /// The samples of the one grey or colour that is transparent; empty where there is none.
  private(set) var transparentSamples: [Int] = []
  private(set) var imageData = PNGImageData()

  private var seen: Set<PNGChunkType> = []
  private var last = PNGChunkType.header

  /// Reads all chunks to the end of the file.
  init(_ bytes: [UInt8], pixelLimit: Int) throws(ImageError) {
    var chunks = try PNGChunkReader(bytes)
    let first = try chunks.next()
    guard first.type == .header else {
      throw ImageError(
        offset: first.offset, fault: .png(.firstChunk(found: first.type.name)))
    }
    header = try PNGHeader(chunks.data(of: first), pixelLimit: pixelLimit)
    seen.insert(.header)
    while last != .end {
      guard chunks.remaining > 0 else {
        let missing: PNGChunkType = seen.contains(.imageData) ? .end : .imageData
        throw ImageError(
          offset: chunks.position, fault: .png(.missing(chunk: missing.name, found: nil)))
      }
      let chunk = try chunks.next()
      try add(chunk, bytes: bytes, data: chunks.data(of: chunk))
      last = chunk.type
    }
    guard chunks.remaining == 0 else {
      throw ImageError(
        offset: chunks.position, fault: .png(.trailingBytes(count: chunks.remaining)))
    }
  }

  private mutating func add(
    _ chunk: PNGChunk, bytes: [UInt8], data: ByteReader
  ) throws(ImageError) {
    func fault(_ fault: PNGFault) -> ImageError {
      ImageError(offset: chunk.offset, fault: .png(fault))
    }
    let name = chunk.type.name
    switch chunk.type {
    case .header:
      throw fault(.repeated(chunk: name))
    case .palette:
      try checkOnce(chunk, before: [.transparency, .imageData])
      try readPalette(chunk, data)
    case .transparency:
      try checkOnce(chunk, before: [.imageData])
      try readTransparency(chunk, data)
    case .imageData:
      // They form one stream, and nothing may stand between them (section 5.6).
      guard last == .imageData || !seen.contains(.imageData) else {
        throw fault(.scatteredPixels(after: last.name))
      }
      guard header.colourType != .palette || seen.contains(.palette) else {
        throw fault(.missing(chunk: PNGChunkType.palette.name, found: name))
      }
      imageData.append(bytes[chunk.data])
    case .end:
      guard seen.contains(.imageData) else {
        throw fault(.missing(chunk: PNGChunkType.imageData.name, found: name))
      }
      guard chunk.data.isEmpty else {
        throw fault(.length(chunk: name, expected: "0", found: chunk.data.count))
      }
    default:
      guard !chunk.type.isCritical else { throw fault(.unknownCritical(chunk: name)) }
      return
    }
    seen.insert(chunk.type)
  }

  private func checkOnce(
    _ chunk: PNGChunk, before later: [PNGChunkType]
  ) throws(ImageError) {
    let name = chunk.type.name
    guard !seen.contains(chunk.type) else {
      throw ImageError(offset: chunk.offset, fault: .png(.repeated(chunk: name)))
    }
    for type in later where seen.contains(type) {
      throw ImageError(
        offset: chunk.offset, fault: .png(.misplaced(chunk: name, before: type.name)))
    }
  }

  /// Keeps the palette (section 11.2.2); that of a true-colour image is a proposal, and is not kept.
  private mutating func readPalette(
    _ chunk: PNGChunk, _ data: ByteReader
  ) throws(ImageError) {
    func fault(_ fault: PNGFault) -> ImageError {
      ImageError(offset: chunk.offset, fault: .png(fault))
    }
    guard header.colourType != .grey, header.colourType != .greyWithAlpha else {
      throw fault(
        .forbidden(chunk: chunk.type.name, colourType: header.colourType.rawValue))
    }
    let isUsed = header.colourType == .palette
    let most = isUsed ? header.largestSample + 1 : 256
    let count = data.remaining / 3
    guard data.remaining % 3 == 0, (1...most).contains(count) else {
      throw fault(
        .length(
          chunk: chunk.type.name, expected: "3 bytes for each of 1 to \(most) colours",
          found: data.remaining))
    }
    let bytes = contents(data)
    guard isUsed else { return }
    palette = stride(from: 0, to: bytes.count, by: 3).map {
      Colour(red: bytes[$0], green: bytes[$0 + 1], blue: bytes[$0 + 2])
    }
  }

  /// Keeps what is transparent (section 11.3.1.1).
  private mutating func readTransparency(
    _ chunk: PNGChunk, _ data: ByteReader
  ) throws(ImageError) {
    func fault(_ fault: PNGFault) -> ImageError {
      ImageError(offset: chunk.offset, fault: .png(fault))
    }
    let bytes = contents(data)
    switch header.colourType {
    case .greyWithAlpha, .colourWithAlpha:
      throw fault(
        .forbidden(chunk: chunk.type.name, colourType: header.colourType.rawValue))
    case .palette:
      guard seen.contains(.palette) else {
        throw fault(.missing(chunk: PNGChunkType.palette.name, found: chunk.type.name))
      }
      guard bytes.count <= palette.count else {
        throw fault(
          .length(
            chunk: chunk.type.name, expected: "at most \(palette.count)", found: bytes.count))
      }
      paletteAlpha = bytes
    case .grey, .colour:
      let expected = 2 * header.colourType.channels
      guard bytes.count == expected else {
        throw fault(
          .length(chunk: chunk.type.name, expected: "\(expected)", found: bytes.count))
      }
      // Bits above the depth are to be masked.
      transparentSamples = stride(from: 0, to: expected, by: 2).map {
        (Int(bytes[$0]) << 8 | Int(bytes[$0 + 1])) & header.largestSample
      }
    }
  }

  private func contents(_ data: ByteReader) -> [UInt8] {
    var data = data
    do {
      return try data.bytes(data.remaining)
    } catch {
      preconditionFailure("a reader has the bytes that remain: \(error)")
    }
  }
}
