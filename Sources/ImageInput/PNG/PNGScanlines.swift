internal import Gzip

/// Inflates the rows of a PNG image one by one and takes their filters away.
///
/// Holds two rows, whatever the size of the image. Noncopyable, because it owns a zlib stream.
struct PNGScanlines: ~Copyable {
  private let imageData: PNGImageData
  private let bytesPerPixel: Int
  private var zlib: ZlibReader
  private var rowByteCount = 0
  /// The row above, and the current one, each after its filter byte.
  private var previous: [UInt8] = []
  private var current: [UInt8] = []
  private var inflated = 0

  init(_ imageData: PNGImageData, bytesPerPixel: Int) {
    self.imageData = imageData
    self.bytesPerPixel = bytesPerPixel
    zlib = ZlibReader(bytes: imageData.bytes)
  }

  /// The bytes of the row that was read last; the first one is the filter's and says nothing.
  var row: [UInt8] { current }

  /// Begins an image whose first row has nothing but zeros above it (section 9.2).
  mutating func startPass(rowByteCount: Int) {
    self.rowByteCount = rowByteCount
    current = [UInt8](repeating: 0, count: 1 + rowByteCount)
    previous = []
    previous.reserveCapacity(1 + rowByteCount)
  }

  /// Reads the next row.
  ///
  /// - Parameters:
  ///   - place: what errors call the row.
  ///   - total: the bytes of all rows of the image, for errors.
  mutating func readRow(_ place: PNGFault.Row, total: Int) throws(ImageError) {
    swap(&previous, &current)
    current.removeAll(keepingCapacity: true)
    let found = try read(1 + rowByteCount)
    inflated += found
    guard found == 1 + rowByteCount else {
      throw error(.imageDataCut(expected: total, found: inflated, isExact: true))
    }
    guard let filter = PNGFilter(rawValue: current[0]) else {
      throw error(.filter(place, found: current[0]))
    }
    filter.undo(&current, above: previous, bytesPerPixel: bytesPerPixel)
  }

  /// Demands that the stream ends after the last row, and that its checksum is right.
  mutating func finish(total: Int) throws(ImageError) {
    current.removeAll(keepingCapacity: true)
    guard try read(1) == 0 else { throw error(.imageDataGoOn(expected: total)) }
  }

  /// The error of a fault where the stream has been read to.
  func error(_ fault: PNGFault) -> ImageError {
    imageData.error(fault, at: zlib.position)
  }

  private mutating func read(_ count: Int) throws(ImageError) -> Int {
    do {
      return try zlib.read(count, into: &current)
    } catch {
      throw imageData.error(.compression(error), at: error.offset)
    }
  }
}
