internal import Gzip
internal import MNISTData

/// The sizes in the header of a file of IDX images, checked before any image is read.
struct IDXImageHeader {
  /// The number of bytes that it takes.
  static let byteCount = 16

  /// The number of images, at least 1.
  let count: Int
  /// The pixel rows of an image.
  let rows: Int
  /// The pixel columns of an image.
  let columns: Int

  /// The number of bytes of the whole uncompressed file, below 2^49.
  var fileByteCount: Int { IDXImageHeader.byteCount + count * rows * columns }

  /// Reads the header that a file starts with.
  ///
  /// The decoder of whole files is the judge: of a header without its images it refuses a wrong one
  /// for what is wrong with it, and a right one because the data are cut. Its limit on all elements
  /// together does not apply, because they are never held together.
  ///
  /// - Parameters:
  ///   - start: the first ``byteCount`` bytes, uncompressed, or all that there is.
  ///   - name: what errors call the file.
  init(_ start: [UInt8], name: String) throws(IDXError) {
    guard !Gzip.isGzip(start) else {
      throw IDXError(file: name, fault: .foreign(.gzip, found: Array(start.prefix(4))))
    }
    do {
      _ = try IDX.decodeImages(start, name: name)
      preconditionFailure("an idx header is no whole file")
    } catch {
      switch error.fault {
      case .dataCut, .dataTooLarge: break
      default: throw error
      }
    }
    func size(at offset: Int) -> Int { start[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    count = size(at: 4)
    rows = size(at: 8)
    columns = size(at: 12)
  }
}
