internal import Gzip

/// Mutates IDX files: raw bytes, the compressed form, or elements behind a header that fits them.
public enum IDXMutator {
  /// A mutated file of at most `limit` bytes.
  public static func mutate(_ file: [UInt8], limit: Int, seed: UInt32) -> [UInt8] {
    var dice = Dice(seed: seed)
    guard Gzip.isGzip(file) else {
      let plain = mutatePlain(file, limit: limit, &dice)
      guard dice.roll(64) == 0 else { return plain }
      let compressed = GzipMutator.compressed(plain, &dice)
      return compressed.count <= limit ? compressed : plain
    }
    // A content that is much longer than the file still fits it, compressed.
    return GzipMutator.mutate(file, limit: limit, &dice) { content, dice in
      mutatePlain(content, limit: max(content.count, limit), &dice)
    }
  }

  private static func mutatePlain(
    _ file: [UInt8], limit: Int, _ dice: inout Dice
  ) -> [UInt8] {
    let mutated = LibFuzzer.mutate(file, limit: limit)
    return dice.roll(2) == 0 ? mutated : fitted(mutated, &dice)
  }

  /// The file with the count, and for some the size of an image, that its length allows.
  private static func fitted(_ file: [UInt8], _ dice: inout Dice) -> [UInt8] {
    guard file.count > 8 else { return file }
    var file = file
    let isImages = file[3] == 3
    guard isImages, file.count > 16 else {
      file.setBigEndian(file.count - 8, at: 4)
      return file
    }
    let elements = file.count - 16
    let columns = 1 + dice.roll(min(elements, 64))
    let rows = 1 + dice.roll(elements / columns)
    let count = elements / columns / rows
    for (offset, size) in [(4, count), (8, rows), (12, columns)] {
      file.setBigEndian(size, at: offset)
    }
    return Array(file[..<(16 + count * rows * columns)])
  }
}

extension [UInt8] {
  fileprivate mutating func setBigEndian(_ number: Int, at offset: Int) {
    set(UInt64(UInt32(number).byteSwapped), at: offset, 4)
  }
}
