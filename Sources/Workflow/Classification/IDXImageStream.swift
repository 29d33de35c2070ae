internal import MNISTData
internal import SystemPackage

/// The images of an IDX file, taken from it piece by piece.
///
/// The same faults are refused as where a file is decoded in one piece. One that stands behind an
/// image is found when the images before it have been given; only the last piece is kept back until
/// the end of the file, and with it the checksum of a compressed one, has been checked.
struct IDXImageStream {
  /// The number of images.
  var count: Int { header.count }

  private let header: IDXImageHeader
  private let source: any ByteSource
  private let path: FilePath
  /// The elements that have not been read.
  private var missing: Int
  /// The start of an image whose rest has not come yet.
  private var begun: [UInt8] = []

  /// Checks the header of a file.
  ///
  /// - Parameters:
  ///   - start: the header, or all that there is.
  ///   - source: what follows it.
  ///   - byteCount: the size of the whole uncompressed file, where it is known beforehand.
  ///   - rows: the height that the images must have.
  ///   - columns: the width that the images must have.
  init(
    start: [UInt8], source: any ByteSource, path: FilePath, byteCount: Int?, rows: Int,
    columns: Int
  ) throws(WorkflowError) {
    self.source = source
    self.path = path
    do {
      header = try IDXImageHeader(start, name: path.string)
    } catch {
      throw WorkflowError(error, path: path)
    }
    missing = header.fileByteCount - IDXImageHeader.byteCount
    guard header.rows == rows, header.columns == columns else {
      throw fault(
        .imageSize(
          expectedRows: rows, expectedColumns: columns, foundRows: header.rows,
          foundColumns: header.columns))
    }
    let expected = header.fileByteCount
    if let byteCount, byteCount < expected {
      throw fault(.dataCut(expected: expected, found: byteCount))
    }
    if let byteCount, byteCount > expected {
      throw fault(.dataGoOn(expected: expected, found: byteCount, isExact: true))
    }
  }

  /// The pixels of the next images, at most `maximum`: those that are there, at least one.
  ///
  /// - Returns: whole images; nothing after the last.
  mutating func next(_ maximum: Int) throws(WorkflowError) -> [UInt8] {
    let size = header.rows * header.columns
    var pixels = begun
    begun = []
    guard missing > 0 else { return pixels }
    let wanted = min(maximum * size, pixels.count + missing)
    repeat {
      let piece = try source.read(upTo: wanted - pixels.count)
      guard !piece.isEmpty else {
        let expected = header.fileByteCount
        throw fault(.dataCut(expected: expected, found: expected - missing))
      }
      pixels += piece
      missing -= piece.count
    } while pixels.count < size
    let excess = pixels.count % size
    begun = Array(pixels.suffix(excess))
    pixels.removeLast(excess)
    if missing == 0 { try checkEnd() }
    return pixels
  }

  /// One byte more shows whether the data end here, and has a gzip trailer checked.
  private func checkEnd() throws(WorkflowError) {
    guard try source.read(upTo: 1).isEmpty else {
      let expected = header.fileByteCount
      throw fault(.dataGoOn(expected: expected, found: expected + 1, isExact: false))
    }
  }

  private func fault(_ fault: IDXError.Fault) -> WorkflowError {
    WorkflowError(IDXError(file: path.string, fault: fault), path: path)
  }
}
