import Fuzzing
import Gzip

/// Mutates pictures: raw bytes, PNG chunks behind right checksums, or PNG files made from the
/// input's bytes, whose compressed pixels no mutation of raw bytes would keep whole.
enum PictureMutator {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A mutated file of at most `limit` bytes.
  static func mutate(_ file: [UInt8], limit: Int, seed: UInt32) -> [UInt8] {
    var dice = Dice(seed: seed)
    let mutated = LibFuzzer.mutate(file, limit: limit)
    guard file.starts(with: signature) else { return mutated }
    switch dice.roll(16) {
    case 0: return mutated
    case 1:
      let made = made(from: mutated, &dice)
      return made.count <= limit ? made : repaired(mutated)
    default: return repaired(mutated)
    }
  }

  /// The file with the checksum of each chunk made right.
  private static func repaired(_ file: [UInt8]) -> [UInt8] {
    var bytes = file
    bytes.replaceSubrange(0..<min(8, bytes.count), with: signature.prefix(bytes.count))
    var start = 8
    while start + 12 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - start - 12 else { break }
      let end = start + 8 + length
      let checksum = CRC32.checksum(Array(bytes[start + 4..<end]))
      bytes.replaceSubrange(end..<end + 4, with: bigEndian(checksum))
      start = end + 4
    }
    return bytes
  }

  /// A file of any colour type, depth and interlacing whose rows are the input's bytes.
  private static func made(from content: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let kinds: [(type: UInt8, depths: [UInt8])] = [
      (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]),
    ]
    let kind = dice.pick(kinds) ?? kinds[0]
    let depth = dice.pick(kind.depths) ?? 8
    let (width, height) = (1 + dice.roll(40), 1 + dice.roll(40))
    let interlace = UInt8(dice.roll(2))
    let header =
      bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [depth, kind.type, 0, 0, interlace]
    var chunks = chunk("IHDR", header)
    if kind.type == 3 {
      let colours = 3 * (1 + dice.roll(1 << min(Int(depth), 6)))
      chunks += chunk("PLTE", (0..<colours).map { UInt8($0 * 5 & 0xFF) })
    }
    let channels = [1, 0, 3, 1, 2, 0, 4][Int(kind.type)]
    let rowByteCount = 1 + (width * channels * Int(depth) + 7) / 8
    var rows = Array(content.prefix(2 * height * rowByteCount))
    // The first byte of a row names its filter, 0 to 4; the right length for half of the files.
    for start in stride(from: 0, to: rows.count, by: rowByteCount) { rows[start] %= 5 }
    let wanted = height * rowByteCount
    if dice.roll(2) == 0, rows.count < wanted {
      rows += [UInt8](repeating: 0, count: wanted - rows.count)
    } else if rows.count > wanted {
      rows.removeSubrange(wanted...)
    }
    return signature + chunks + chunk("IDAT", zlibStream(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(CRC32.checksum(body))
  }

  /// The data as a zlib stream (RFC 1950): a gzip member's deflate stream, its Adler-32 behind it.
  private static func zlibStream(_ data: [UInt8]) -> [UInt8] {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in data {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return [0x78, 0x9C] + Gzip.deflate(data, level: 1).dropFirst(10).dropLast(8)
      + bigEndian(high << 16 | low)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }
}
