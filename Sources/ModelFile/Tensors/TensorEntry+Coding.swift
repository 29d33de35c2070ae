import ByteCoding

extension TensorEntry {
  /// Reads a row; each field is checked as soon as it is read.
  ///
  /// - Parameters:
  ///   - end: where the tensor before ends within `DATA`.
  ///   - dataByteCount: the length of `DATA`.
  ///   - types: the types that the tensor may have.
  init(
    _ reader: inout SectionReader, after previous: String?, end: Int, dataByteCount: Int,
    types: [ElementType]
  ) throws(ModelFileError) {
    position = reader.position
    let nameLength = try reader.u16("name length")
    guard (1...FormatLimits.nameBytes).contains(Int(nameLength)) else {
      throw reader.fault(
        .nameLength, at: position, "name length", expected: "1 to \(FormatLimits.nameBytes)",
        found: "\(nameLength)")
    }
    let number = try reader.u8("tensor type")
    guard let type = ElementType(rawValue: number), types.contains(type) else {
      throw reader.fault(
        .tensorType, at: position + 2, "tensor type",
        expected: types.map { "\($0.rawValue) (\($0))" }.joined(separator: ", "),
        found: "\(number)")
    }
    self.type = type
    dimensions = try TensorEntry.dimensions(&reader)
    try reader.reserved()
    // Two dimensions of at most 65,536 each: the product does not overflow.
    let elements = dimensions.reduce(1, *)
    guard elements <= FormatLimits.elements else {
      throw reader.fault(
        .elementCount, at: position + 4, "dimensions",
        expected: "at most \(FormatLimits.elements) elements", found: "\(elements)")
    }
    offset = try TensorEntry.offset(&reader, end: end, dataByteCount: dataByteCount)
    byteCount = try TensorEntry.byteCount(
      &reader, expected: elements * type.byteCount, available: dataByteCount - offset)
    let name = try reader.name(Int(nameLength), .nameCharacter, "tensor name")
    if let previous, name <= previous {
      throw reader.fault(
        name == previous ? .duplicateName : .nameOrder,
        at: position + TensorEntry.fixedByteCount, "tensor name",
        expected: "a name after \(previous)", found: name)
    }
    self.name = name
  }

  private static func dimensions(_ reader: inout SectionReader) throws(ModelFileError) -> [Int] {
    let countOffset = reader.position
    let count = try reader.u8("dimension count")
    guard (1...2).contains(count) else {
      throw reader.fault(
        .dimensionCount, at: countOffset, "dimension count", expected: "1 or 2", found: "\(count)")
    }
    var dimensions: [Int] = []
    for index in 0..<2 {
      let start = reader.position
      let dimension = try reader.u32("dimension \(index)")
      let isUsed = index < Int(count)
      let range = isUsed ? 1...UInt32(FormatLimits.dimension) : 0...0
      guard range.contains(dimension) else {
        throw reader.fault(
          .dimension, at: start, "dimension \(index)",
          expected: isUsed ? "1 to \(FormatLimits.dimension)" : "0", found: "\(dimension)")
      }
      if isUsed { dimensions.append(Int(dimension)) }
    }
    return dimensions
  }

  private static func offset(
    _ reader: inout SectionReader, end: Int, dataByteCount: Int
  ) throws(ModelFileError) -> Int {
    let start = reader.position
    let offset = try reader.u64("tensor offset")
    let expected = UInt64(Padding.aligned(end))
    let code: ModelFileError.Code? =
      if offset % UInt64(FileHeader.alignment) != 0 {
        .tensorUnaligned
      } else if offset > UInt64(dataByteCount) {
        .tensorPastEnd
      } else if offset < expected {
        .tensorOverlap
      } else if offset > expected {
        .tensorHole
      } else {
        nil
      }
    if let code {
      throw reader.fault(
        code, at: start, "tensor offset", expected: "\(expected)", found: "\(offset)")
    }
    return Int(offset)
  }

  private static func byteCount(
    _ reader: inout SectionReader, expected: Int, available: Int
  ) throws(ModelFileError) -> Int {
    let start = reader.position
    let byteCount = try reader.u64("tensor byte count")
    guard byteCount == UInt64(expected) else {
      throw reader.fault(
        .tensorByteCount, at: start, "tensor byte count", expected: "\(expected)",
        found: "\(byteCount)")
    }
    guard expected <= available else {
      throw reader.fault(
        .tensorPastEnd, at: start, "tensor byte count", expected: "at most \(available)",
        found: "\(byteCount)")
    }
    return expected
  }

  /// Appends a row.
  static func encode(_ tensor: Tensor, offset: Int, to writer: inout ByteWriter) {
    writer.append(u16: UInt16(clamping: tensor.name.utf8.count), .little)
    writer.append(u8: tensor.elements.type.rawValue)
    writer.append(u8: UInt8(clamping: tensor.dimensions.count))
    for index in 0..<2 {
      let dimension = index < tensor.dimensions.count ? tensor.dimensions[index] : 0
      writer.append(u32: UInt32(clamping: dimension), .little)
    }
    writer.append(u32: 0, .little)
    writer.append(u64: UInt64(offset), .little)
    writer.append(u64: UInt64(tensor.byteCount), .little)
    writer.append(utf8: tensor.name)
  }
}
