/// Mutates safetensors files: header or data, with the header's length, and mostly the tensors'
/// offsets and the length of the data, made right.
enum SafetensorsMutator {
  /// More data only cost time.
  private static let dataLimit = 1 << 13

  static func mutate(_ file: [UInt8], _ dice: inout Dice) -> [UInt8]? {
    guard let length = file.number(at: 0, 8).flatMap({ Int(exactly: $0) }), length <= file.count - 8
    else { return nil }
    var header = Array(file[8..<8 + length])
    var data = Array(file[(8 + length)...])
    if dice.roll(4) == 0 {
      data = LibFuzzer.mutate(data, limit: data.count + 8)
    } else {
      header = JSONMutator.mutate(header, &dice)
    }
    if dice.roll(4) != 0 { fit(&header, &data) }
    var result: [UInt8] = []
    result.append(UInt64(header.count), 8)
    return result + header + data
  }

  /// Lays the tensors out one behind the other, as their types and shapes say.
  private static func fit(_ header: inout [UInt8], _ data: inout [UInt8]) {
    var tokens = JSONMutator.tokens(of: header)
    var (elementByteCount, elementCount, end) = (4, 1, 0)
    for index in tokens.indices {
      switch String(decoding: tokens[index], as: UTF8.self) {
      case "\"dtype\"" where index + 2 < tokens.count:
        elementByteCount = byteCount(ofType: tokens[index + 2])
      case "\"shape\"":
        elementCount = numbers(tokens, after: index).reduce(1) { product, index in
          let size = Int(String(decoding: tokens[index], as: UTF8.self)) ?? 0
          return max(0, product.multipliedReportingOverflow(by: size).partialValue)
        }
      case "\"data_offsets\"":
        let places = numbers(tokens, after: index)
        guard places.count == 2, elementCount <= dataLimit else { return }
        tokens[places[0]] = Array("\(end)".utf8)
        end += elementCount * elementByteCount
        tokens[places[1]] = Array("\(end)".utf8)
      default: break
      }
    }
    guard end <= dataLimit else { return }
    header = Array(tokens.joined())
    data = Array(data.prefix(end)) + [UInt8](repeating: 0, count: max(0, end - data.count))
  }

  /// The indices of the numbers of the array that follows a key.
  private static func numbers(_ tokens: [[UInt8]], after key: Int) -> [Int] {
    let bracket = [UInt8(ascii: "]")]
    return tokens.indices.dropFirst(key + 1).prefix { tokens[$0] != bracket }
      .filter { JSONMutator.isNumber(tokens[$0]) }
  }

  private static func byteCount(ofType name: [UInt8]) -> Int {
    switch String(decoding: name, as: UTF8.self) {
    case "\"F64\"": 8
    case "\"F16\"", "\"BF16\"": 2
    case "\"I8\"", "\"U8\"": 1
    default: 4
    }
  }
}
