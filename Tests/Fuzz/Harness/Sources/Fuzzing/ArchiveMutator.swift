/// Mutates npz archives: raw bytes behind right checksums, or members around which the archive is
/// made anew.
enum ArchiveMutator {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let types = [
    "<f2", "<f4", "<f8", ">f4", ">i4", "|i1", "<i1", "<i4", "<i8", "|u1", "|O", "<U3", "=f4",
  ]

  static func mutate(_ file: [UInt8], limit: Int, _ dice: inout Dice) -> [UInt8]? {
    guard dice.roll(4) != 0, var archive = RawArchive(file) else {
      return RawArchive.repaired(LibFuzzer.mutate(file, limit: limit))
    }
    if dice.roll(2) == 0 {
      for index in archive.members.indices {
        archive.members[index].content = ImportMutator.withoutDigest(archive.members[index].content)
      }
    }
    let index = dice.roll(archive.members.count)
    switch dice.roll(16) {
    case 0: archive.members.remove(at: index)
    case 1: archive.members.insert(archive.members[index], at: index)
    case 2: archive.members.swapAt(index, dice.roll(archive.members.count))
    case 3:
      archive.members[index].name = LibFuzzer.mutate(archive.members[index].name, limit: 64)
    case 4: archive.members[index].isDeflated.toggle()
    case 5: archive.members[index].isStreamed.toggle()
    case 6: archive.members[index].isWide = true
    case 7: archive.hasWideEnd = true
    default:
      archive.members[index].content = mutated(archive.members[index].content, &dice)
    }
    return archive.file
  }

  /// A member's content: the header, whose length follows it, or the data.
  private static func mutated(_ content: [UInt8], _ dice: inout Dice) -> [UInt8] {
    let fixed = content.count > 6 && content[6] > 1 ? 12 : 10
    guard content.starts(with: magic), dice.roll(8) != 0,
      let length = content.number(at: 8, fixed - 8), length <= UInt64(content.count - fixed)
    else { return LibFuzzer.mutate(content, limit: content.count + 32) }
    let start = Array(content[..<8])
    var header = Array(content[fixed..<fixed + Int(length)])
    var data = Array(content[(fixed + Int(length))...])
    switch dice.roll(4) {
    case 0:
      data =
        data.first == UInt8(ascii: "{")
        ? JSONMutator.mutate(data, &dice) : LibFuzzer.mutate(data, limit: data.count + 8)
    case 1: replaceType(&header, &dice)
    case 2 where dice.roll(16) == 0:
      // Longer than the whole archive, once it is deflated.
      header.insert(
        contentsOf: [UInt8](repeating: 0x20, count: dice.roll(RawArchive.contentLimit / 2)), at: 0)
    case 2: header = LibFuzzer.mutate(header, limit: header.count + 16)
    default: replaceSize(&header, &dice)
    }
    if dice.roll(4) != 0 { fit(&header, &data) }
    var result = start
    result.append(UInt64(header.count), fixed - 8)
    return result + header + data
  }

  private static func replaceType(_ header: inout [UInt8], _ dice: inout Dice) {
    guard let start = header.firstRange(of: Array("'descr': '".utf8))?.upperBound,
      let end = header[start...].firstIndex(of: UInt8(ascii: "'"))
    else { return }
    header.replaceSubrange(start..<end, with: types[dice.roll(types.count)].utf8)
  }

  private static func replaceSize(_ header: inout [UInt8], _ dice: inout Dice) {
    guard let shape = shape(header), let size = dice.pick(shape) else { return }
    let old = UInt64(String(decoding: header[size], as: UTF8.self)) ?? 0
    let new =
      dice.roll(2) == 0 ? UInt64(1 + dice.roll(16)) : ImportMutator.number(old, &dice)
    header.replaceSubrange(size, with: "\(new)".utf8)
  }

  /// Gives the data as many bytes as type and shape say; those of a vector of bytes, the metadata,
  /// say the shape.
  private static func fit(_ header: inout [UInt8], _ data: inout [UInt8]) {
    guard let shape = shape(header),
      let mark = header.firstRange(of: Array("'descr': '".utf8))?.upperBound,
      mark + 2 < header.count
    else { return }
    let width = Int(header[mark + 2]) - 0x30
    if header[mark + 1] == UInt8(ascii: "u"), shape.count == 1 {
      header.replaceSubrange(shape[0], with: "\(data.count)".utf8)
      return
    }
    var count = max(1, width)
    for size in shape {
      guard let size = Int(String(decoding: header[size], as: UTF8.self)),
        size <= RawArchive.contentLimit, count <= RawArchive.contentLimit
      else { return }
      count *= size
    }
    guard count <= RawArchive.contentLimit else { return }
    data = data.prefix(count) + [UInt8](repeating: 0, count: max(0, count - data.count))
  }

  /// Where the sizes stand; `nil` where the header has none.
  private static func shape(_ header: [UInt8]) -> [Range<Int>]? {
    guard let start = header.firstRange(of: Array("'shape': (".utf8))?.upperBound,
      let end = header[start...].firstIndex(of: UInt8(ascii: ")"))
    else { return nil }
    return header[start..<end].split { !(0x30...0x39).contains($0) }
      .map { $0.startIndex..<$0.endIndex }
  }
}
