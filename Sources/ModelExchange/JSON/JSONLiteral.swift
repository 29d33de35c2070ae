internal import FoundationEssentials

/// Strings as JSON text.
enum JSONLiteral {
  /// A string.
  static func string(_ text: String) -> String { encode(text) }

  /// An array of strings.
  static func array(_ texts: [String]) -> String { encode(texts) }

  private static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("strings have a JSON text: \(error)")
    }
  }
}
