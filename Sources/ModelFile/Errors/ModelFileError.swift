/// Why bytes are not a legal model file or checkpoint, and where.
///
/// The kinds are the closed, numbered list of `formats/model-file.md`; for the same bytes every
/// conforming reader gives the same ``code`` and ``offset``.
public struct ModelFileError: Error, Sendable, Hashable {
  /// The kind of fault.
  public let code: Code
  /// The section in which the fault lies; `nil` for header, section table, padding and trailer.
  public let section: SectionType?
  /// The offset in the file that the error table gives for this kind.
  public let offset: Int
  /// The field that is at fault.
  public let field: String
  /// What the field may hold.
  public let expected: String
  /// What it holds; text from the file is quoted with its control characters escaped.
  public let found: String

  package init(
    _ code: Code, section: SectionType? = nil, at offset: Int, field: String, expected: String,
    found: String
  ) {
    self.code = code
    self.section = section
    self.offset = offset
    self.field = field
    self.expected = expected
    self.found = found
  }

  /// What happened, in words.
  public var cause: String { code.cause }
  /// What to do about it.
  public var remedy: String { code.remedy }
}

extension ModelFileError: CustomStringConvertible {
  /// One line: number, place, cause, expected, found, remedy.
  public var description: String {
    let place = section.map { " in section \($0)" } ?? ""
    return "error \(code.rawValue) at \(offset)\(place): \(cause): \(field): "
      + "expected \(expected), found \(found); \(remedy)"
  }
}
