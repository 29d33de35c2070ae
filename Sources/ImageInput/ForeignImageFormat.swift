/// What people are known to hand over instead of a PNG or PGM file, told by its first bytes.
public enum ForeignImageFormat: Sendable, Hashable, CaseIterable {
  /// A JPEG photograph.
  case jpeg
  /// A GIF image.
  case gif
  /// A Windows bitmap.
  case bmp
  /// A TIFF image of either byte order.
  case tiff
  /// A WebP image.
  case webP
  /// A HEIF or AVIF image, as telephones take them.
  case heif
  /// Another kind of Netpbm image: black and white, colour, or with an arbitrary depth.
  case netpbm
  /// A vector drawing in SVG, or another XML file.
  case xml
  /// A PDF document.
  case pdf
  /// A file compressed with gzip.
  case gzip

  /// Recognises the first bytes of a file; `nil` where they are none of these formats.
  init?(_ bytes: [UInt8]) {
    let match = ForeignImageFormat.allCases.first { format in
      format.signatures.contains { bytes.dropFirst(format.signatureOffset).starts(with: $0) }
    }
    guard let match else { return nil }
    self = match
  }

  /// Where the signature stands: two formats begin with the length of their first part.
  private var signatureOffset: Int {
    switch self {
    case .webP: 8
    case .heif: 4
    default: 0
    }
  }

  private var signatures: [[UInt8]] {
    switch self {
    case .jpeg: [[0xFF, 0xD8, 0xFF]]
    case .gif: [Array("GIF8".utf8)]
    case .bmp: [Array("BM".utf8)]
    case .tiff: [Array("II*\0".utf8), Array("MM\0*".utf8)]
    case .webP: [Array("WEBP".utf8)]
    case .heif: ["ftyphei", "ftyphev", "ftypmif1", "ftypmsf1", "ftypavi"].map { Array($0.utf8) }
    case .netpbm: ["P1", "P3", "P4", "P6", "P7", "Pf", "PF"].map { Array($0.utf8) }
    case .xml: ["<?xml", "<svg"].map { Array($0.utf8) }
    case .pdf: [Array("%PDF".utf8)]
    case .gzip: [[0x1F, 0x8B]]
    }
  }
}

extension ForeignImageFormat: CustomStringConvertible {
  /// The name of the format.
  public var description: String {
    switch self {
    case .jpeg: "jpeg"
    case .gif: "gif"
    case .bmp: "bmp"
    case .tiff: "tiff"
    case .webP: "webp"
    case .heif: "heif or avif"
    case .netpbm: "a netpbm image that is not grey"
    case .xml: "svg or another xml file"
    case .pdf: "pdf"
    case .gzip: "gzip"
    }
  }

  /// What to do about it.
  var advice: String {
    self == .gzip ? "inflate the file first" : "convert the image to png or pgm"
  }
}
