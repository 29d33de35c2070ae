/// The portable grey map of Netpbm, in text (`P2`) and in bytes (`P5`).
///
/// The header holds `P2` or `P5`, width, height and the largest sample (1...65535), separated by
/// white space; `#` starts a comment that runs to the end of its line. One byte of white space
/// ends the header of `P5`; after it come the samples, of one byte where the largest is below 256,
/// else of two, the more significant first. In `P2` the samples are decimal numbers, and comments
/// may stand between them.
///
/// Samples are spread over 0...255 linearly, `(255 * sample + largest / 2) / largest` in integers.
/// Files of several images are refused as files that go on, and so is anything else after the
/// image, but for white space and comments in `P2`.
///
/// Source: Netpbm, manual page pgm(5).
public enum PGM {
  /// Whether `bytes` start with `P2` or `P5`.
  public static func isPGM(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == UInt8(ascii: "P")
      && (bytes[1] == UInt8(ascii: "2") || bytes[1] == UInt8(ascii: "5"))
  }

  /// Decodes a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - pixelLimit: the most pixels that the image may have.
  /// - Precondition: `pixelLimit` is within `1...2^40`.
  /// - Throws: ``ImageError`` with the first fault.
  public static func decode(
    _ bytes: [UInt8], pixelLimit: Int = GreyImage.defaultPixelLimit
  ) throws(ImageError) -> GreyImage {
    guard isPGM(bytes) else {
      throw ImageError(offset: 0, fault: .pgm(.magic(found: [UInt8](bytes.prefix(2)))))
    }
    let isText = bytes[1] == UInt8(ascii: "2")
    var scanner = PGMScanner(bytes: bytes, position: 2)
    let sizeOffset = scanner.position
    let width = try scanner.number(.width)
    let height = try scanner.number(.height)
    try checkPixelCount(width: width, height: height, limit: pixelLimit, offset: sizeOffset)
    let maximum = try scanner.number(.maximum)
    let count = width * height
    let pixels =
      isText
      ? try scanner.textSamples(count, maximum: maximum)
      : try scanner.byteSamples(count, maximum: maximum)
    return GreyImage(width: width, height: height, pixels: pixels)
  }
}
