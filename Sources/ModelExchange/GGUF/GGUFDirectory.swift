import ByteCoding

/// The tensors of a file, checked: one behind the other, each at a multiple of the alignment, and
/// no bytes behind the last but its padding.
///
/// A tensor of a type that is not read has all bytes up to the next one.
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
    let ordered = tensors.sorted { $0.offset < $1.offset }
    for (index, tensor) in ordered.enumerated() {
      func fault(
        _ code: ModelExchangeError.Code, expected: String
      ) -> ModelExchangeError {
        ModelExchangeError(
          .gguf, code, at: tensor.entry, field: "offset of \(escaped(tensor.name))",
          expected: expected, found: "\(tensor.offset)")
      }
      let least = tensor.byteCount ?? 1
      guard let offset = Int(exactly: tensor.offset), offset <= fileBytes - data,
        least <= fileBytes - data - offset
      else {
        throw fault(.tensorPastEnd, expected: "\(least) bytes before the end at \(fileBytes)")
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
      if let byteCount = tensor.byteCount {
        end = data + offset + byteCount
      } else {
        // What follows is not checked yet: its offset may be any number.
        let next = index + 1 < ordered.count ? ordered[index + 1].offset : .max
        end = data + max(offset + 1, Int(min(next, UInt64(fileBytes - data))))
      }
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

  /// The tensors of types that are not read.
  var unread: [UnreadArray] {
    tensors.compactMap { tensor, _ in
      guard case .failure(let fault) = tensor.type else { return nil }
      return UnreadArray(name: tensor.name, fault: fault)
    }
  }

  /// The elements of the other tensors.
  func arrays(_ bytes: [UInt8]) throws(ModelExchangeError) -> [NamedArray] {
    var arrays: [NamedArray] = []
    for (tensor, start) in tensors {
      guard case .success(let type) = tensor.type else { continue }
      var reader = ByteReader(bytes: bytes)
      do {
        try reader.seek(to: start)
        arrays.append(
          NamedArray(
            name: tensor.name, shape: tensor.shape,
            elements: try type.elementType.elements(&reader, count: tensor.elementCount, .little),
            offset: start))
      } catch {
        throw ModelExchangeError(
          .gguf, .fileCut, at: error.offset, field: escaped(tensor.name),
          expected: "\(tensor.elementCount) elements", found: "\(bytes.count - start) bytes")
      }
    }
    return arrays
  }
}
