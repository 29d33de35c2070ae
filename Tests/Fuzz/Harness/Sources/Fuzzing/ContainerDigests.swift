internal import Gzip
internal import ModelFile

/// Makes every digest of a container right where it stands, whatever the bytes around it say.
///
/// Without it a checksum would shield all code behind it from the fuzzer.
enum ContainerDigests {
  /// The file with the digests of tensors, sections, table, header and file computed again.
  static func sealed(_ file: [UInt8]) -> [UInt8] {
    guard file.count >= RawContainer.headerByteCount + RawContainer.trailerByteCount else {
      return file
    }
    var file = file
    let sections = sections(of: file)
    sealTensors(&file, sections)
    for section in sections {
      let checksum = CRC32.checksum(Array(file[section.range]))
      file.set(UInt64(checksum), at: section.row + 24, 4)
    }
    let tableEnd = RawContainer.headerByteCount + sections.count * RawContainer.rowByteCount
    if tableEnd <= file.count {
      let table = Array(file[RawContainer.headerByteCount..<tableEnd])
      file.set(UInt64(CRC32.checksum(table)), at: 36, 4)
    }
    file.set(UInt64(CRC32.checksum(Array(file[..<60]))), at: 60, 4)
    let trailer = file.count - RawContainer.trailerByteCount
    file.replaceSubrange(
      trailer..<trailer + 32, with: ContentDigest(of: Array(file[..<trailer])).bytes)
    return file
  }

  private struct Place {
    let row: Int
    let type: [UInt8]
    let range: Range<Int>
  }

  /// The sections that the table names; one that is not within the file counts as empty.
  private static func sections(of file: [UInt8]) -> [Place] {
    let room = (file.count - RawContainer.headerByteCount) / RawContainer.rowByteCount
    let count = min(file.number(at: 32, 4) ?? 0, 64, UInt64(room))
    return (0..<Int(count)).map { index in
      let row = RawContainer.headerByteCount + index * RawContainer.rowByteCount
      let range = range(
        at: file.number(at: row + 8, 8), count: file.number(at: row + 16, 8), within: file)
      return Place(row: row, type: Array(file[row..<row + 4]), range: range)
    }
  }

  private static func range(
    at offset: UInt64?, count: UInt64?, within file: [UInt8]
  ) -> Range<Int> {
    guard let offset = offset.flatMap({ Int(exactly: $0) }),
      let count = count.flatMap({ Int(exactly: $0) }),
      offset <= file.count, count <= file.count - offset
    else { return 0..<0 }
    return offset..<offset + count
  }

  /// Writes the digest of the tensors, as far as the directory can be followed.
  private static func sealTensors(_ file: inout [UInt8], _ sections: [Place]) {
    guard let directory = sections.first(where: { $0.type == Array("TDIR".utf8) })?.range,
      let data = sections.first(where: { $0.type == Array("DATA".utf8) })?.range,
      directory.count >= 40
    else { return }
    let rows = Array(file[directory])
    let values = Array(file[data])
    var hashed = Array("mlp tensors 1\n".utf8) + rows[..<4]
    for row in TensorRow.rows(of: rows) {
      for field in row.hashedFields { hashed += rows[field] }
      hashed += values[range(at: row.offset, count: row.byteCount, within: values)]
    }
    let digest = ContentDigest(of: hashed).bytes
    file.replaceSubrange(directory.lowerBound + 8..<directory.lowerBound + 40, with: digest)
  }
}
