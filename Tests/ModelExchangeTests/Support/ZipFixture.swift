import ByteCoding
import Gzip

/// A ZIP archive with any fault that a test wants.
struct ZipFixture {
  /// A member; what its local header says may differ from what the directory says.
  struct Member {
    var name: String
    var content: [UInt8]
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var checksum: UInt32?
    var byteCount: UInt32?
    var localName: String?
    var localByteCount: UInt32?
    /// Whether the local header says its lengths in 64 bits, as NumPy writes it.
    var isWide = false
    var hasDescriptorSignature = true
    /// Bytes before the local header.
    var gap: [UInt8] = []
    /// The offset that the directory says.
    var offset: UInt32?
  }

  var members: [Member]
  /// Whether the end record's numbers are in 64 bits.
  var hasWideEnd = false
  var suffix: [UInt8] = []
  /// The number of members that the end record says.
  var count: UInt16?

  var bytes: [UInt8] {
    var file = ByteWriter()
    var directory = ByteWriter()
    for member in members {
      file.append(bytes: member.gap)
      let data = member.method == 8 ? RawDeflate.deflate(member.content) : member.content
      let checksum = member.checksum ?? CRC32.checksum(member.content)
      let byteCount = member.byteCount ?? UInt32(member.content.count)
      directory.append(bytes: [0x50, 0x4B, 1, 2, 20, 0])
      directory.append(
        bytes: ZipFixture.common(member, [checksum, UInt32(data.count), byteCount], member.name, 0))
      directory.append(bytes: [UInt8](repeating: 0, count: 10))
      directory.append(u32: member.offset ?? UInt32(file.count), .little)
      directory.append(utf8: member.name)

      let isStreamed = member.flags & 8 != 0
      let localByteCount = member.localByteCount ?? byteCount
      var facts = isStreamed ? [0, 0, 0] : [checksum, UInt32(data.count), localByteCount]
      var extra = ByteWriter()
      if member.isWide {
        extra.append(bytes: [1, 0, 16, 0])
        extra.append(u64: UInt64(facts[2]), .little)
        extra.append(u64: UInt64(facts[1]), .little)
        facts = [facts[0], UInt32.max, UInt32.max]
      }
      let name = member.localName ?? member.name
      file.append(bytes: [0x50, 0x4B, 3, 4])
      file.append(bytes: ZipFixture.common(member, facts, name, extra.count))
      file.append(utf8: name)
      file.append(bytes: extra.bytes)
      file.append(bytes: data)
      guard isStreamed else { continue }
      if member.hasDescriptorSignature { file.append(bytes: [0x50, 0x4B, 7, 8]) }
      file.append(u32: checksum, .little)
      for length in [data.count, member.content.count] {
        if member.isWide {
          file.append(u64: UInt64(length), .little)
        } else {
          file.append(u32: UInt32(length), .little)
        }
      }
    }
    return file.bytes + directory.bytes + end(file.count, directory.count) + suffix
  }

  private static func common(
    _ member: Member, _ facts: [UInt32], _ name: String, _ extraCount: Int
  ) -> [UInt8] {
    var writer = ByteWriter()
    for word in [20, member.flags, member.method, 0, 33] { writer.append(u16: word, .little) }
    for fact in facts { writer.append(u32: fact, .little) }
    writer.append(u16: UInt16(name.utf8.count), .little)
    writer.append(u16: UInt16(extraCount), .little)
    return writer.bytes
  }

  private func end(_ offset: Int, _ byteCount: Int) -> [UInt8] {
    let count = count ?? UInt16(members.count)
    var end = ByteWriter()
    if hasWideEnd {
      end.append(bytes: [0x50, 0x4B, 6, 6])
      end.append(u64: 44, .little)
      end.append(u32: 0, .little)
      end.append(u64: 0, .little)
      for number in [Int(count), Int(count), byteCount, offset] {
        end.append(u64: UInt64(number), .little)
      }
      end.append(bytes: [0x50, 0x4B, 6, 7])
      end.append(u32: 0, .little)
      end.append(u64: UInt64(offset + byteCount), .little)
      end.append(u32: 1, .little)
    }
    end.append(bytes: [0x50, 0x4B, 5, 6, 0, 0, 0, 0])
    for _ in 0..<2 { end.append(u16: hasWideEnd ? .max : count, .little) }
    end.append(u32: hasWideEnd ? .max : UInt32(byteCount), .little)
    end.append(u32: hasWideEnd ? .max : UInt32(offset), .little)
    end.append(u16: 0, .little)
    return end.bytes
  }
}
