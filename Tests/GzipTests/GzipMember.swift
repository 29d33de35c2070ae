import Gzip

/// A gzip member put together field by field, so that tests can damage any of them.
struct GzipMember {
  var method: UInt8 = 8
  var reservedFlags: UInt8 = 0
  var isText = false
  var extraField: [UInt8]?
  var fileName: String?
  var comment: String?
  var hasHeaderChecksum = false
  let data: [UInt8]

  init(_ data: [UInt8]) {
    self.data = data
  }

  /// The header, with its own checksum where it is asked for.
  var header: [UInt8] {
    var flags = reservedFlags
    if isText { flags |= 0x01 }
    if hasHeaderChecksum { flags |= 0x02 }
    if extraField != nil { flags |= 0x04 }
    if fileName != nil { flags |= 0x08 }
    if comment != nil { flags |= 0x10 }
    var bytes: [UInt8] = [0x1F, 0x8B, method, flags, 0x12, 0x34, 0x56, 0x78, 2, 3]
    if let extraField {
      bytes += [UInt8(extraField.count & 0xFF), UInt8(extraField.count >> 8)] + extraField
    }
    if let fileName { bytes += Array(fileName.utf8) + [0] }
    if let comment { bytes += Array(comment.utf8) + [0] }
    if hasHeaderChecksum {
      let checksum = CRC32.checksum(bytes)
      bytes += [UInt8(checksum & 0xFF), UInt8(checksum >> 8 & 0xFF)]
    }
    return bytes
  }

  /// The deflate data alone.
  var body: [UInt8] { Array(Gzip.deflate(data).dropFirst(10).dropLast(8)) }

  var trailer: [UInt8] { Array(Gzip.deflate(data).suffix(8)) }

  var bytes: [UInt8] { header + body + trailer }

  /// Every optional field at once.
  static func complete(_ data: [UInt8]) -> GzipMember {
    var member = GzipMember(data)
    member.isText = true
    member.extraField = [0x41, 0x70, 2, 0, 0xFF, 0x00]
    member.fileName = "train-images-idx3-ubyte"
    member.comment = "a comment"
    member.hasHeaderChecksum = true
    return member
  }
}
