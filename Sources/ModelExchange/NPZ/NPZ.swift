import ByteCoding
import ModelFile

/// NumPy's archive of arrays: a ZIP archive with a member `NAME.npy` for each
/// (`formats/exchange.md`, section "npz").
enum NPZ {
  /// The array that holds the metadata: the bytes of a JSON object of texts.
  static let metadataName = "mnistkit"
  /// The end of each member's name.
  static let memberSuffix = ".npy"
  /// The type of the metadata's array.
  private static let bytesType = "|u1"

  /// The archive of a model; its members are in ascending order of their names.
  static func encode(_ model: Model, options: ExportOptions) -> [UInt8] {
    let pairs = ExchangeMetadata(model).pairs(generator: options.generator)
    let texts = pairs.map { "\(JSONLiteral.string($0.key)):\(JSONLiteral.string($0.value))" }
    let metadata = Array("{\(texts.joined(separator: ","))}".utf8)
    var members = NetworkArrays.arrays(model.network).map { array in
      var bytes = ByteWriter()
      bytes.append(bytes: NPYHeader.encode(type: array.elements.numpyType, shape: array.shape))
      bytes.append(elements: array.elements)
      return (name: array.name, bytes: bytes.bytes)
    }
    members.append(
      (
        name: metadataName,
        bytes: NPYHeader.encode(type: bytesType, shape: [metadata.count]) + metadata
      ))
    var archive = ZipWriter()
    for member in members.sorted(by: { $0.name < $1.name }) {
      archive.append(member.name + memberSuffix, member.bytes, deflates: options.deflates)
    }
    return archive.finish()
  }

  /// The model in an archive.
  static func decode(
    _ bytes: [UInt8], options: ImportOptions
  ) throws(ModelExchangeError) -> Model {
    let archive = try ZipArchive(bytes)
    var metadata = ExchangeMetadata()
    var arrays: [NamedArray] = []
    var unread: [UnreadArray] = []
    for (index, member) in archive.members.enumerated() {
      let name = try arrayName(member)
      let header = try NPYHeader(
        try archive.head(index, limit: NPYHeader.byteLimit + 12), member: member)
      guard name == metadataName, header.type == bytesType, header.shape.count == 1 else {
        switch NPYType.named(header.type, member: member) {
        case .success(let type): arrays.append(try array(name, type, header, archive, index))
        case .failure(let fault): unread.append(UnreadArray(name: name, fault: fault))
        }
        continue
      }
      guard header.shape[0] <= FormatLimits.headBytes else {
        throw ZipArchive.fault(
          .memberTooLong, at: member.entryOffset, field: escaped(member.name),
          expected: "at most \(FormatLimits.headBytes) bytes", found: "\(header.shape[0])")
      }
      let text = try content(archive, index, header, byteCount: header.shape[0])
      metadata = try ExchangeMetadata(
        try JSONValue(JSONText(text, format: .npz, field: escaped(member.name))).object().strings(),
        format: .npz)
    }
    return try ModelAssembly(format: .npz, options: options)
      .model(arrays, leavingAside: unread, metadata)
  }

  /// The name of a member's array.
  ///
  /// Nothing is ever written under this name; but a path that leads elsewhere is no array's, and
  /// someone means harm.
  private static func arrayName(_ member: ZipMember) throws(ModelExchangeError) -> String {
    let steps = member.name.split(separator: "/", omittingEmptySubsequences: false)
    let isLegal =
      member.name.hasSuffix(memberSuffix) && Array(member.name.utf8) == member.nameBytes
      && steps.allSatisfy { !["", ".", "..", memberSuffix[...]].contains($0) }
      && member.name.unicodeScalars.allSatisfy { $0.isAllowed(lines: false) && $0 != "\\" }
    guard isLegal else {
      throw ZipArchive.fault(
        .memberName, at: member.entryOffset, field: "name",
        expected: "NAME\(memberSuffix) without .. or backslashes", found: escaped(member.name))
    }
    return String(member.name.dropLast(memberSuffix.count))
  }

  /// A member's elements; as many bytes as its header says, which bounds what is inflated.
  private static func content(
    _ archive: ZipArchive, _ index: Int, _ header: NPYHeader, byteCount: Int
  ) throws(ModelExchangeError) -> [UInt8] {
    let member = archive.members[index]
    let (expected, overflows) = header.byteCount.addingReportingOverflow(byteCount)
    guard !overflows, member.byteCount == UInt64(expected) else {
      throw ZipArchive.fault(
        .tensorByteCount, at: member.entryOffset, field: escaped(member.name),
        expected: "\(byteCount) bytes after a header of \(header.byteCount)",
        found: "\(member.byteCount) in all")
    }
    return Array(try archive.content(index).dropFirst(header.byteCount))
  }

  private static func array(
    _ name: String, _ type: NPYType, _ header: NPYHeader, _ archive: ZipArchive, _ index: Int
  ) throws(ModelExchangeError) -> NamedArray {
    let member = archive.members[index]
    let count = try ElementCount.checked(
      header.shape, format: .npz, at: member.entryOffset, field: escaped(member.name))
    // At most 2^28 elements of 8 bytes.
    let bytes = try content(archive, index, header, byteCount: count * type.element.byteCount)
    var reader = ByteReader(bytes: bytes)
    var elements: NamedArray.Elements
    do {
      elements = try type.element.elements(&reader, count: count, type.order)
    } catch {
      preconditionFailure("\(bytes.count) bytes were checked to be \(count) elements: \(error)")
    }
    if header.isFortranOrder, header.shape.count > 1 {
      guard header.shape.count == 2 else {
        throw ZipArchive.fault(
          .notAPerceptron, at: member.entryOffset, field: escaped(member.name),
          expected: "at most two sizes in Fortran order", found: "\(header.shape.count)")
      }
      elements = elements.transposed(rows: header.shape[1], columns: header.shape[0])
    }
    return NamedArray(name: name, shape: header.shape, elements: elements)
  }
}

extension NamedArray.Elements {
  /// The type as NumPy spells it.
  fileprivate var numpyType: String {
    switch self {
    case .float32: "<f4"
    case .int8: "|i1"
    case .int32: "<i4"
    }
  }

  fileprivate func transposed(rows: Int, columns: Int) -> NamedArray.Elements {
    switch self {
    case .float32(let values): .float32(values.transposed(rows: rows, columns: columns))
    case .int8(let values): .int8(values.transposed(rows: rows, columns: columns))
    case .int32(let values): .int32(values.transposed(rows: rows, columns: columns))
    }
  }
}
