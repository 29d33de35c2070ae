internal import ModelFile
internal import SystemPackage

/// A file of two lines: a JSON object, and the SHA-256 of its line.
///
///     head -n 1 FILE | sha256sum
///
/// gives what the second line holds. So a file that was cut or changed is told from a whole one
/// before anything in it is believed. See `formats/cross-validation.md`.
struct SealedLine: Hashable {
  /// The first line, without its end.
  let text: String

  private static let sealStart = Array(#"{"sha256":""#.utf8)
  private static let sealEnd = Array("\"}\n".utf8)
  private static let lineFeed = UInt8(ascii: "\n")
  /// The number of bytes of the second line, its end included.
  private static let sealByteCount = sealStart.count + 64 + sealEnd.count

  /// Takes a line of JSON.
  init(_ text: String) {
    self.text = text
  }

  /// The SHA-256 of the line with its end.
  var digest: ContentDigest { ContentDigest(of: Array(text.utf8) + [SealedLine.lineFeed]) }

  /// The bytes of the file.
  var encoded: [UInt8] {
    Array(text.utf8) + [SealedLine.lineFeed] + SealedLine.sealStart + Array("\(digest)".utf8)
      + SealedLine.sealEnd
  }

  /// Takes the line out of a file's bytes.
  ///
  /// - Throws: ``WorkflowError`` where the file is cut or changed.
  init(decoding bytes: [UInt8], path: FilePath) throws(WorkflowError) {
    let lineEnd = bytes.firstIndex(of: SealedLine.lineFeed) ?? bytes.count
    let seal = bytes.dropFirst(lineEnd + 1)
    guard lineEnd > 0, lineEnd < bytes.count else {
      throw SealedLine.fault(
        "holds no whole first line", at: bytes.count, expected: "a line of JSON",
        found: "\(bytes.count) bytes without a line's end", path)
    }
    guard seal.count == SealedLine.sealByteCount, seal.starts(with: SealedLine.sealStart),
      seal.suffix(SealedLine.sealEnd.count) == SealedLine.sealEnd[...]
    else {
      throw SealedLine.fault(
        "the second line is no seal", at: lineEnd + 1,
        expected: "a line of \(SealedLine.sealByteCount) bytes with the SHA-256 of the first",
        found: "\(seal.count) bytes", path)
    }
    guard let text = String(validating: bytes[..<lineEnd], as: UTF8.self) else {
      throw SealedLine.fault(
        "the first line is no UTF-8", at: 0, expected: "UTF-8", found: "other bytes", path)
    }
    self.init(text)
    let written = seal.dropFirst(SealedLine.sealStart.count).prefix(64)
    guard written.elementsEqual("\(digest)".utf8) else {
      throw SealedLine.fault(
        "the first line is not the one that was sealed", at: lineEnd + 1,
        expected: "SHA-256 \(digest)", found: String(decoding: written, as: UTF8.self), path)
    }
  }

  /// The error of a file that is no result or plan of a search.
  static func fault(
    _ what: String, at offset: Int? = nil, expected: String, found: String, _ path: FilePath
  ) -> WorkflowError {
    WorkflowError(
      .input, code: "searchFile", "\(what): expected \(expected), found \(found)",
      path: path.string, offset: offset, expected: expected, found: found)
  }
}
