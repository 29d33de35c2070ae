import Gzip
import ModelFile

/// A second, independent writer of the container: takes a legal file apart, and puts damaged
/// files together whose checksums are right, so that the checks behind them are reached.
struct FileEditor {
  /// The sections in the order that they are written in, right or wrong.
  var sections: [(type: String, bytes: [UInt8])] = []
  /// The file that ``assemble()`` made.
  private(set) var bytes: [UInt8] = []
  private(set) var offsets: [String: Int] = [:]
  /// Major, minor and reader minimum as they stand in the header.
  private let version: [UInt8]

  init(_ file: [UInt8]) {
    version = Array(file[8..<14])
    for index in 0..<Int(FileEditor.number(file, 32, 4)) {
      let entry = 64 + 32 * index
      let offset = Int(FileEditor.number(file, entry + 8, 8))
      let length = Int(FileEditor.number(file, entry + 16, 8))
      let type = String(decoding: file[entry..<entry + 4], as: UTF8.self)
      sections.append((type, Array(file[offset..<offset + length])))
    }
    assemble()
  }

  /// A section's bytes.
  subscript(type: String) -> [UInt8] {
    get { sections.first { $0.type == type }?.bytes ?? [] }
    set {
      if let index = sections.firstIndex(where: { $0.type == type }) {
        sections[index].bytes = newValue
      } else {
        sections.append((type, newValue))
      }
    }
  }

  /// The offset of a section in the assembled file.
  func offset(_ type: String) -> Int { offsets[type] ?? -1 }
  /// The offset of a section's table entry in the assembled file.
  func entry(_ type: String) -> Int {
    64 + 32 * (sections.firstIndex { $0.type == type } ?? -1)
  }
  /// The offset in the assembled file of a tensor's row of the directory.
  func row(_ tensor: String) -> Int {
    var row = offset("TDIR") + 40
    while row + 32 <= offset("TDIR") + self["TDIR"].count {
      let end = row + 32 + Int(FileEditor.number(bytes, row, 2))
      if bytes[row + 32..<end].elementsEqual(tensor.utf8) { return row }
      row = end
    }
    preconditionFailure("there is no tensor \(tensor)")
  }
  /// The offset in the assembled file of a tensor's first element.
  func elements(_ tensor: String) -> Int {
    offset("DATA") + Int(FileEditor.number(bytes, row(tensor) + 16, 8))
  }
  /// The offset of the trailer.
  var trailer: Int { bytes.count - 64 }

  /// Lays the sections out as the format demands.
  mutating func assemble() {
    var file = [0x89, 0x4D, 0x4C, 0x50, 0x0D, 0x0A, 0x1A, 0x0A] as [UInt8]
    file += version + [0, 0, 4, 3, 2, 1, 64, 0, 0, 0]
    file += [UInt8](repeating: 0, count: 40)
    file += [UInt8](repeating: 0, count: 32 * sections.count)
    pad(&file)
    for (index, section) in sections.enumerated() {
      let entry = 64 + 32 * index
      offsets[section.type] = file.count
      file.replaceSubrange(entry..<entry + 4, with: Array(section.type.utf8.prefix(4)))
      FileEditor.put(&file, entry + 8, UInt64(file.count), 8)
      FileEditor.put(&file, entry + 16, UInt64(section.bytes.count), 8)
      file += section.bytes
      pad(&file)
    }
    FileEditor.put(&file, 24, UInt64(file.count + 64), 8)
    FileEditor.put(&file, 32, UInt64(sections.count), 4)
    FileEditor.put(&file, 40, 64, 8)
    file += [UInt8](repeating: 0, count: 32)
    FileEditor.put(&file, file.count, UInt64(file.count + 32), 8)
    file += [UInt8](repeating: 0, count: 16)
    file += [0x0A, 0x1A, 0x0A, 0x0D, 0x50, 0x4C, 0x4D, 0x89]
    bytes = file
    seal()
  }

  /// Overwrites a number of the assembled file.
  mutating func put(_ offset: Int, _ value: UInt64, _ count: Int) {
    FileEditor.put(&bytes, offset, value, count)
  }

  /// Overwrites bytes of the assembled file.
  mutating func put(_ offset: Int, _ values: [UInt8]) {
    bytes.replaceSubrange(offset..<offset + values.count, with: values)
  }

  /// Inserts bytes into the assembled file.
  mutating func insert(_ values: [UInt8], at offset: Int) {
    bytes.insert(contentsOf: values, at: offset)
  }

  /// Computes all checksums and digests of the assembled file again.
  mutating func seal() {
    sealTensors()
    sealFile()
  }

  /// Computes all checksums and digests but that of the tensors.
  mutating func sealFile() {
    for index in sections.indices {
      let entry = 64 + 32 * index
      let offset = FileEditor.number(bytes, entry + 8, 8)
      let length = FileEditor.number(bytes, entry + 16, 8)
      guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else { continue }
      let range = Int(offset)..<Int(offset + length)
      FileEditor.put(&bytes, entry + 24, UInt64(CRC32.checksum(Array(bytes[range]))), 4)
    }
    let table = Array(bytes[64..<64 + 32 * sections.count])
    FileEditor.put(&bytes, 36, UInt64(CRC32.checksum(table)), 4)
    sealHeader()
    let start = trailer
    bytes.replaceSubrange(
      start..<start + 32, with: ContentDigest(of: Array(bytes[..<start])).bytes)
  }

  /// Computes the header's checksum again.
  mutating func sealHeader() {
    FileEditor.put(&bytes, 60, UInt64(CRC32.checksum(Array(bytes[0..<60]))), 4)
  }

  /// Computes the tensors digest again, as section 6.3 of the format document defines it.
  private mutating func sealTensors() {
    guard let directory = offsets["TDIR"], let data = offsets["DATA"] else { return }
    let count = min(FileEditor.number(bytes, directory, 4), 64)
    var hashed = Array("mlp tensors 1\n".utf8) + bytes[directory..<directory + 4]
    var row = directory + 40
    for _ in 0..<count {
      guard row + 32 <= bytes.count else { return }
      let nameLength = Int(FileEditor.number(bytes, row, 2))
      let dimensions = Int(bytes[row + 3])
      let start = FileEditor.number(bytes, row + 16, 8)
      let length = FileEditor.number(bytes, row + 24, 8)
      let left = UInt64(bytes.count - data)
      guard row + 32 + nameLength <= bytes.count, (1...2).contains(dimensions), start <= left,
        length <= left - start
      else { return }
      hashed += bytes[row..<row + 2] + bytes[row + 32..<row + 32 + nameLength]
      hashed += bytes[row + 2..<row + 4 + 4 * dimensions]
      hashed += bytes[row + 24..<row + 32]
      hashed += bytes[data + Int(start)..<data + Int(start + length)]
      row += 32 + nameLength
    }
    bytes.replaceSubrange(
      directory + 8..<directory + 40, with: ContentDigest(of: hashed).bytes)
  }

  private func pad(_ file: inout [UInt8]) {
    while file.count % 64 != 0 { file.append(0) }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
    bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func put(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt64, _ count: Int) {
    for index in 0..<count {
      let byte = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
      if offset + index < bytes.count {
        bytes[offset + index] = byte
      } else {
        bytes.append(byte)
      }
    }
  }
}
