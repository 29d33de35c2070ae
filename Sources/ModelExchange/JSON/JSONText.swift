internal import FoundationEssentials

/// JSON text from outside: decoded by Foundation, after a look for what that lets pass.
struct JSONText {
  /// More than the deepest format here, a model in JSON, nests.
  private static let depthLimit = 8

  let bytes: [UInt8]
  let format: ExchangeFormat
  /// What the text is, for messages.
  let field: String
  /// Where the text starts in the file; `nil` where it is decoded from another one.
  let offset: Int?

  /// Takes a text.
  init(_ bytes: [UInt8], format: ExchangeFormat, field: String, at offset: Int? = nil) {
    self.bytes = bytes
    self.format = format
    self.field = field
    self.offset = offset
  }

  /// Decodes the text.
  ///
  /// A Float is parsed as such, without a detour over Float64 that would round twice.
  func decode<Value: Decodable>(_ type: Value.Type) throws(ModelExchangeError) -> Value {
    switch JSONOutline.fault(bytes, depthLimit: JSONText.depthLimit) {
    case nil: break
    case .depth(let index):
      throw fault(
        .jsonDepth, at: index, expected: "at most \(JSONText.depthLimit) levels", found: "more")
    case .duplicateKey(let index, let key):
      throw fault(.jsonDuplicateKey, at: index, expected: "each key once", found: escaped(key))
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw fault(error)
    } catch {
      throw fault(.jsonSyntax, expected: "JSON", found: escaped("\(error)"))
    }
  }

  private func fault(_ error: DecodingError) -> ModelExchangeError {
    switch error {
    case .keyNotFound(let key, let context):
      fault(
        .jsonMissingKey, path: context.codingPath, expected: escaped(key.stringValue),
        found: "none")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      fault(
        .jsonValue, path: context.codingPath, expected: "the kind of value that the format says",
        found: escaped(context.debugDescription))
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      fault(
        .jsonValue, path: context.codingPath, expected: "the kind of value that the format says",
        found: escaped(context.debugDescription))
    case .dataCorrupted(let context):
      fault(.jsonSyntax, expected: "JSON", found: escaped(context.debugDescription))
    @unknown default:
      fault(.jsonSyntax, expected: "JSON", found: escaped("\(error)"))
    }
  }

  private func fault(
    _ code: ModelExchangeError.Code, at index: Int = 0, path: [any CodingKey] = [],
    expected: String, found: String
  ) -> ModelExchangeError {
    let steps = path.map { key in key.intValue.map { "[\($0)]" } ?? "." + key.stringValue }
    let place = steps.isEmpty ? "" : " " + escaped(steps.joined())
    return ModelExchangeError(
      format, code, at: offset.map { $0 + index }, field: field + place, expected: expected,
      found: found)
  }

  /// A string as JSON text.
  static func string(_ text: String) -> String { encode(text) }

  /// Strings as a JSON array.
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
