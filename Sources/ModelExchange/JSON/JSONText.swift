/// JSON text from outside, and where in a file it is.
struct JSONText {
  /// What the start of a text in another encoding than UTF-8 looks like.
  private static let marks: [(name: String, bytes: [UInt8])] = [
    ("a byte-order mark", [0xEF, 0xBB, 0xBF]),
    ("UTF-16 or UTF-32", [0xFF, 0xFE]),
    ("UTF-16 or UTF-32", [0xFE, 0xFF]),
  ]

  let bytes: [UInt8]
  let format: ExchangeFormat
  /// What the text is, for messages.
  let field: String
  /// Where the text starts in the file; `nil` where it is decoded from another one.
  let offset: Int?
  /// The most values that the text may have, in all objects and arrays.
  let valueLimit: Int

  /// Takes a text.
  init(
    _ bytes: [UInt8], format: ExchangeFormat, field: String, at offset: Int? = nil,
    valueLimit: Int = 1 << 16
  ) {
    self.bytes = bytes
    self.format = format
    self.field = field
    self.offset = offset
    self.valueLimit = valueLimit
  }

  /// Refuses a text that is not plain UTF-8 (RFC 8259, section 8.1).
  ///
  /// JSON starts with a character of ASCII, so a NUL among the first bytes tells wider units.
  func checkEncoding() throws(ModelExchangeError) {
    let mark = JSONText.marks.first { bytes.starts(with: $0.bytes) }?.name
    let wide = bytes.prefix(4).contains(0) ? "UTF-16 or UTF-32" : nil
    guard let found = mark ?? wide else { return }
    throw fault(.jsonEncoding, at: 0, expected: "UTF-8 without a byte-order mark", found: found)
  }

  /// An error at a byte of the text, which people find by line and column.
  func fault(
    _ code: ModelExchangeError.Code, at index: Int, expected: String, found: String
  ) -> ModelExchangeError {
    let before = bytes.prefix(index)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // All bytes of a character but the first are 10xxxxxx.
    let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
    return ModelExchangeError(
      format, code, at: offset.map { $0 + index },
      field: "line \(line), column \(column) of \(field)", expected: expected, found: found)
  }
}
