internal import ByteCoding

/// The sizes that an IDX header states, checked against the limits and not yet against the file.
struct IDXHeader {
  /// The number of images or labels, at least 1.
  let count: Int
  /// The pixel rows of an image; 1 for labels.
  let rows: Int
  /// The pixel columns of an image; 1 for labels.
  let columns: Int

  /// The number of bytes after the header, at most ``IDX/largestElementCount``.
  var elementCount: Int { count * rows * columns }

  /// Reads the header at the start of a file.
  ///
  /// - Parameters:
  ///   - start: the first bytes of the uncompressed file: a whole header, or all that there is.
  ///   - contents: what the file has to hold.
  init(_ start: [UInt8], contents: IDX.Contents) throws(IDXError.Fault) {
    try IDXHeader.checkMagic(start, contents: contents)
    var reader = ByteReader(bytes: start)
    let sizes: [UInt32]
    do {
      _ = try reader.u32(.big)
      var read: [UInt32] = []
      for _ in 0..<contents.dimensions { read.append(try reader.u32(.big)) }
      sizes = read
    } catch {
      throw .headerCut(expected: contents.headerByteCount, found: start.count)
    }
    guard sizes[0] > 0 else { throw .noItems }
    guard contents == .images else {
      try self.init(count: sizes[0], rows: 1, columns: 1)
      return
    }
    guard sizes[1] > 0 else { throw .emptyImages(offset: 8) }
    guard sizes[2] > 0 else { throw .emptyImages(offset: 12) }
    try self.init(count: sizes[0], rows: sizes[1], columns: sizes[2])
  }

  /// Bounds each product before the next, so that none can wrap: 2^32 * 2^32, then 2^32 * 2^16.
  private init(count: UInt32, rows: UInt32, columns: UInt32) throws(IDXError.Fault) {
    let imageSize = UInt64(rows) * UInt64(columns)
    guard imageSize <= IDX.largestImage else {
      throw .imageTooLarge(rows: rows, columns: columns)
    }
    let elementCount = UInt64(count) * imageSize
    guard elementCount <= IDX.largestElementCount else { throw .dataTooLarge(found: elementCount) }
    self.count = Int(count)
    self.rows = Int(rows)
    self.columns = Int(columns)
  }

  /// Checks the first four bytes, and names the fault that they are known to stand for.
  private static func checkMagic(
    _ start: [UInt8], contents: IDX.Contents
  ) throws(IDXError.Fault) {
    guard !start.isEmpty else { throw .empty }
    if let format = ForeignFormat(start) {
      throw .foreign(format, found: [UInt8](start.prefix(4)))
    }
    guard start.count >= 4 else {
      throw .headerCut(expected: contents.headerByteCount, found: start.count)
    }
    guard start[0] == 0, start[1] == 0 else { throw .magic(found: [UInt8](start.prefix(4))) }
    guard start[2] == IDX.unsignedByte else { throw .elementType(found: start[2]) }
    guard start[3] != contents.dimensions else { return }
    switch (contents, start[3]) {
    case (.images, IDX.Contents.labels.dimensions): throw .labelsForImages
    case (.labels, IDX.Contents.images.dimensions): throw .imagesForLabels
    default: throw .dimensionCount(expected: contents.dimensions, found: start[3])
    }
  }
}
