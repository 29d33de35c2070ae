internal import Gzip

/// The compressed pixels of a PNG file: the data of its `IDAT` chunks, joined.
struct PNGImageData {
  /// The zlib stream.
  private(set) var bytes: [UInt8] = []
  /// Where each chunk's data start in the stream, and in the file.
  private var pieces: [(start: Int, offset: Int)] = []

  /// Appends the data of one more chunk, a slice of the file.
  mutating func append(_ data: ArraySlice<UInt8>) {
    // A chunk may be empty; the first one always counts, so that errors have a place.
    guard !data.isEmpty || pieces.isEmpty else { return }
    pieces.append((bytes.count, data.startIndex))
    bytes.append(contentsOf: data)
  }

  /// The error of a fault at a position of the stream, placed in the file.
  func error(_ fault: PNGFault, at position: Int) -> ImageError {
    // The last piece that starts at or before the position; the end belongs to the last piece.
    let piece = pieces.last { $0.start <= position } ?? (0, 0)
    return ImageError(offset: piece.offset + position - piece.start, fault: .png(fault))
  }
}
