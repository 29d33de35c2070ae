import LinearAlgebra

extension Checkpoint {
  private static let required: [SectionType] = [.checkpoint, .tensorDirectory, .data]

  /// The file of a checkpoint, read back like that of a model.
  public func encode() throws(ModelFileError) -> [UInt8] {
    var sections = TensorDirectory.encode(tensors.map { Tensor(name: $0.name, $0.matrix) })
    sections.append(Section(type: .checkpoint, bytes: values.encoded()))
    let bytes = Container.encode(sections)
    _ = try Checkpoint(decoding: bytes)
    return bytes
  }

  /// Reads the file of a checkpoint, after all checks of a model file that apply to it.
  ///
  /// - Parameter limit: the largest file that is read, in bytes.
  public init(
    decoding bytes: [UInt8], limit: Int = FormatLimits.checkpointBytes
  ) throws(ModelFileError) {
    let container = try Container(bytes, limit: limit)
    try container.checkDigests()
    guard let mark = container.entry(.checkpoint) else {
      throw ModelFileError(
        .isNotCheckpoint, at: FileHeader.byteCount, field: "section table",
        expected: "\(SectionType.checkpoint)",
        found: container.entries.map(\.type.description).joined(separator: " "))
    }
    try container.checkSections(required: Checkpoint.required)
    guard let directoryEntry = container.entry(.tensorDirectory), let data = container.entry(.data)
    else { preconditionFailure("the sections were checked to be there") }
    var reader = container.reader(mark)
    let values = try TypedValues(&reader)
    reader = container.reader(directoryEntry)
    let directory = try TensorDirectory(&reader, data: data, types: [.float32])
    try directory.checkPadding(bytes)
    try directory.checkDigest(bytes)
    var tensors: [NamedMatrix] = []
    for entry in directory.entries {
      let tensor = directory.tensor(entry, bytes)
      try TensorValues.check(
        tensor.float32, tensor.name, section: .data, at: directory.range(entry).lowerBound,
        allowsNegativeZero: true)
      tensors.append(
        NamedMatrix(
          name: tensor.name,
          matrix: Matrix(
            rows: tensor.dimensions[0], columns: tensor.dimensions.dropFirst().first ?? 1,
            elements: tensor.float32)))
    }
    self.init(values: values, tensors: tensors)
  }
}
