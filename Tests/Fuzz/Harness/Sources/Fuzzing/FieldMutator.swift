/// Writes numbers that are worth a try over the sizes and offsets of a container, and leaves all
/// else as it is.
///
/// A random bit hits one of these fields once in thousands of inputs.
enum FieldMutator {
  static func mutate(_ file: [UInt8], limit: Int, _ dice: inout Dice) -> [UInt8] {
    guard file.count <= limit, let field = dice.pick(fields(of: file)),
      let old = file.number(at: field.offset, field.byteCount)
    else { return LibFuzzer.mutate(file, limit: limit) }
    var file = file
    let size = UInt64(file.count)
    let numbers: [UInt64] = [
      0, 1, old &+ 1, old &- 1, old &+ 64, old &- 64, old &* 2, old ^ 1 << UInt64(dice.roll(64)),
      size, size &- 64, size &- old, old &+ UInt64(dice.roll(file.count)), UInt64.max &- old,
      UInt64(Int.max) &- old, 1 << 31, UInt64(UInt32.max), UInt64(Int.max), 1 << 63, .max,
    ]
    file.set(numbers[dice.roll(numbers.count)], at: field.offset, field.byteCount)
    return file
  }

  private struct Field {
    let offset: Int
    let byteCount: Int
  }

  /// The numbers of header, section table, tensor directory and trailer, and the first ones of
  /// each section, most of which are counts.
  private static func fields(of file: [UInt8]) -> [Field] {
    var fields = [(24, 8), (32, 4), (40, 8), (file.count - 32, 8)].map {
      Field(offset: $0.0, byteCount: $0.1)
    }
    let count = min(file.number(at: 32, 4) ?? 0, 64)
    for row in 0..<Int(count) {
      let start = RawContainer.headerByteCount + row * RawContainer.rowByteCount
      fields += [8, 16].map { Field(offset: start + $0, byteCount: 8) }
      guard let section = file.number(at: start + 8, 8).flatMap({ Int(exactly: $0) }),
        let byteCount = file.number(at: start + 16, 8).flatMap({ Int(exactly: $0) }),
        section <= file.count, byteCount <= file.count - section
      else { continue }
      fields += [0, 4, 8, 12, 16].map { Field(offset: section + $0, byteCount: 4) }
      guard file[start..<start + 4].elementsEqual("TDIR".utf8) else { continue }
      for row in TensorRow.rows(of: Array(file[section..<section + byteCount])) {
        fields += [4, 8].map { Field(offset: section + row.start + $0, byteCount: 4) }
        fields += [16, 24].map { Field(offset: section + row.start + $0, byteCount: 8) }
      }
    }
    return fields
  }
}
