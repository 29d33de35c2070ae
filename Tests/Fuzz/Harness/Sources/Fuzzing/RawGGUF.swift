/// The parts of a GGUF file, whose numbers may be wrong anywhere; it is put together again with
/// right counts, lengths and offsets.
struct RawGGUF {
  /// A key, the type of its value and the value's bytes.
  struct Pair {
    var key: [UInt8]
    var type: UInt64
    var value: [UInt8]
  }

  struct Tensor {
    var name: [UInt8]
    var sizes: [UInt64]
    var type: UInt64
    var data: [UInt8]
  }

  private static let alignmentKey = Array("general.alignment".utf8)

  /// Magic and version as they stand.
  private let start: [UInt8]
  var pairs: [Pair] = []
  var tensors: [Tensor] = []

  /// Takes bytes apart; `nil` where their directory is not whole.
  init?(_ file: [UInt8]) {
    var position = 24
    func number(_ count: Int) -> UInt64? {
      defer { position += count }
      return file.number(at: position, count)
    }
    func bytes(_ count: UInt64?) -> [UInt8]? {
      guard position <= file.count, let count, count <= UInt64(file.count - position) else {
        return nil
      }
      defer { position += Int(count) }
      return Array(file[position..<position + Int(count)])
    }
    guard let tensorCount = file.number(at: 8, 8), let pairCount = file.number(at: 16, 8),
      tensorCount <= 64, pairCount <= 256
    else { return nil }
    start = Array(file[..<8])
    for _ in 0..<pairCount {
      guard let key = bytes(number(8)), let type = number(4) else { return nil }
      let valueStart = position
      let value: [UInt8]?
      switch type {
      case 8: value = bytes(number(8))
      case 9:
        guard let element = number(4), let count = number(8), count <= 256 else { return nil }
        for _ in 0..<count {
          guard bytes(element == 8 ? number(8) : RawGGUF.width(element)) != nil else { return nil }
        }
        value = Array(file[valueStart..<position])
      default: value = bytes(RawGGUF.width(type))
      }
      guard let value else { return nil }
      pairs.append(Pair(key: key, type: type, value: value))
    }
    var offsets: [UInt64] = []
    for _ in 0..<tensorCount {
      guard let name = bytes(number(8)), let rank = number(4), rank <= 8 else { return nil }
      let sizes = (0..<rank).compactMap { _ in number(8) }
      guard let type = number(4), let offset = number(8) else { return nil }
      tensors.append(Tensor(name: name, sizes: sizes, type: type, data: []))
      offsets.append(offset)
    }
    let data = padded(position)
    for index in tensors.indices {
      let end = offsets.filter { $0 > offsets[index] }.min() ?? UInt64(Int.max)
      let rest = file.dropFirst(data)
      tensors[index].data = Array(
        rest.prefix(Int(clamping: end)).dropFirst(Int(clamping: offsets[index])))
    }
  }

  /// The file.
  var file: [UInt8] {
    var result = start
    result.append(UInt64(tensors.count), 8)
    result.append(UInt64(pairs.count), 8)
    for pair in pairs {
      result.append(UInt64(pair.key.count), 8)
      result += pair.key
      result.append(pair.type, 4)
      if pair.type == 8 { result.append(UInt64(pair.value.count), 8) }
      result += pair.value
    }
    var offset = 0
    for tensor in tensors {
      result.append(UInt64(tensor.name.count), 8)
      result += tensor.name
      result.append(UInt64(tensor.sizes.count), 4)
      for size in tensor.sizes { result.append(size, 8) }
      result.append(tensor.type, 4)
      result.append(UInt64(offset), 8)
      offset += padded(tensor.data.count)
    }
    for content in [[]] + tensors.map(\.data) {
      result += content
      result += [UInt8](repeating: 0, count: padded(result.count) - result.count)
    }
    return result
  }

  /// The bytes of a value by its type.
  static func width(_ type: UInt64) -> UInt64 {
    switch type {
    case 0, 1, 7: 1
    case 2, 3: 2
    case 10...12: 8
    default: 4
    }
  }

  /// The bytes of a tensor's element by its type.
  static func elementWidth(_ type: UInt64) -> UInt64 {
    switch type {
    case 1, 25, 30: 2
    case 24: 1
    case 27, 28: 8
    default: 4
    }
  }

  private func padded(_ offset: Int) -> Int {
    let stated = pairs.first { $0.key == RawGGUF.alignmentKey && $0.type == 4 }?.value.number(
      at: 0, 4)
    let alignment = Int(min(max(stated ?? 32, 1), 256))
    return (offset + alignment - 1) / alignment * alignment
  }
}
