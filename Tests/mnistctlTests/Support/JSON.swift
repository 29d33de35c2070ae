import Foundation

/// A JSON value that can be asked for its shape: the keys and types that programs rely on.
enum JSON: Decodable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  init(_ text: String) throws {
    self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      // A type that does not fit is how the decoder says "try the next one".
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// A member of an object; `null` where there is none.
  subscript(key: String) -> JSON { object?[key] ?? .null }

  /// An element of a list; `null` where there is none.
  subscript(index: Int) -> JSON {
    list.indices.contains(index) ? list[index] : .null
  }

  var list: [JSON] { if case .list(let value) = self { value } else { [] } }
  var text: String? { if case .text(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  private var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }

  /// The keys of an object in ascending order.
  var keys: [String] { (object ?? [:]).keys.sorted() }

  /// The value's type; for an object its keys with their types, for a list the type of its elements.
  var shape: String {
    switch self {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .text(let value): value.isDigest ? "digest" : "text"
    case .list(let values): "[\(Set(values.map(\.shape)).sorted().joined(separator: "|"))]"
    case .object(let members):
      "{" + members.keys.sorted().map { "\($0):\(self[$0].shape)" }.joined(separator: " ") + "}"
    }
  }
}

extension String {
  /// Whether this is a SHA-256 in lowercase hexadecimal digits.
  var isDigest: Bool {
    utf8.count == 64 && utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }
}
