/// A member of a ZIP archive as the central directory says it.
struct ZipMember: Sendable, Hashable {
  /// The name as text; bytes that are no UTF-8 are replaced, which no name of an array survives.
  let name: String
  /// The name as it is.
  let nameBytes: [UInt8]
  let flags: UInt16
  let method: UInt16
  let checksum: UInt32
  /// The number of bytes in the archive.
  let compressedByteCount: UInt64
  /// The number of bytes of the content.
  let byteCount: UInt64
  /// Where the local header is.
  let headerOffset: UInt64
  /// Where the entry of the directory is.
  let entryOffset: Int

  /// Whether sizes and checksum stand behind the data.
  var hasDescriptor: Bool { flags & ZipRecord.hasDescriptor != 0 }
}
