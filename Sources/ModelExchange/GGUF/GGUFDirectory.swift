import ByteCoding

/// The tensors of a file, checked: one behind the other, each at a multiple of the alignment, and
/// no bytes behind the last but its padding.
struct GGUFDirectory {
  private let tensors: [(tensor: GGUFTensor, start: Int)]
  /// The bytes between the tensors, before the first and behind the last.
  private let padding: [Range<Int>]

  /// Checks where tensors lie.
  ///
  /// - Parameters:
  ///   - tensors: the tensors in the order of the directory.
  ///   - position: where the directory ends; the tensors' bytes start at the next multiple of
  ///     `alignment`.
  init(
    _ tensors: [GGUFTensor], data position: Int, alignment: Int, fileBytes: Int
  ) throws(ModelExchangeError) {
    func padded(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
    let data = padded(position)
    var placed: [(tensor: GGUFTensor, start: Int)] = []
    var padding: [Range<Int>] = []
    if position < min(data, fileBytes) { padding.append(position..<min(data, fileBytes)) }
    var end = data
    for tensor in tensors.sorted(by: { $0.offset < $1.offset }) {
      func fault(
        _ code: ModelExchangeError.Code, expected: String
      ) -> ModelExchangeError {
        ModelExchangeError(
          .gguf, code, at: tensor.entry, field: "offset of \(escaped(tensor.name))",
          expected: expected, found: "\(tensor.offset)")
      }
      guard let offset = Int(exactly: tensor.offset), offset <= fileBytes - data,
        tensor.byteCount <= fileBytes - data - offset
      else {
        throw fault(
          .tensorPastEnd, expected: "\(tensor.byteCount) bytes before the end at \(fileBytes)")
      }
      guard offset % alignment == 0 else {
        throw fault(.tensorOffset, expected: "a multiple of \(alignment)")
      }
      guard data + offset >= end else {
        throw fault(.tensorOverlap, expected: "at least \(end - data)")
      }
      guard data + offset == padded(end) else {
        throw fault(.tensorHole, expected: "\(padded(end) - data)")
      }
      padding.append(end..<data + offset)
      placed.append((tensor, data + offset))
      end = data + offset + tensor.byteCount
    }
    guard fileBytes <= padded(end) else {
      throw ModelExchangeError(
        .gguf, .tensorHole, at: padded(end), field: "end of the file",
        expected: "\(padded(end)) bytes", found: "\(fileBytes)")
    }
    self.tensors = placed
    self.padding = padding + (end < fileBytes ? [end..<fileBytes] : [])
  }

  /// Checks that what belongs to no tensor is zero, so that nothing hides there.
  func checkPadding(_ bytes: [UInt8]) throws(ModelExchangeError) {
    for range in padding {
      guard let bad = range.first(where: { bytes[$0] != 0 }) else { continue }
      throw ModelExchangeError(
        .gguf, .tensorHole, at: bad, field: "padding", expected: "0", found: "\(bytes[bad])")
    }
  }

  /// The tensors' elements.
  func arrays(_ bytes: [UInt8]) throws(ModelExchangeError) -> [NamedArray] {
    var arrays: [NamedArray] = []
    for (tensor, start) in tensors {
      var reader = ByteReader(bytes: bytes)
      do {
        try reader.seek(to: start)
        arrays.append(
          NamedArray(
            name: tensor.name, shape: tensor.shape,
            elements: try tensor.type.elementType.elements(
              &reader, count: tensor.elementCount, .little),
            offset: start))
      } catch {
        throw ModelExchangeError(
          .gguf, .fileCut, at: error.offset, field: escaped(tensor.name),
          expected: "\(tensor.byteCount) bytes", found: "\(bytes.count - start)")
      }
    }
    return arrays
  }
}
