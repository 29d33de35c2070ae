import ByteCoding

/// The header of a NumPy array: its type, order and shape
/// (NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays").
struct NPYHeader: Hashable {
  /// The bytes that every array starts with.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header that is read: more than any array of two sizes needs.
  static let byteLimit = 1 << 16
  /// Where the data start, as NumPy aligns them.
  private static let alignment = 64

  /// The type as NumPy spells it: `<f4`.
  let type: String
  /// Whether the first index runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements start.
  let byteCount: Int

  /// The bytes of a header of version 1.0.
  static func encode(type: String, shape: [Int]) -> [UInt8] {
    // A Python tuple of one element has a comma.
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    let fixed = magic.count + 4
    let padding = alignment - 1 - (fixed + text.utf8.count) % alignment
    var header = ByteWriter()
    header.append(bytes: magic + [1, 0])
    header.append(u16: UInt16(text.utf8.count + padding + 1), .little)
    header.append(utf8: text + String(repeating: " ", count: padding) + "\n")
    return header.bytes
  }

  /// Reads the header at the start of an array.
  ///
  /// A fault is located by the member's entry in the file, and by the byte of the member: a
  /// deflated one has no bytes of its own in the file, and may be longer than it.
  ///
  /// - Parameters:
  ///   - bytes: the start of the member, at least ``byteLimit`` and twelve bytes or all of it.
  ///   - member: whose start it is, for messages.
  init(_ bytes: [UInt8], member: ZipMember) throws(ModelExchangeError) {
    func fault(
      _ code: ModelExchangeError.Code, at byte: Int, _ expected: String, _ found: String
    ) -> ModelExchangeError {
      ZipArchive.fault(
        code, at: member.entryOffset, field: "byte \(byte) of \(escaped(member.name))",
        expected: expected, found: found)
    }
    guard bytes.starts(with: NPYHeader.magic) else {
      throw fault(.npySignature, at: 0, "93 and NUMPY", "\(bytes.count) other bytes")
    }
    var reader = ByteReader(bytes: bytes)
    let text: [UInt8]
    let version: [UInt8]
    do {
      try reader.skip(NPYHeader.magic.count)
      version = try reader.bytes(2)
      let length =
        version[0] == 1 ? UInt32(try reader.u16(.little)) : try reader.u32(.little)
      text = length <= NPYHeader.byteLimit ? try reader.bytes(Int(length)) : []
    } catch {
      throw fault(.fileCut, at: bytes.count, "a whole header", "\(error)")
    }
    guard (1...3).contains(version[0]), version[1] == 0 else {
      throw fault(
        .npyVersion, at: NPYHeader.magic.count, "1.0, 2.0 or 3.0", "\(version[0]).\(version[1])")
    }
    guard !text.isEmpty else {
      throw fault(
        .npyHeader, at: reader.position, "1 to \(NPYHeader.byteLimit) bytes", "none or more")
    }
    var literal = NPYLiteral(text)
    guard let fields = literal.fields() else {
      throw fault(
        .npyHeader, at: reader.position - text.count + literal.position,
        "{'descr': '...', 'fortran_order': ..., 'shape': (...), }",
        escaped(String(decoding: text.dropFirst(literal.position).prefix(24), as: UTF8.self)))
    }
    (type, isFortranOrder, shape) = (fields.type, fields.isFortranOrder, fields.shape)
    byteCount = reader.position
  }
}
