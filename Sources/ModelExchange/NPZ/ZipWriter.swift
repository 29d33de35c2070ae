import ByteCoding
import Gzip

/// Writes a ZIP archive: the same members give the same bytes.
struct ZipWriter {
  /// The day on which the time of ZIP starts, 1 January 1980, stands for no time at all.
  private static let date: UInt16 = 1 << 5 | 1
  /// The version of the format that deflate needs: 2.0.
  private static let version: UInt16 = 20

  private var file = ByteWriter()
  private var directory = ByteWriter()
  private var count: UInt16 = 0

  /// Appends a member.
  ///
  /// - Parameter deflates: whether it is compressed; stored where not.
  mutating func append(_ name: String, _ bytes: [UInt8], deflates: Bool) {
    let data = deflates ? RawDeflate.deflate(bytes) : bytes
    let offset = UInt32(file.count)
    // What the local header and the directory have in common (4.3.7 and 4.3.12).
    var common = ByteWriter()
    common.append(u16: ZipWriter.version, .little)
    common.append(u16: 0, .little)
    common.append(u16: deflates ? ZipRecord.deflated : ZipRecord.stored, .little)
    common.append(u16: 0, .little)
    common.append(u16: ZipWriter.date, .little)
    common.append(u32: CRC32.checksum(bytes), .little)
    common.append(u32: UInt32(data.count), .little)
    common.append(u32: UInt32(bytes.count), .little)
    common.append(u16: UInt16(name.utf8.count), .little)
    common.append(u16: 0, .little)

    file.append(bytes: ZipRecord.localHeader)
    file.append(bytes: common.bytes)
    file.append(utf8: name)
    file.append(bytes: data)

    directory.append(bytes: ZipRecord.directoryEntry)
    directory.append(u16: ZipWriter.version, .little)
    directory.append(bytes: common.bytes)
    // No comment, first disk, no attributes.
    directory.append(bytes: [UInt8](repeating: 0, count: 10))
    directory.append(u32: offset, .little)
    directory.append(utf8: name)
    count += 1
  }

  /// The archive.
  consuming func finish() -> [UInt8] {
    let offset = UInt32(file.count)
    file.append(bytes: directory.bytes)
    file.append(bytes: ZipRecord.end)
    file.append(u32: 0, .little)
    file.append(u16: count, .little)
    file.append(u16: count, .little)
    file.append(u32: UInt32(directory.count), .little)
    file.append(u32: offset, .little)
    file.append(u16: 0, .little)
    return file.bytes
  }
}
