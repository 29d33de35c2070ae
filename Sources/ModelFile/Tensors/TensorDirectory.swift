import ByteCoding

/// The section `TDIR`, and how it lays out the section `DATA`.
struct TensorDirectory: Hashable {
  /// The bytes before the first row: count, reserved, digest.
  private static let digestOffset = 8

  /// The digest that the writer recorded.
  let digest: ContentDigest
  /// The rows in ascending order of their names.
  let entries: [TensorEntry]
  /// Where `TDIR` and `DATA` stand in the file.
  let section: SectionEntry
  let data: SectionEntry

  /// Reads the directory and checks that its tensors fill `DATA` without holes or overlaps.
  ///
  /// - Parameter types: the types that tensors may have.
  init(
    _ reader: inout SectionReader, data: SectionEntry, types: [ElementType]
  ) throws(ModelFileError) {
    section = reader.entry
    self.data = data
    let countOffset = reader.position
    let count = try reader.u32("tensor count")
    guard (1...UInt32(FormatLimits.tensors)).contains(count) else {
      throw reader.fault(
        .tensorCount, at: countOffset, "tensor count", expected: "1 to \(FormatLimits.tensors)",
        found: "\(count)")
    }
    try reader.reserved()
    let digestBytes = try reader.bytes(ContentDigest.byteCount, "tensors digest")
    guard let digest = ContentDigest(bytes: digestBytes) else {
      preconditionFailure("a digest has \(ContentDigest.byteCount) bytes")
    }
    self.digest = digest
    var entries: [TensorEntry] = []
    var end = 0
    for _ in 0..<count {
      let entry = try TensorEntry(
        &reader, after: entries.last?.name, end: end, dataByteCount: data.byteCount,
        types: types)
      end = entry.offset + entry.byteCount
      entries.append(entry)
    }
    try reader.finish()
    guard end == data.byteCount else {
      throw ModelFileError(
        .dataTrailingBytes, section: data.type, at: data.offset + end, field: "section length",
        expected: "\(end) bytes", found: "\(data.byteCount)")
    }
    self.entries = entries
  }

  /// Where a tensor's bytes stand in the file.
  func range(_ entry: TensorEntry) -> Range<Int> {
    let start = data.offset + entry.offset
    return start..<start + entry.byteCount
  }

  /// Checks that the bytes between the tensors are zero.
  func checkPadding(_ file: [UInt8]) throws(ModelFileError) {
    var end = data.offset
    for entry in entries {
      let range = range(entry)
      try Padding.checkZero(
        file, end..<range.lowerBound, .tensorPadding, section: data.type,
        field: "padding before \(entry.name)")
      end = range.upperBound
    }
  }

  /// Checks the recorded digest against the tensors.
  func checkDigest(_ file: [UInt8]) throws(ModelFileError) {
    let computed = TensorsDigest.compute(
      entries.map {
        (type: $0.type, name: $0.name, dimensions: $0.dimensions, bytes: file[range($0)])
      })
    guard digest == computed else {
      throw ModelFileError(
        .tensorsDigest, section: section.type,
        at: section.offset + TensorDirectory.digestOffset, field: "tensors SHA-256",
        expected: "\(computed)", found: "\(digest)")
    }
  }

  /// A tensor with its elements.
  func tensor(_ entry: TensorEntry, _ file: [UInt8]) -> Tensor {
    var reader = ByteReader(bytes: file)
    do {
      try reader.skip(range(entry).lowerBound)
      return Tensor(
        name: entry.name, dimensions: entry.dimensions,
        elements: try TensorElements(entry.type, count: entry.elementCount, from: &reader))
    } catch {
      preconditionFailure("tensor \(entry.name) is not within the file: \(error)")
    }
  }

  /// The sections `TDIR` and `DATA` of tensors with names of their own.
  static func encode(_ tensors: [Tensor]) -> [Section] {
    let tensors = tensors.sorted { $0.name < $1.name }
    var data = ByteWriter(reserving: tensors.reduce(0) { $0 + $1.byteCount + 64 })
    var rows = ByteWriter()
    for tensor in tensors {
      data.pad(to: FileHeader.alignment)
      TensorEntry.encode(tensor, offset: data.count, to: &rows)
      tensor.elements.append(to: &data)
    }
    var directory = ByteWriter()
    directory.append(u32: UInt32(clamping: tensors.count), .little)
    directory.append(u32: 0, .little)
    directory.append(bytes: TensorsDigest.compute(tensors).bytes)
    directory.append(bytes: rows.bytes)
    return [
      Section(type: .tensorDirectory, bytes: directory.bytes),
      Section(type: .data, bytes: data.bytes),
    ]
  }
}
