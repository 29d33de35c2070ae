internal import Crypto

/// The SHA-256 of some bytes.
public struct ContentDigest: Sendable, Hashable {
  /// The 32 bytes of the digest.
  public let bytes: [UInt8]

  /// The number of bytes of a digest.
  package static let byteCount = 32

  /// Takes a digest's 32 bytes; `nil` where there are more or fewer.
  public init?(bytes: [UInt8]) {
    guard bytes.count == ContentDigest.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Takes a digest as ``description`` writes it; `nil` for any other text.
  package init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 2 * ContentDigest.byteCount else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      let pair = digits[start..<start + 2]
      guard pair.allSatisfy({ "0123456789abcdef".utf8.contains($0) }),
        let byte = UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    self.init(bytes: bytes)
  }

  /// Computes the digest of `content`.
  public init(of content: [UInt8]) {
    self.init(ofAll: [content[...]])
  }

  /// Computes the digest of pieces as if they were joined.
  package init(ofAll pieces: [ArraySlice<UInt8>]) {
    var hash = SHA256()
    for piece in pieces { hash.update(data: piece) }
    bytes = Array(hash.finalize())
  }
}

extension ContentDigest: CustomStringConvertible {
  /// The digest as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
  public var description: String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
