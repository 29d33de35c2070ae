/// A message of protocol buffers, taken apart without its schema, so that a mutation inside does
/// not end at the lengths around it.
///
/// Bytes that read like a message are taken for one: written again they are the same.
struct WireMessage {
  private enum Value {
    case varint(UInt64)
    case fixed([UInt8])
    case bytes([UInt8])
    case message(WireMessage)
  }

  private struct Field {
    var number: UInt64
    var value: Value
  }

  /// Deeper than messages of ONNX nest.
  private static let depthLimit = 10

  private var fields: [Field] = []

  /// Takes bytes apart; `nil` where they are no message.
  init?(_ bytes: [UInt8], depth: Int = 0) {
    guard depth < WireMessage.depthLimit, !bytes.isEmpty else { return nil }
    var position = 0
    while position < bytes.count {
      guard let tag = WireMessage.varint(bytes, &position), tag >> 3 > 0 else { return nil }
      let value: Value
      switch tag & 7 {
      case 0:
        guard let number = WireMessage.varint(bytes, &position) else { return nil }
        value = .varint(number)
      case 1, 5:
        let count = tag & 7 == 1 ? 8 : 4
        guard count <= bytes.count - position else { return nil }
        value = .fixed(Array(bytes[position..<position + count]))
        position += count
      case 2:
        guard let count = WireMessage.varint(bytes, &position).flatMap({ Int(exactly: $0) }),
          count <= bytes.count - position
        else { return nil }
        let content = Array(bytes[position..<position + count])
        value = WireMessage(content, depth: depth + 1).map { .message($0) } ?? .bytes(content)
        position += count
      default: return nil
      }
      fields.append(Field(number: tag >> 3, value: value))
    }
  }

  /// The message as bytes; every length is right.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    for field in fields {
      switch field.value {
      case .varint(let number):
        WireMessage.append(field.number << 3, to: &result)
        WireMessage.append(number, to: &result)
      case .fixed(let content):
        WireMessage.append(field.number << 3 | (content.count == 8 ? 1 : 5), to: &result)
        result += content
      case .bytes(let content): WireMessage.append(field.number, content, to: &result)
      case .message(let message): WireMessage.append(field.number, message.bytes, to: &result)
      }
    }
    return result
  }

  /// Mutates one field, here or further in.
  mutating func mutate(_ dice: inout Dice) {
    guard !fields.isEmpty else { return }
    let index = dice.roll(fields.count)
    if case .message(var message) = fields[index].value, dice.roll(8) != 0 {
      message.mutate(&dice)
      fields[index].value = .message(message)
      return
    }
    switch dice.roll(8) {
    case 0: fields.remove(at: index)
    case 1: fields.insert(fields[index], at: dice.roll(fields.count + 1))
    case 2: fields.swapAt(index, dice.roll(fields.count))
    case 3: fields[index].number = 1 + UInt64(dice.roll(26))
    case 4: fields[index].value = fields[dice.roll(fields.count)].value
    default: fields[index].value = WireMessage.mutated(fields[index].value, &dice)
    }
  }

  private static func mutated(_ value: Value, _ dice: inout Dice) -> Value {
    switch value {
    case .varint(let number): .varint(ImportMutator.number(number, &dice))
    case .fixed(let content): .fixed(LibFuzzer.mutate(content, limit: content.count))
    case .bytes(let content): .bytes(LibFuzzer.mutate(content, limit: content.count + 16))
    case .message(let message):
      .bytes(LibFuzzer.mutate(message.bytes, limit: message.bytes.count + 16))
    }
  }

  private static func varint(_ bytes: [UInt8], _ position: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 { return value }
    }
    return nil
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func append(_ number: UInt64, _ content: [UInt8], to bytes: inout [UInt8]) {
    append(number << 3 | 2, to: &bytes)
    append(UInt64(content.count), to: &bytes)
    bytes += content
  }
}
