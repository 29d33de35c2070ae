internal import Gzip
public import MNISTData
public import ModelFile

/// A file of a data set as its publisher offers it, and how to know its bytes.
public struct PublishedFile: Sendable, Hashable {
  /// Which of the four files it is.
  public let file: StandardFile
  /// The size of the compressed file as it was published.
  public let archiveByteCount: Int
  /// The SHA-256 of the compressed file, where the publisher's own bytes are known.
  ///
  /// Other bytes may be right too: a mirror may have compressed the file anew.
  public let archiveDigest: ContentDigest?
  /// The size of the uncompressed file.
  public let byteCount: Int
  /// The SHA-256 of the uncompressed file, which decides.
  public let digest: ContentDigest

  /// Describes a file.
  public init(
    _ file: StandardFile, archiveByteCount: Int, archiveDigest: ContentDigest? = nil,
    byteCount: Int, digest: ContentDigest
  ) {
    self.file = file
    self.archiveByteCount = archiveByteCount
    self.archiveDigest = archiveDigest
    self.byteCount = byteCount
    self.digest = digest
  }

  /// The name that the file is published under.
  public var name: String { file.name + ".gz" }

  /// The most bytes that a file with these contents can need.
  ///
  /// Deflate stores what it cannot compress in blocks of at most 65,535 bytes with 5 bytes before
  /// each (RFC 1951, section 3.2.4), far less than a 256th; the constant is for gzip's own header.
  var byteLimit: Int { byteCount + byteCount / 256 + 65_536 }

  /// How bytes hold a file's contents.
  enum Form: Sendable, Hashable {
    /// Compressed with gzip.
    case compressed
    /// As they are.
    case plain
  }

  /// The form in which `bytes` hold this file, or `nil` where they hold anything else.
  func form(of bytes: [UInt8]) -> Form? {
    if bytes.count == archiveByteCount, let archiveDigest,
      ContentDigest(of: bytes) == archiveDigest
    {
      return .compressed
    }
    if bytes.count == byteCount, ContentDigest(of: bytes) == digest { return .plain }
    guard Gzip.isGzip(bytes) else { return nil }
    do {
      let contents = try Gzip.inflate(bytes, limit: byteCount)
      return ContentDigest(of: contents) == digest ? .compressed : nil
    } catch {
      // What cannot be inflated to these contents does not hold them, for whatever reason.
      return nil
    }
  }

  /// The name of this file in a form.
  func name(_ form: Form) -> String {
    switch form {
    case .compressed: name
    case .plain: file.name
    }
  }
}
