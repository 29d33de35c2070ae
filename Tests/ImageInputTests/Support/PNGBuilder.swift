import Gzip

/// A PNG file put together chunk by chunk, so that tests can damage any of them.
struct PNGBuilder {
  /// A chunk, with its right checksum unless another is given.
  struct Chunk {
    var type: String
    var data: [UInt8]
    var checksum: UInt32?

    init(_ type: String, _ data: [UInt8] = [], checksum: UInt32? = nil) {
      self.type = type
      self.data = data
      self.checksum = checksum
    }

    var bytes: [UInt8] {
      let body = Array(type.utf8) + data
      return bigEndian(UInt32(data.count)) + body + bigEndian(checksum ?? CRC32.checksum(body))
    }
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  var chunks: [Chunk]

  /// An image whose rows, filter bytes included, are `rows`.
  init(
    width: UInt32, height: UInt32, depth: UInt8 = 8, colourType: UInt8 = 0, interlace: UInt8 = 0,
    rows: [UInt8]
  ) {
    let sizes = bigEndian(width) + bigEndian(height)
    chunks = [
      Chunk("IHDR", sizes + [depth, colourType, 0, 0, interlace]),
      Chunk("IDAT", PNGBuilder.zlibStream(rows)), Chunk("IEND"),
    ]
  }

  /// A grey image of 3 x 2 pixels, the least that has something of everything.
  static var small: PNGBuilder {
    PNGBuilder(width: 3, height: 2, rows: [0, 10, 20, 30, 1, 40, 50, 60])
  }

  /// An image of 3 x 1 pixels with a palette of three colours.
  static var palette: PNGBuilder {
    var builder = PNGBuilder(width: 3, height: 1, colourType: 3, rows: [0, 0, 1, 2])
    builder.chunks.insert(Chunk("PLTE", [0, 0, 0, 255, 255, 255, 9, 9, 9]), at: 1)
    return builder
  }

  var bytes: [UInt8] { PNGBuilder.signature + chunks.flatMap(\.bytes) }

  /// The offset of a chunk.
  func offset(of index: Int) -> Int {
    chunks[..<index].reduce(PNGBuilder.signature.count) { $0 + $1.bytes.count }
  }

  /// The index of the first chunk of a type.
  func index(_ type: String) -> Int { chunks.firstIndex { $0.type == type } ?? chunks.count }

  static func zlibStream(_ data: [UInt8]) -> [UInt8] {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in data {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return [0x78, 0x9C] + Gzip.deflate(data).dropFirst(10).dropLast(8)
      + bigEndian(high << 16 | low)
  }
}

/// A number as four bytes, the most significant first.
func bigEndian(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
}
