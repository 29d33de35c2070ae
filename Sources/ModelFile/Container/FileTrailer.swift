import ByteCoding

/// The 64 bytes at the end of a file: digest, length, end magic.
enum FileTrailer {
  static let byteCount = 64

  /// Checks everything but the digest, which is a matter of the next level.
  ///
  /// - Precondition: the file is at least as long as header and trailer.
  static func check(_ bytes: [UInt8]) throws(ModelFileError) {
    let start = bytes.count - byteCount
    let end = Array(bytes[(start + 56)...])
    guard end == FileSignature.endMagic else {
      throw ModelFileError(
        .endMagic, at: start + 56, field: "end magic",
        expected: hexadecimal(FileSignature.endMagic), found: hexadecimal(end))
    }
    let length = FileHeader.number(bytes, at: start + 32, 8)
    guard length == UInt64(bytes.count) else {
      throw ModelFileError(
        .trailerLength, at: start + 32, field: "trailer's file length",
        expected: "\(bytes.count)", found: "\(length)")
    }
    try Padding.checkZero(bytes, start + 40..<start + 56, .reservedNotZero, field: "reserved")
  }

  /// Checks the SHA-256 of everything before the trailer.
  static func checkDigest(_ bytes: [UInt8]) throws(ModelFileError) {
    let start = bytes.count - byteCount
    let computed = ContentDigest(ofAll: [bytes[..<start]])
    guard Array(bytes[start..<start + ContentDigest.byteCount]) == computed.bytes else {
      throw ModelFileError(
        .fileDigest, at: start, field: "SHA-256", expected: "\(computed)",
        found: hexadecimal(bytes[start..<start + 8]))
    }
  }

  /// The trailer of a file whose other bytes are `content`.
  static func encode(after content: [UInt8]) -> [UInt8] {
    var writer = ByteWriter(reserving: byteCount)
    writer.append(bytes: ContentDigest(of: content).bytes)
    writer.append(u64: UInt64(content.count + byteCount), .little)
    writer.append(bytes: [UInt8](repeating: 0, count: 16))
    writer.append(bytes: FileSignature.endMagic)
    return writer.bytes
  }
}
