import ByteCoding

/// A NumPy array with any header that a test wants.
enum NPYFixture {
  /// An array of the text of a header and some bytes.
  static func bytes(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(bytes: [0x93] + Array("NUMPY".utf8) + [version, 0])
    let text = header + "\n"
    if version == 1 {
      writer.append(u16: UInt16(text.utf8.count), .little)
    } else {
      writer.append(u32: UInt32(text.utf8.count), .little)
    }
    writer.append(utf8: text)
    writer.append(bytes: data)
    return writer.bytes
  }

  /// An array of Float32 values in row-major order.
  static func array(_ shape: [Int], _ values: [Float], version: UInt8 = 1) -> [UInt8] {
    var data = ByteWriter()
    data.append(f32s: values, .little)
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return bytes(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }", data.bytes,
      version: version)
  }

  /// An archive of Float32 arrays that count up from 1.
  static func archive(_ arrays: [(name: String, shape: [Int])]) -> [UInt8] {
    ZipFixture(
      members: arrays.map { name, shape in
        let count = shape.reduce(1, *)
        return ZipFixture.Member(
          name: "\(name).npy", content: array(shape, (0..<count).map { Float($0 + 1) }))
      }
    ).bytes
  }
}
