internal import Gzip

/// The members of a ZIP archive, put together again with right lengths, offsets and checksums.
struct RawArchive {
  struct Member {
    var name: [UInt8]
    var content: [UInt8]
    var isDeflated: Bool
    /// Whether checksum and lengths stand behind the data, too.
    var isStreamed: Bool
    /// Whether the local header says its lengths in 64 bits.
    var isWide = false
  }

  /// More than any member of an input of a few kilobytes needs.
  static let contentLimit = 1 << 14
  private static let endByteCount = 22

  var members: [Member] = []
  /// Whether the end record's numbers are in 64 bits.
  var hasWideEnd = false

  /// Takes an archive apart, as far as its directory leads to members; `nil` where to none.
  init?(_ file: [UInt8]) {
    for entry in RawArchive.entries(file) {
      guard let content = entry.content(file) else { continue }
      members.append(
        Member(
          name: entry.name, content: content, isDeflated: entry.isDeflated,
          isStreamed: entry.isStreamed))
    }
    guard !members.isEmpty else { return nil }
  }

  /// The archive with the CRC-32 of each member made right where it stands.
  static func repaired(_ file: [UInt8]) -> [UInt8] {
    var file = file
    for entry in entries(file) {
      guard let content = entry.content(file) else { continue }
      let checksum = UInt64(CRC32.checksum(content))
      file.set(checksum, at: entry.offset + 16, 4)
      guard entry.isStreamed else {
        file.set(checksum, at: entry.header + 14, 4)
        continue
      }
      let hasSignature = file.number(at: entry.data.upperBound, 4) == 0x0807_4B50
      file.set(checksum, at: entry.data.upperBound + (hasSignature ? 4 : 0), 4)
    }
    return file
  }

  /// The archive.
  var file: [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let data = member.isDeflated ? RawDeflate.deflate(member.content, level: 1) : member.content
      let checksum = UInt64(CRC32.checksum(member.content))
      let (count, whole) = (UInt64(data.count), UInt64(member.content.count))
      directory += [0x50, 0x4B, 1, 2, 20, 0] + common(member, [checksum, count, whole], 0)
      directory += [UInt8](repeating: 0, count: 10)
      directory.append(UInt64(result.count), 4)
      directory += member.name
      let facts = member.isStreamed ? [0, 0, 0] : [checksum, count, whole]
      var extra: [UInt8] = []
      if member.isWide {
        extra = [1, 0, 16, 0]
        for fact in [facts[2], facts[1]] { extra.append(fact, 8) }
      }
      let stated = member.isWide ? [facts[0], UInt64(UInt32.max), UInt64(UInt32.max)] : facts
      result += [0x50, 0x4B, 3, 4, 20, 0] + common(member, stated, extra.count)
      result += member.name + extra + data
      guard member.isStreamed else { continue }
      result += [0x50, 0x4B, 7, 8]
      result.append(checksum, 4)
      for fact in [count, whole] { result.append(fact, member.isWide ? 8 : 4) }
    }
    return result + directory + end(UInt64(result.count), UInt64(directory.count))
  }

  /// Flags, method, time, facts and the lengths of name and extra field.
  private func common(_ member: Member, _ facts: [UInt64], _ extraCount: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in [member.isStreamed ? 8 : 0, member.isDeflated ? 8 : 0, 0, 33] as [UInt64] {
      bytes.append(word, 2)
    }
    for fact in facts { bytes.append(fact, 4) }
    bytes.append(UInt64(member.name.count), 2)
    bytes.append(UInt64(extraCount), 2)
    return bytes
  }

  private func end(_ offset: UInt64, _ byteCount: UInt64) -> [UInt8] {
    let count = UInt64(members.count)
    var end: [UInt8] = []
    if hasWideEnd {
      end += [0x50, 0x4B, 6, 6, 44] + [UInt8](repeating: 0, count: 19)
      for number in [count, count, byteCount, offset] { end.append(number, 8) }
      end += [0x50, 0x4B, 6, 7, 0, 0, 0, 0]
      end.append(offset + byteCount, 8)
      end += [1, 0, 0, 0]
    }
    end += [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    for _ in 0..<2 { end.append(hasWideEnd ? 0xFFFF : count, 2) }
    for number in [byteCount, offset] { end.append(hasWideEnd ? 0xFFFF_FFFF : number, 4) }
    return end + [0, 0]
  }
}

extension RawArchive {
  /// Where a member is, by an entry of the directory.
  private struct Entry {
    let offset: Int
    let header: Int
    let name: [UInt8]
    let isDeflated: Bool
    let isStreamed: Bool
    let data: Range<Int>

    /// Reads an entry; `nil` where it is none, or leads out of the file.
    init?(_ file: [UInt8], at offset: Int) {
      guard file.number(at: offset, 4) == 0x0201_4B50,
        let count = file.number(at: offset + 20, 4),
        let nameCount = file.number(at: offset + 28, 2),
        let header = file.number(at: offset + 42, 4).map({ Int($0) }),
        let localNameCount = file.number(at: header + 26, 2),
        let extraCount = file.number(at: header + 28, 2),
        offset + 46 + Int(nameCount) <= file.count
      else { return nil }
      let start = header + 30 + Int(localNameCount) + Int(extraCount)
      guard start + Int(count) <= file.count else { return nil }
      self.offset = offset
      self.header = header
      name = Array(file[offset + 46..<offset + 46 + Int(nameCount)])
      isDeflated = file[offset + 10] == 8
      isStreamed = file[offset + 8] & 8 != 0
      data = start..<start + Int(count)
    }

    /// The content; `nil` where it is damaged.
    ///
    /// Not by the reader under test: where it traps here, libFuzzer keeps the input before.
    func content(_ file: [UInt8]) -> [UInt8]? {
      let data = Array(file[data])
      return isDeflated ? ZlibOracle.inflateRaw(data, limit: RawArchive.contentLimit) : data
    }
  }

  /// The entries that the signature of the directory leads to.
  private static func entries(_ file: [UInt8]) -> [Entry] {
    let signature: [UInt8] = [0x50, 0x4B, 1, 2]
    return file.indices.lazy
      .filter { file[$0] == 0x50 && file[$0...].starts(with: signature) }
      .prefix(64).compactMap { Entry(file, at: $0) }
  }
}
