internal import Gzip
internal import MNISTData
internal import SystemPackage

/// The bytes that a gzip file inflates to; of the compressed ones only a piece is held.
///
/// A class because it owns a zlib stream and a place in it.
final class GzipSource: ByteSource {
  /// How many compressed bytes are taken at once.
  private static let pieceByteCount = 1 << 20

  private var reader = GzipReader()
  private let source: any ByteSource
  private let path: FilePath

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - start: the first compressed bytes.
  ///   - source: the others.
  init(start: [UInt8], source: any ByteSource, path: FilePath) {
    self.source = source
    self.path = path
    reader.append(start)
  }

  func read(upTo count: Int) throws(WorkflowError) -> [UInt8] {
    var piece: [UInt8] = []
    while true {
      do {
        try reader.read(count - piece.count, into: &piece)
      } catch {
        throw WorkflowError(IDXError(file: path.string, fault: .gzip(error)), path: path)
      }
      // What is there is given before a slow pipe is waited for.
      guard piece.isEmpty, reader.needsInput else { return piece }
      let compressed = try source.read(upTo: GzipSource.pieceByteCount)
      if compressed.isEmpty { reader.endInput() } else { reader.append(compressed) }
    }
  }
}
