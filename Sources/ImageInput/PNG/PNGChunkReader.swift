internal import ByteCoding
internal import Gzip

/// Cuts a PNG file into its chunks and checks each one's form and checksum.
struct PNGChunkReader {
  private let bytes: [UInt8]
  private var reader: ByteReader

  /// Starts after the signature, which has to be there.
  init(_ bytes: [UInt8]) throws(ImageError) {
    let found = [UInt8](bytes.prefix(PNG.signature.count))
    guard found == PNG.signature else {
      if PNG.signature.starts(with: found) {
        throw ImageError(
          offset: 0,
          fault: .png(
            .chunkCut(chunk: nil, needed: PNG.signature.count, available: bytes.count)))
      }
      throw ImageError(offset: 0, fault: .png(.signature(found: found)))
    }
    self.bytes = bytes
    reader = ByteReader(bytes: bytes)
    do {
      try reader.skip(PNG.signature.count)
    } catch {
      preconditionFailure("the signature is there: \(error)")
    }
  }

  /// The number of bytes after the last chunk that was read.
  var remaining: Int { reader.remaining }

  /// The offset after the last chunk that was read.
  var position: Int { reader.position }

  /// The next chunk.
  mutating func next() throws(ImageError) -> PNGChunk {
    let offset = reader.position
    let length = try field(4, of: nil).word
    guard length <= Int32.max else {
      throw ImageError(offset: offset, fault: .png(.chunkLength(found: length)))
    }
    let typeOffset = reader.position
    let letters = try field(4, of: nil).bytes
    guard let type = PNGChunkType(letters) else {
      throw ImageError(offset: typeOffset, fault: .png(.chunkType(found: letters)))
    }
    let start = reader.position
    try skip(Int(length), of: type)
    let data = start..<reader.position
    let checksumOffset = reader.position
    let found = try field(4, of: type).word
    let expected = CRC32.checksum(bytes.span.extracting(typeOffset..<data.upperBound))
    guard found == expected else {
      throw ImageError(
        offset: checksumOffset,
        fault: .png(.checksum(chunk: type.name, expected: expected, found: found)))
    }
    return PNGChunk(type: type, offset: offset, data: data)
  }

  /// A reader of a chunk's data alone; its offsets are those of the file.
  func data(of chunk: PNGChunk) -> ByteReader {
    var reader = ByteReader(bytes: bytes)
    do {
      try reader.seek(to: chunk.data.lowerBound)
      return try reader.slice(chunk.data.count)
    } catch {
      preconditionFailure("the chunk lies within the file: \(error)")
    }
  }

  /// The next `count` bytes, and what the first four are as a number.
  private mutating func field(
    _ count: Int, of chunk: PNGChunkType?
  ) throws(ImageError) -> (bytes: [UInt8], word: UInt32) {
    let start = reader.position
    try skip(count, of: chunk)
    let field = [UInt8](bytes[start..<reader.position])
    return (field, field.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
  }

  private mutating func skip(_ count: Int, of chunk: PNGChunkType?) throws(ImageError) {
    do {
      try reader.skip(count)
    } catch {
      throw ImageError(
        offset: reader.position,
        fault: .png(
          .chunkCut(chunk: chunk?.name, needed: count, available: reader.remaining)))
    }
  }
}
