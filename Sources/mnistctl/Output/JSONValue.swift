import ModelFile
import Presentation

/// A typed value of a model file as JSON: bytes become lowercase hexadecimal digits.
struct JSONValue: Encodable {
  let value: TypedValue

  /// The values of a section by their keys.
  static func object(_ values: TypedValues) -> [String: JSONValue] {
    var object: [String: JSONValue] = [:]
    for key in values.keys { object[key] = values[key].map(JSONValue.init) }
    return object
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .unsigned(let number): try container.encode(number)
    case .signed(let number): try container.encode(number)
    case .double(let number): try container.encode(number)
    case .boolean(let truth): try container.encode(truth)
    case .text(let text): try container.encode(text)
    case .bytes(let bytes): try container.encode(DigestText.hexadecimal(bytes))
    case .unsignedList(let numbers): try container.encode(numbers)
    case .doubleList(let numbers): try container.encode(numbers)
    }
  }
}
