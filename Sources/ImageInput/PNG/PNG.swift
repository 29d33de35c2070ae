internal import Gzip

/// Portable Network Graphics, brought to grey.
///
/// All colour types and bit depths are read, interlaced or not, with palette and transparency.
/// Everything that the pixels depend on is checked: order, number and length of the critical
/// chunks and of `tRNS`, the CRC-32 of every chunk, the compressed stream with its Adler-32, and
/// that the stream holds exactly the bytes that the header asks for.
///
/// * Colour becomes grey by Rec. 601 luma; transparent pixels are laid over a background, which is
///   white unless the caller names another (`bKGD` is not followed).
/// * Samples are taken as stored: `gAMA`, `sRGB`, `iCCP`, `cHRM`, `cICP` and `sBIT` are ignored, as
///   are all other ancillary chunks. Of an animated file the still image is read.
/// * An unknown critical chunk, Apple's `CgBI` for example, is refused; so are bytes after `IEND`
///   and bytes after the compressed stream.
///
/// Source: W3C, Portable Network Graphics (PNG) Specification (Third Edition).
public enum PNG {
  /// What every file starts with; it is made to be damaged by transfers as text (section 5.2).
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Whether `bytes` start with `89 50 4E 47`, the half of the signature that says what they are.
  public static func isPNG(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: signature.prefix(4))
  }

  /// Decodes a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - background: the grey that shines through where the image is transparent.
  ///   - pixelLimit: the most pixels that the image may have.
  /// - Precondition: `pixelLimit` is within `1...2^40`.
  /// - Throws: ``ImageError`` with the first fault.
  public static func decode(
    _ bytes: [UInt8], background: UInt8 = 255, pixelLimit: Int = GreyImage.defaultPixelLimit
  ) throws(ImageError) -> GreyImage {
    let file = try PNGFile(bytes, pixelLimit: pixelLimit)
    let header = file.header
    let passes = header.passes
    let byteCount = passes.reduce(0) { $0 + $1.height * (1 + header.rowByteCount($1.width)) }
    // What so few compressed bytes can never make is not allocated either.
    let most = GzipReader.largestExpansion * file.imageData.bytes.count
    guard byteCount <= most else {
      throw file.imageData.error(
        .imageDataCut(expected: byteCount, found: most, isExact: false), at: 0)
    }

    let converter = PNGConverter(file, background: background)
    var scanlines = PNGScanlines(file.imageData, bytesPerPixel: header.filterDistance)
    var pixels = [UInt8](repeating: 0, count: header.width * header.height)
    for pass in passes {
      scanlines.startPass(rowByteCount: header.rowByteCount(pass.width))
      for row in 0..<pass.height {
        let place = PNGFault.Row(pass: pass.number, row: row)
        try scanlines.readRow(place, total: byteCount)
        let outOfRange = converter.convert(
          scanlines.row, pass: pass, row: row, imageWidth: header.width, into: &pixels)
        if let (column, index) = outOfRange {
          throw scanlines.error(
            .paletteIndex(place, column: column, found: index, count: file.palette.count))
        }
      }
    }
    try scanlines.finish(total: byteCount)
    return GreyImage(width: header.width, height: header.height, pixels: pixels)
  }
}
