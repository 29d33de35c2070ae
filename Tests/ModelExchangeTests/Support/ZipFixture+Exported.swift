import ByteCoding
import Gzip

extension ZipFixture {
  /// The members of an archive that we wrote, taken apart so that one can be changed and gets a
  /// right CRC-32 and right lengths again.
  init(exported file: [UInt8]) throws {
    var reader = ByteReader(bytes: file)
    members = []
    while try reader.bytes(4) == [0x50, 0x4B, 3, 4] {
      try reader.skip(4)
      let method = try reader.u16(.little)
      try reader.skip(8)
      let byteCount = Int(try reader.u32(.little))
      let contentByteCount = Int(try reader.u32(.little))
      let nameByteCount = Int(try reader.u16(.little))
      try reader.skip(2)
      let name = String(decoding: try reader.bytes(nameByteCount), as: UTF8.self)
      let data = reader.position..<reader.position + byteCount
      try reader.skip(byteCount)
      let content =
        method == 8
        ? try RawDeflate.inflate(file, in: data, limit: contentByteCount).bytes : Array(file[data])
      members.append(Member(name: name, content: content, method: method))
    }
  }
}
