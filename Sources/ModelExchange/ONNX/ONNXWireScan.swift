/// Walks over a file's messages before they are decoded: the decoder only says that bytes are
/// malformed, this says where and how; and it bounds what decoding can allocate.
///
/// Of the wire format only the structure is looked at: tags, lengths and variable-length integers.
/// The nesting is that of the schema, so there is no recursion to bound.
struct ONNXWireScan {
  /// The most fields of a file: a real perceptron has hundreds.
  static let fieldLimit = 1 << 17
  /// The most integers that are packed in one field: in memory each takes up to eight bytes.
  private static let packedLimit = 1 << 24

  /// The offset of each initialiser's message, in the order of the file.
  private(set) var initialisers: [Int] = []

  private let bytes: [UInt8]
  private var position = 0
  private var fields = 0
  /// The messages that the walk is inside of, and where each ends.
  private var open: [(message: ONNXMessageKind, end: Int)]

  /// Walks over a whole file.
  init(_ bytes: [UInt8]) throws(ModelExchangeError) {
    self.bytes = bytes
    open = [(.model, bytes.count)]
    while let (message, end) = open.last {
      if position == end {
        open.removeLast()
      } else {
        try field(of: message, end)
      }
    }
  }

  private mutating func field(of message: ONNXMessageKind, _ end: Int) throws(ModelExchangeError) {
    let start = position
    fields += 1
    guard fields <= Self.fieldLimit else {
      throw error(
        .tooMany, at: start, "fields", expected: "at most \(Self.fieldLimit)", found: "more")
    }
    let tag = try varint("tag", end)
    let number = tag >> 3
    guard number > 0, number < 1 << 29 else {
      throw error(
        .wireFormat, at: start, "field number", expected: "1 to 536870911", found: "\(number)")
    }
    switch tag & 7 {
    case 0: _ = try varint("field \(number)", end)
    case 1: try skip(8, "field \(number)", end)
    case 2: try lengthDelimited(number, of: message, end)
    case 5: try skip(4, "field \(number)", end)
    default:
      throw error(
        .wireFormat, at: start, "wire type of field \(number)", expected: "0, 1, 2 or 5",
        found: "\(tag & 7)")
    }
  }

  private mutating func lengthDelimited(
    _ number: UInt64, of message: ONNXMessageKind, _ end: Int
  ) throws(ModelExchangeError) {
    let length = try varint("length of field \(number)", end)
    guard length <= UInt64(end - position) else {
      throw error(
        .lengthPastEnd, at: position, "field \(number) of the \(message)",
        expected: "at most \(end - position) bytes", found: "\(length)")
    }
    let fieldEnd = position + Int(length)
    if let child = message.child(number) {
      if message == .graph, child == .tensor { initialisers.append(position) }
      open.append((child, fieldEnd))
    } else if message.packsVarints(number) {
      guard length <= Self.packedLimit else {
        throw error(
          .tooMany, at: position, "bytes of packed integers in field \(number)",
          expected: "at most \(Self.packedLimit)", found: "\(length)")
      }
      while position < fieldEnd { _ = try varint("field \(number)", fieldEnd) }
    } else {
      position = fieldEnd
    }
  }

  private mutating func skip(
    _ count: Int, _ field: String, _ end: Int
  ) throws(ModelExchangeError) {
    guard count <= end - position else {
      throw error(
        .fileCut, at: position, field, expected: "\(count) bytes", found: "\(end - position)")
    }
    position += count
  }

  /// A variable-length integer: seven bits a byte, the lowest first, at most ten bytes.
  private mutating func varint(_ field: String, _ end: Int) throws(ModelExchangeError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < end else {
        throw error(
          .truncatedVarint, at: start, field, expected: "a last byte below 0x80",
          found: "the end after \(index) bytes")
      }
      let byte = bytes[position]
      position += 1
      guard index < 9 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7F) << (7 * UInt64(index))
      if byte < 0x80 { return value }
    }
    throw error(
      .varintOverflow, at: start, field, expected: "at most 64 bits in ten bytes", found: "more")
  }

  private func error(
    _ code: ModelExchangeError.Code, at offset: Int, _ field: String, expected: String,
    found: String
  ) -> ModelExchangeError {
    ModelExchangeError(.onnx, code, at: offset, field: field, expected: expected, found: found)
  }
}
