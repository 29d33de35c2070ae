package import ModelFile

/// A setting as JSON: what a typed value of a model file becomes in a plan.
package struct SettingValue: Codable, Hashable, Sendable {
  private enum Content: Hashable {
    case boolean(Bool)
    case unsigned(UInt64)
    case double(Double)
    case text(String)
    case list([UInt64])
  }

  private let content: Content

  init(_ value: TypedValue) {
    content =
      switch value {
      case .boolean(let value): .boolean(value)
      case .unsigned(let value): .unsigned(value)
      // A whole number looks the same in JSON, so it must be equal here too.
      case .double(let value): UInt64(exactly: value).map { .unsigned($0) } ?? .double(value)
      case .text(let value): .text(value)
      case .unsignedList(let values): .list(values)
      case .signed, .bytes, .doubleList:
        preconditionFailure("no setting has a value like \(value)")
      }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each attempt but the last may fail: that is how the kind of a value is found out.
    if let value = try? container.decode(Bool.self) {
      content = .boolean(value)
    } else if let value = try? container.decode(UInt64.self) {
      content = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      content = .double(value)
    } else if let value = try? container.decode(String.self) {
      content = .text(value)
    } else {
      content = .list(try container.decode([UInt64].self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch content {
    case .boolean(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    }
  }

  /// The text; `nil` where this is of another kind.
  package var text: String? {
    guard case .text(let value) = content else { return nil }
    return value
  }

  /// The value of a key whose kind is known; `nil` where this is of another kind.
  package func typed(_ kind: ValueSchema.Kind) -> TypedValue? {
    switch (kind, content) {
    case (.count, .unsigned(let value)) where value <= UInt64(FormatLimits.count):
      .unsigned(value)
    case (.seed, .unsigned(let value)): .unsigned(value)
    case (.double, .unsigned(let value)): Double(exactly: value).map { .double($0) }
    case (.double, .double(let value)) where value.isFinite: .double(value)
    case (.boolean, .boolean(let value)): .boolean(value)
    case (.text, .text(let value)): .text(value)
    case (.counts, .list(let values))
    where values.allSatisfy { $0 <= UInt64(FormatLimits.count) }:
      .unsignedList(values)
    default: nil
    }
  }
}
