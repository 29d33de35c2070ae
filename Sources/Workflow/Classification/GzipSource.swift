internal import Gzip
internal import MNISTData
internal import SystemPackage

/// The bytes that a gzip file inflates to; only the compressed ones are held.
///
/// A class because it owns a zlib stream and a place in it.
final class GzipSource: ByteSource {
  private var reader: GzipReader
  private let path: FilePath

  /// Creates a source over all bytes of a compressed file.
  init(_ bytes: [UInt8], path: FilePath) {
    reader = GzipReader(bytes: bytes)
    self.path = path
  }

  func read(upTo count: Int) throws(WorkflowError) -> [UInt8] {
    var piece: [UInt8] = []
    do {
      try reader.read(count, into: &piece)
    } catch {
      throw WorkflowError(IDXError(file: path.string, fault: .gzip(error)), path: path)
    }
    return piece
  }
}
