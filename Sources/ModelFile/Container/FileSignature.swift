/// The first eight bytes of a file: the magic, or what they say about a file without it.
///
/// As in PNG, the first byte has bit 7 set, so that the file is no text and a seven-bit channel
/// shows; CR LF and the lone LF show both conversions of line ends; 1A ends the display of the
/// file on old systems. The letters are M, L, P.
package enum FileSignature {
  /// `89 4D 4C 50 0D 0A 1A 0A`.
  static let magic: [UInt8] = [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A]
  /// The magic mirrored, at the end of the file.
  static let endMagic: [UInt8] = magic.reversed()

  /// Checks that a file begins with the magic; otherwise names the damage or the other format.
  static func check(_ bytes: [UInt8]) throws(ModelFileError) {
    guard !bytes.starts(with: magic) else { return }
    guard !bytes.isEmpty else { throw fault(.emptyFile, bytes, at: 0, "nothing") }
    if magic.starts(with: bytes) {
      let code: ModelFileError.Code = bytes.count >= 6 ? .cutAtControlZ : .magicCut
      throw fault(code, bytes, at: bytes.count, hexadecimal(bytes))
    }
    for pattern in patterns where pattern.matches(bytes) {
      throw fault(pattern.code, bytes, at: 0, pattern.name)
    }
    throw textFault(bytes) ?? fault(.unknownFormat, bytes, at: 0, hexadecimal(bytes.prefix(8)))
  }

  /// Whether a file begins as a model file does.
  package static func isModelFile(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// What a file that is no model file looks like; `nil` where its first bytes tell nothing.
  package static func foreignName(_ bytes: [UInt8]) -> String? {
    return patterns.first { $0.matches(bytes) }?.name ?? textFault(bytes)?.found
  }

  /// Bytes at an offset that tell a damage or a format.
  private struct Pattern {
    let code: ModelFileError.Code
    let name: String
    let offset: Int
    let bytes: [UInt8]

    init(_ code: ModelFileError.Code, _ name: String, _ bytes: [UInt8], at offset: Int = 0) {
      self.code = code
      self.name = name
      self.offset = offset
      self.bytes = bytes
    }

    func matches(_ file: [UInt8]) -> Bool { file.dropFirst(offset).starts(with: bytes) }
  }

  /// The table of `formats/model-file.md`, section "Other first bytes"; the first match decides.
  private static let patterns: [Pattern] =
    [
      Pattern(.lineEndsShortened, "LF for CR LF", [0x89, 0x4D, 0x4C, 0x50, 0x0A, 0x1A]),
      Pattern(.lineEndsLengthened, "CR CR LF", [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0D, 0x0A]),
      Pattern(.lineEndsLengthened, "CR LF for LF", magic.prefix(7) + [0x0D, 0x0A]),
      Pattern(.lineEndsExchanged, "LF for CR", [0x89, 0x4D, 0x4C, 0x50, 0x0A, 0x0A]),
      Pattern(.lineEndsExchanged, "CR for LF", [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0D, 0x1A]),
      Pattern(.highBitStripped, "09 for 89", [0x09, 0x4D, 0x4C, 0x50]),
      Pattern(.textReencoded, "UTF-8 of Latin-1", [0xC2, 0x89, 0x4D, 0x4C, 0x50]),
      Pattern(.textReencoded, "a replacement character", [0xEF, 0xBF, 0xBD, 0x4D, 0x4C, 0x50]),
      Pattern(.textReencoded, "a question mark", [0x3F, 0x4D, 0x4C, 0x50]),
      Pattern(.byteSwapped, "16-bit words", [0x4D, 0x89, 0x50, 0x4C]),
      Pattern(.byteSwapped, "32-bit words", [0x50, 0x4C, 0x4D, 0x89]),
      Pattern(.byteSwapped, "64-bit words", endMagic),
      Pattern(.compressed, "gzip", [0x1F, 0x8B]),
      Pattern(.compressed, "a zip archive (npz and PyTorch files are zip archives)", ascii("PK")),
      Pattern(.compressed, "zstd", [0x28, 0xB5, 0x2F, 0xFD]),
      Pattern(.compressed, "xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
      Pattern(.compressed, "bzip2", ascii("BZh")),
      Pattern(.largeFilePointer, "a git-lfs pointer", ascii("version https://git-lfs")),
      Pattern(.otherFormat, "GGUF", ascii("GGUF")),
      Pattern(.otherFormat, "npy", [0x93] + ascii("NUMPY")),
      Pattern(.otherFormat, "HDF5", [0x89] + ascii("HDF")),
      Pattern(.otherFormat, "PNG", [0x89] + ascii("PNG")),
      Pattern(.otherFormat, "TFLite", ascii("TFL3"), at: 4),
      Pattern(.otherFormat, "IDX images", [0x00, 0x00, 0x08, 0x03]),
      Pattern(.otherFormat, "IDX labels", [0x00, 0x00, 0x08, 0x01]),
      Pattern(.otherFormat, "safetensors", ascii("{\""), at: 8),
    ]
    + (UInt8(2)...5).map { Pattern(.otherFormat, "pickle", [0x80, $0]) }
    + (UInt8(3)...13).map { Pattern(.otherFormat, "ONNX", [0x08, $0, 0x12]) }

  /// Names a text document by its first character after a byte order mark and white space.
  private static func textFault(_ bytes: [UInt8]) -> ModelFileError? {
    var text = bytes.prefix(64)
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    text = text.drop { [0x09, 0x0A, 0x0D, 0x20].contains($0) }
    switch text.first {
    case UInt8(ascii: "<"): return fault(.textDocument, bytes, at: 0, "HTML or XML")
    case UInt8(ascii: "{"), UInt8(ascii: "["): return fault(.textDocument, bytes, at: 0, "JSON")
    default: return nil
    }
  }

  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func fault(
    _ code: ModelFileError.Code, _ bytes: [UInt8], at offset: Int, _ found: String
  ) -> ModelFileError {
    ModelFileError(
      code, at: offset, field: "magic", expected: hexadecimal(magic), found: found)
  }
}
