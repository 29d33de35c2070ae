import Gzip

/// The rule of the format once more, as short as it can be said.
enum IDXRule {
  /// The most bytes of content that a compressed file is inflated to.
  private static let limit = 1 << 17

  /// Whether a file is legal, and of which kind; `nil` where it is compressed and its content is
  /// too long to tell.
  static func verdict(_ file: [UInt8]) -> (isImages: Bool, isLabels: Bool)? {
    var content = file
    if file.starts(with: [0x1F, 0x8B]) {
      do throws(GzipError) {
        content = try Gzip.inflate(file, limit: limit)
      } catch {
        if case .limitExceeded = error { return nil }
        return (false, false)
      }
    }
    return (isLegal(content, dimensions: 3), isLegal(content, dimensions: 1))
  }

  private static func isLegal(_ content: [UInt8], dimensions: Int) -> Bool {
    let start = 4 + 4 * dimensions
    guard content.count >= start, content[..<4].elementsEqual([0, 0, 8, UInt8(dimensions)]) else {
      return false
    }
    let sizes = (1...dimensions).map { index in
      content[(4 * index)..<(4 * index + 4)].reduce(0.0) { $0 * 256 + Double($1) }
    }
    // Products of three such numbers are exact where they are small, and large where they are not.
    return sizes.dropFirst().reduce(1, *) <= 65_536
      && sizes.reduce(1, *) == Double(content.count - start) && content.count > start
  }
}
