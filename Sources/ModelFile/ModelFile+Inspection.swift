extension ModelFile {
  /// The bytes at the start of a file that are enough for ``headByteCount(of:fileByteCount:)``:
  /// a header and a section table of the greatest length.
  public static let tableByteCount =
    FileHeader.byteCount + FormatLimits.sections * SectionTable.entryByteCount

  /// The number of bytes before the tensors: what ``inspect(_:fileByteCount:)`` needs.
  ///
  /// - Parameters:
  ///   - start: the first ``tableByteCount`` bytes of the file, or all where there are fewer.
  ///   - fileByteCount: the length of the file.
  /// - Precondition: `start` is as long as it says.
  public static func headByteCount(
    of start: [UInt8], fileByteCount: Int, limit: Int = FormatLimits.modelBytes
  ) throws(ModelFileError) -> Int {
    checkPrefix(start, fileByteCount, needed: tableByteCount)
    let container = try Container(prefix: start, fileByteCount: fileByteCount, limit: limit)
    return container.entry(.data)?.offset ?? fileByteCount
  }

  /// Reads everything but the tensors' values from the start of a file.
  ///
  /// The CRC-32 of header, table and each section before the tensors is checked, and so is their
  /// structure; the tensors and the digest of the file are not looked at.
  ///
  /// - Parameters:
  ///   - start: at least the first ``headByteCount(of:fileByteCount:limit:)`` bytes of the file.
  ///   - fileByteCount: the length of the file.
  /// - Precondition: `start` is as long as it says.
  public static func inspect(
    _ start: [UInt8], fileByteCount: Int, limit: Int = FormatLimits.modelBytes
  ) throws(ModelFileError) -> Inspection {
    let needed = try headByteCount(of: start, fileByteCount: fileByteCount, limit: limit)
    checkPrefix(start, fileByteCount, needed: needed)
    let container = try Container(prefix: start, fileByteCount: fileByteCount, limit: limit)
    try container.checkDigests()
    return try Inspection(container)
  }

  private static func checkPrefix(_ start: [UInt8], _ fileByteCount: Int, needed: Int) {
    precondition(
      start.count >= min(needed, fileByteCount) && start.count <= fileByteCount,
      "\(start.count) of \(fileByteCount) bytes were read, and \(needed) are needed")
  }
}
