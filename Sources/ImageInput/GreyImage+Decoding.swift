extension GreyImage {
  /// The most pixels that an image may have where the caller sets no other limit: 64 Mi.
  public static let defaultPixelLimit = 1 << 26

  /// Decodes a PNG or PGM file, told apart by the first bytes.
  ///
  /// Besides the file, decoding takes one byte for each pixel and a few rows. A size is believed
  /// only after it has been held against `pixelLimit` and against what the bytes at hand can make.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - background: the grey that shines through where a PNG file is transparent. White by
  ///     default, the usual page behind a drawing.
  ///   - pixelLimit: the most pixels that the image may have.
  /// - Precondition: `pixelLimit` is within `1...2^40`.
  /// - Throws: ``ImageError`` with the first fault.
  public init(
    decoding bytes: [UInt8], background: UInt8 = 255, pixelLimit: Int = defaultPixelLimit
  ) throws(ImageError) {
    if PGM.isPGM(bytes) {
      self = try PGM.decode(bytes, pixelLimit: pixelLimit)
    } else if PNG.isPNG(bytes) {
      self = try PNG.decode(bytes, background: background, pixelLimit: pixelLimit)
    } else if bytes.isEmpty {
      throw ImageError(offset: 0, fault: .empty)
    } else if let format = ForeignImageFormat(bytes) {
      throw ImageError(offset: 0, fault: .foreign(format, found: [UInt8](bytes.prefix(4))))
    } else {
      throw ImageError(offset: 0, fault: .unknownFormat(found: [UInt8](bytes.prefix(4))))
    }
  }
}

/// Refuses an image of more pixels than the caller allows; `offset` is where the size stands.
func checkPixelCount(
  width: Int, height: Int, limit: Int, offset: Int
) throws(ImageError) {
  precondition(
    limit >= 1 && limit <= 1 << 40, "a limit of pixels is 1 to 2^40, found \(limit)")
  let (count, overflow) = width.multipliedReportingOverflow(by: height)
  guard !overflow, count <= limit else {
    throw ImageError(
      offset: offset, fault: .tooManyPixels(width: width, height: height, limit: limit))
  }
}
