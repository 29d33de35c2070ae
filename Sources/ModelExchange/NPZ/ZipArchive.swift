import ByteCoding
import Gzip
import ModelFile

/// A ZIP archive whose members fill it: nothing before, between or behind them.
///
/// The central directory is what counts, and each local header must say the same, so that no two
/// readers see different members.
struct ZipArchive {
  /// More members than a model has tensors.
  static let memberLimit = 1_024

  private let bytes: [UInt8]
  /// The members in the order of their data.
  let members: [ZipMember]
  /// Where the data of each is.
  private let ranges: [Range<Int>]

  /// Reads the directory of an archive and checks it against the members.
  init(_ bytes: [UInt8]) throws(ModelExchangeError) {
    self.bytes = bytes
    let end = try ZipEnd(bytes)
    var reader = ByteReader(bytes: bytes)
    var members: [ZipMember] = []
    do {
      try reader.seek(to: end.directory.lowerBound)
    } catch {
      preconditionFailure("the directory was checked to be within the file: \(error)")
    }
    for _ in 0..<end.memberCount { members.append(try ZipMember(&reader)) }
    guard reader.position == end.directory.upperBound else {
      throw ZipArchive.fault(
        .zipDirectory, at: reader.position, field: "central directory",
        expected: "its end at \(end.directory.upperBound)", found: "\(members.count) members")
    }
    var seen: Set<[UInt8]> = []
    var total: UInt64 = 0
    for member in members {
      guard seen.insert(member.nameBytes).inserted else {
        throw ZipArchive.fault(
          .duplicateMember, at: member.entryOffset, field: "name", expected: "a name of its own",
          found: escaped(member.name))
      }
      try ZipArchive.check(member, total: &total)
    }
    members.sort { $0.headerOffset < $1.headerOffset }
    self.members = members
    ranges = try ZipArchive.ranges(members, bytes, directory: end.directory.lowerBound)
  }

  /// The first bytes of a member's content, at most `limit`.
  func head(_ index: Int, limit: Int) throws(ModelExchangeError) -> [UInt8] {
    try inflate(index, limit: min(limit, Int(members[index].byteCount))).bytes
  }

  /// A member's content: as long as the directory says, and with its CRC-32.
  func content(_ index: Int) throws(ModelExchangeError) -> [UInt8] {
    let member = members[index]
    let (content, isWhole) = try inflate(index, limit: Int(member.byteCount))
    guard isWhole, content.count == Int(member.byteCount) else {
      throw ZipArchive.fault(
        .memberDamaged, at: ranges[index].lowerBound, field: escaped(member.name),
        expected: "\(member.byteCount) bytes",
        found: isWhole ? "\(content.count)" : "more, or bytes behind them")
    }
    let checksum = CRC32.checksum(content)
    guard checksum == member.checksum else {
      throw ZipArchive.fault(
        .memberChecksum, at: member.entryOffset, field: escaped(member.name),
        expected: hexadecimal(checksum), found: hexadecimal(member.checksum))
    }
    return content
  }

  private func inflate(
    _ index: Int, limit: Int
  ) throws(ModelExchangeError) -> (bytes: [UInt8], isWhole: Bool) {
    let range = ranges[index]
    guard members[index].method == ZipRecord.deflated else {
      return (Array(bytes[range].prefix(limit)), range.count <= limit)
    }
    do {
      return try RawDeflate.inflate(bytes, in: range, limit: limit)
    } catch {
      throw ZipArchive.fault(
        .memberDamaged, at: error.offset, field: escaped(members[index].name),
        expected: "deflate data", found: escaped("\(error)"))
    }
  }

  /// Checks what the directory says of a member alone.
  private static func check(
    _ member: ZipMember, total: inout UInt64
  ) throws(ModelExchangeError) {
    let field = escaped(member.name)
    guard member.flags & ZipRecord.encryption == 0 else {
      throw fault(
        .zipEncrypted, at: member.entryOffset, field: field, expected: "no encryption",
        found: "flags \(member.flags)")
    }
    guard [ZipRecord.stored, ZipRecord.deflated].contains(member.method) else {
      throw fault(
        .zipMethod, at: member.entryOffset, field: field, expected: "0 (stored) or 8 (deflated)",
        found: "\(member.method)")
    }
    // Both are at most the limit before they are added, so the sum does not wrap.
    let limit = UInt64(FormatLimits.modelBytes)
    guard member.byteCount <= limit, total + member.byteCount <= limit else {
      throw fault(
        .memberTooLong, at: member.entryOffset, field: field,
        expected: "at most \(limit) bytes in all members", found: "\(member.byteCount) more")
    }
    total += member.byteCount
    let isLegal =
      member.method == ZipRecord.deflated
      ? member.byteCount / UInt64(GzipReader.largestExpansion) <= member.compressedByteCount
      : member.byteCount == member.compressedByteCount
    guard isLegal else {
      throw fault(
        .memberDamaged, at: member.entryOffset, field: field,
        expected: "a length that \(member.compressedByteCount) bytes can give",
        found: "\(member.byteCount)")
    }
  }

  static func fault(
    _ code: ModelExchangeError.Code, at offset: Int, field: String, expected: String, found: String
  ) -> ModelExchangeError {
    ModelExchangeError(.npz, code, at: offset, field: field, expected: expected, found: found)
  }
}
