/// Why a file of another format is refused, or a model cannot be written in it.
public struct ModelExchangeError: Error, Sendable, Hashable {
  /// The format of the file; `nil` where it is none that is read.
  public let format: ExchangeFormat?
  /// The kind of fault.
  public let code: Code
  /// The offset in the file; `nil` where the fault has no place in it.
  public let offset: Int?
  /// The field, tensor or node that is at fault; text from the file is escaped.
  public let field: String
  /// What it may be.
  public let expected: String
  /// What it is; text from the file is escaped.
  public let found: String

  init(
    _ format: ExchangeFormat?, _ code: Code, at offset: Int? = nil, field: String,
    expected: String, found: String
  ) {
    self.format = format
    self.code = code
    self.offset = offset
    self.field = field
    self.expected = expected
    self.found = found
  }
}

extension ModelExchangeError: CustomStringConvertible {
  /// One line: format, place, cause, expected, found, remedy.
  public var description: String {
    let name = format?.rawValue ?? "import"
    let place = offset.map { " at \($0)" } ?? ""
    let remedy = code.remedy.map { "; \($0)" } ?? ""
    return "\(name)\(place): \(code.cause): \(field): expected \(expected), found \(found)\(remedy)"
  }
}
