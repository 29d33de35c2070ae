internal import Gzip

extension PNGFault {
  var subject: String {
    switch self {
    case .signature: "png signature"
    case .chunkCut(let chunk, _, _): "png chunk\(chunk.map { " \($0)" } ?? "") is cut"
    case .chunkType: "png chunk type"
    case .chunkLength: "png chunk length"
    case .checksum(let chunk, _, _): "checksum of png chunk \(chunk)"
    case .firstChunk: "first png chunk"
    case .repeated(let chunk): "png chunk \(chunk) comes again"
    case .misplaced(let chunk, _): "place of png chunk \(chunk)"
    case .scatteredPixels: "png chunks IDAT are parted"
    case .missing(let chunk, _): "png chunk \(chunk) is missing"
    case .unknownCritical: "critical png chunk"
    case .forbidden(let chunk, _): "png chunk \(chunk)"
    case .length(let chunk, _, _): "length of png chunk \(chunk)"
    case .noPixels: "png image size"
    case .dimension: "png image width or height"
    case .colourType: "png colour type"
    case .bitDepth(_, let colourType): "png bit depth of colour type \(colourType)"
    case .compressionMethod: "png compression method"
    case .filterMethod: "png filter method"
    case .interlaceMethod: "png interlace method"
    case .compression(let error): "\(error.subject) in the png pixels"
    case .imageDataCut: "png pixels are cut"
    case .imageDataGoOn: "png pixels go on"
    case .filter(let row, _): "png filter of \(row)"
    case .paletteIndex(let row, let column, _, _): "png colour of \(row), column \(column)"
    case .trailingBytes: "png file goes on"
    }
  }

  var expected: String {
    switch self {
    case .signature: hexadecimal(PNG.signature)
    case .chunkCut(_, let needed, _): "\(needed) bytes"
    case .chunkType: "four letters"
    case .chunkLength: "at most \(Int32.max)"
    case .checksum(_, let expected, _): hexadecimal(expected)
    case .firstChunk: "IHDR"
    case .repeated: "it once"
    case .misplaced(_, let before): "it before \(before)"
    case .scatteredPixels: "IDAT after IDAT"
    case .missing(let chunk, _): chunk
    case .unknownCritical: "IHDR, PLTE, IDAT or IEND"
    case .forbidden: "none"
    case .length(_, let expected, _): expected
    case .noPixels: "at least 1 x 1"
    case .dimension: "at most \(Int32.max)"
    case .colourType: "0, 2, 3, 4 or 6"
    case .bitDepth(_, let colourType): depths(colourType)
    case .compressionMethod, .filterMethod: "0"
    case .interlaceMethod: "0 or 1"
    case .compression(let error): error.expected
    case .imageDataCut(let expected, _, _), .imageDataGoOn(let expected): "\(expected) bytes"
    case .filter: "0 to 4"
    case .paletteIndex(_, _, _, let count): "0 to \(count - 1)"
    case .trailingBytes: "the end"
    }
  }

  var found: String {
    switch self {
    case .signature(let found), .chunkType(let found): hexadecimal(found)
    case .chunkCut(_, _, let available): "\(available)"
    case .chunkLength(let found), .dimension(let found): "\(found)"
    case .checksum(_, _, let found): hexadecimal(found)
    case .firstChunk(let found), .unknownCritical(let found): found
    case .repeated: "it twice"
    case .misplaced(_, let before): "it after \(before)"
    case .scatteredPixels(let other): "IDAT after \(other)"
    case .missing(_, let found): found ?? "the end of the file"
    case .forbidden(_, let colourType): "it in an image of colour type \(colourType)"
    case .length(_, _, let found): "\(found)"
    case .noPixels(let width, let height): "\(width) x \(height)"
    case .colourType(let found), .bitDepth(let found, _), .compressionMethod(let found),
      .filterMethod(let found), .interlaceMethod(let found), .filter(_, let found):
      "\(found)"
    case .compression(let error): error.found
    case .imageDataCut(_, let found, let isExact): isExact ? "\(found)" : "at most \(found)"
    case .imageDataGoOn: "more"
    case .paletteIndex(_, _, let found, _): "\(found)"
    case .trailingBytes(let count): "\(count) more bytes"
    }
  }

  var advice: String? {
    switch self {
    case .signature: "the file was transferred as text, fetch it again"
    case .chunkCut, .missing(_, nil): "the file was cut short, fetch it again"
    case .unknownCritical(let chunk) where chunk == "CgBI":
      "convert Apple's variant with pngcrush -revert-iphone-optimizations"
    default: nil
    }
  }

  private func depths(_ colourType: UInt8) -> String {
    let depths = PNGColourType(rawValue: colourType)?.bitDepths ?? []
    return depths.map { "\($0)" }.joined(separator: ", ")
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String { ImageInput.hexadecimal(bytes) }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension PNGFault.Row: CustomStringConvertible {
  /// The row, after its pass where there is one.
  public var description: String { (pass.map { "pass \($0), " } ?? "") + "row \(row)" }
}
