internal import ByteCoding

/// The contents of the chunk `IHDR` (PNG specification, section 11.2.1), checked.
struct PNGHeader {
  static let byteCount = 13

  let width: Int
  let height: Int
  /// The bits of a sample.
  let bitDepth: Int
  let colourType: PNGColourType
  let isInterlaced: Bool

  /// Reads the header from its chunk.
  ///
  /// - Parameters:
  ///   - reader: the chunk's data; errors carry their place.
  ///   - pixelLimit: the most pixels that the image may have.
  init(_ reader: ByteReader, pixelLimit: Int) throws(ImageError) {
    let start = reader.lowerBound
    func fault(_ fault: PNGFault, at offset: Int) -> ImageError {
      ImageError(offset: start + offset, fault: .png(fault))
    }
    guard reader.remaining == PNGHeader.byteCount else {
      throw fault(
        .length(
          chunk: PNGChunkType.header.name, expected: "\(PNGHeader.byteCount)",
          found: reader.remaining), at: 0)
    }
    let fields: (sizes: [UInt32], bytes: [UInt8])
    do {
      var reader = reader
      fields = ([try reader.u32(.big), try reader.u32(.big)], try reader.bytes(5))
    } catch {
      preconditionFailure("13 bytes hold a header: \(error)")
    }
    let (width, height) = (fields.sizes[0], fields.sizes[1])
    guard width > 0, height > 0 else {
      throw fault(.noPixels(width: width, height: height), at: width == 0 ? 0 : 4)
    }
    for (index, size) in fields.sizes.enumerated() where size > Int32.max {
      throw fault(.dimension(found: size), at: 4 * index)
    }
    guard let colourType = PNGColourType(rawValue: fields.bytes[1]) else {
      throw fault(.colourType(found: fields.bytes[1]), at: 9)
    }
    guard colourType.bitDepths.contains(fields.bytes[0]) else {
      throw fault(.bitDepth(found: fields.bytes[0], colourType: colourType.rawValue), at: 8)
    }
    guard fields.bytes[2] == 0 else {
      throw fault(.compressionMethod(found: fields.bytes[2]), at: 10)
    }
    guard fields.bytes[3] == 0 else { throw fault(.filterMethod(found: fields.bytes[3]), at: 11) }
    guard fields.bytes[4] <= 1 else {
      throw fault(.interlaceMethod(found: fields.bytes[4]), at: 12)
    }
    self.width = Int(width)
    self.height = Int(height)
    try checkPixelCount(
      width: self.width, height: self.height, limit: pixelLimit, offset: start)
    bitDepth = Int(fields.bytes[0])
    self.colourType = colourType
    isInterlaced = fields.bytes[4] == 1
  }

  /// The largest value of a sample.
  var largestSample: Int { (1 << bitDepth) - 1 }

  /// The bytes that a row of so many pixels takes, without its filter byte.
  ///
  /// At most 2^40 pixels by 64 bits: far from overflow.
  func rowByteCount(_ width: Int) -> Int {
    (width * colourType.channels * bitDepth + 7) / 8
  }

  /// How far back the filters look: the bytes of a whole pixel, at least 1 (section 9.2).
  var filterDistance: Int { max(1, colourType.channels * bitDepth / 8) }

  /// The passes that hold any pixel, in file order.
  var passes: [PNGPass] { PNGPass.passes(of: self) }
}
