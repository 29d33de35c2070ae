internal import FoundationEssentials
internal import SystemPackage

/// The JSON lines of a search: written with sorted keys and without blanks, so that equal values
/// have equal bytes.
enum SearchJSON {
  /// What every line says of itself.
  struct Head: Decodable {
    let format: String
    let version: Int
  }

  static func encode(_ value: some Encodable) -> SealedLine {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return SealedLine(String(decoding: try encoder.encode(value), as: UTF8.self))
    } catch {
      preconditionFailure("finite numbers and plain text have a JSON text: \(error)")
    }
  }

  /// Decodes a line of a format and version.
  ///
  /// - Throws: ``WorkflowError`` where it is a line of something else, of another version, or lacks
  ///   something.
  static func decode<Value: Decodable>(
    _ type: Value.Type, _ line: SealedLine, format: String, version: Int, path: FilePath
  ) throws(WorkflowError) -> Value {
    let bytes = Data(line.text.utf8)
    do {
      let head = try JSONDecoder().decode(Head.self, from: bytes)
      guard head.format == format, head.version == version else {
        throw SealedLine.fault(
          "the file is of another kind", at: 0, expected: "\(format), version \(version)",
          found: "\(head.format.prefix(64)), version \(head.version)", path)
      }
      return try JSONDecoder().decode(type, from: bytes)
    } catch let error as WorkflowError {
      throw error
    } catch let error as DecodingError {
      throw fault(error, format, path)
    } catch {
      throw SealedLine.fault(
        "the first line cannot be read", at: 0, expected: "a \(format)", found: "\(error)", path)
    }
  }

  private static func fault(
    _ error: DecodingError, _ format: String, _ path: FilePath
  ) -> WorkflowError {
    let (what, context) =
      switch error {
      case .keyNotFound(let key, let context): ("no \(key.stringValue)", context)
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        (context.debugDescription, context)
      @unknown default: ("\(error)", DecodingError.Context(codingPath: [], debugDescription: ""))
      }
    let place = context.codingPath.map { key in
      key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
    }.joined()
    return SealedLine.fault(
      "the first line is no \(format)" + (place.isEmpty ? "" : " at \(place)"), at: 0,
      expected: "what formats/cross-validation.md says", found: what, path)
  }
}
