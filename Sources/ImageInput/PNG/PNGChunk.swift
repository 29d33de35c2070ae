/// One piece of a PNG file, whose checksum has been found right (PNG specification, section 5.3).
struct PNGChunk {
  let type: PNGChunkType
  /// The offset of the chunk's first byte, which belongs to its length.
  let offset: Int
  /// Where the data stand in the file.
  let data: Range<Int>
}

/// The four letters that say what a chunk is (PNG specification, section 5.4).
struct PNGChunkType: Hashable {
  /// The letters, in ASCII.
  let letters: [UInt8]

  /// Creates a type, or `nil` where the four bytes are not letters.
  init?(_ letters: [UInt8]) {
    let areLetters = letters.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    guard letters.count == 4, areLetters else { return nil }
    self.letters = letters
  }

  private init(known name: StaticString) {
    letters = Array(name.description.utf8)
  }

  static let header = PNGChunkType(known: "IHDR")
  static let palette = PNGChunkType(known: "PLTE")
  static let transparency = PNGChunkType(known: "tRNS")
  static let imageData = PNGChunkType(known: "IDAT")
  static let end = PNGChunkType(known: "IEND")

  /// Whether decoders must know it: the first letter is a capital.
  var isCritical: Bool { letters[0] & 0x20 == 0 }

  var name: String { String(decoding: letters, as: UTF8.self) }
}
