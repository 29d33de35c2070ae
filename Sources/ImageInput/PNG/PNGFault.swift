public import Gzip

/// What can be wrong with a PNG file.
///
/// Chunks are named by their four letters. The sections named are those of the PNG specification,
/// third edition.
public enum PNGFault: Sendable, Hashable {
  /// A row of pixels: of the whole image, or of one of the seven passes of an interlaced one.
  public struct Row: Sendable, Hashable {
    /// The pass, 1 to 7; `nil` where the image is not interlaced.
    public let pass: Int?
    /// The row within the pass, from 0 at the top.
    public let row: Int

    /// Creates the name of a row.
    public init(pass: Int?, row: Int) {
      self.pass = pass
      self.row = row
    }
  }

  /// The file does not start with the signature (5.2).
  case signature(found: [UInt8])
  /// The file ends within a chunk; `needed` bytes of it are missing in whole or in part (5.3).
  case chunkCut(chunk: String?, needed: Int, available: Int)
  /// The type of a chunk is not four letters (5.3).
  case chunkType(found: [UInt8])
  /// A chunk is longer than 2^31 - 1 bytes (5.3).
  case chunkLength(found: UInt32)
  /// The CRC-32 of a chunk is wrong (5.3).
  case checksum(chunk: String, expected: UInt32, found: UInt32)
  /// The first chunk is not `IHDR` (5.6).
  case firstChunk(found: String)
  /// A chunk comes again that may come only once (5.6).
  case repeated(chunk: String)
  /// A chunk stands behind one that it has to precede (5.6).
  case misplaced(chunk: String, before: String)
  /// An `IDAT` does not follow the one before, but another chunk in between (5.6).
  case scatteredPixels(after: String)
  /// A chunk is missing that has to be there before `found`, or before the end if `nil` (5.6).
  case missing(chunk: String, found: String?)
  /// A chunk that decoders must know is not known (5.4).
  case unknownCritical(chunk: String)
  /// A chunk is not allowed in an image of its colour type (11.2.2, 11.3.1).
  case forbidden(chunk: String, colourType: UInt8)
  /// A chunk has the wrong length.
  case length(chunk: String, expected: String, found: Int)
  /// The image has no columns or no rows (11.2.1).
  case noPixels(width: UInt32, height: UInt32)
  /// Width or height is above 2^31 - 1 (11.2.1).
  case dimension(found: UInt32)
  /// The colour type does not exist (11.2.1).
  case colourType(found: UInt8)
  /// The bit depth does not exist, or not for this colour type (11.2.1).
  case bitDepth(found: UInt8, colourType: UInt8)
  /// The compression method is not 0 (11.2.1).
  case compressionMethod(found: UInt8)
  /// The filter method is not 0 (11.2.1).
  case filterMethod(found: UInt8)
  /// The interlace method is neither 0 nor 1 (11.2.1).
  case interlaceMethod(found: UInt8)
  /// The compressed pixels break the zlib format (10).
  case compression(ZlibError)
  /// The compressed pixels end too soon; `found` is an upper bound where it is not exact.
  case imageDataCut(expected: Int, found: Int, isExact: Bool)
  /// The compressed pixels inflate to more than the header asks for.
  case imageDataGoOn(expected: Int)
  /// A row has a filter that does not exist (9.2).
  case filter(Row, found: UInt8)
  /// A pixel names a colour that the palette does not have (11.2.2).
  case paletteIndex(Row, column: Int, found: Int, count: Int)
  /// `count` bytes follow the last chunk.
  case trailingBytes(count: Int)
}
