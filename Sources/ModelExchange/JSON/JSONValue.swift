/// A value of a JSON text, read when it is asked for.
struct JSONValue {
  private let text: JSONText
  private let index: Int

  /// The one value of a text, which is checked as a whole first.
  init(_ text: JSONText) throws(ModelExchangeError) {
    try text.checkEncoding()
    var scanner = JSONScanner(text, at: 0)
    _ = scanner.peek()
    index = scanner.position
    self.text = text
    try scanner.skipValue()
    try scanner.skipEnd()
  }

  /// The value at the cursor of a scanner, which passes over it.
  init(_ scanner: inout JSONScanner) throws(ModelExchangeError) {
    _ = scanner.peek()
    text = scanner.text
    index = scanner.position
    try scanner.skipValue()
  }

  /// A cursor at the value.
  var scanner: JSONScanner { JSONScanner(text, at: index) }

  /// The offset in the file; `nil` where the text is decoded from another one.
  var offset: Int? { text.offset.map { $0 + index } }

  /// Whether it is `null`.
  var isNull: Bool { text.bytes[index] == UInt8(ascii: "n") }

  /// The object.
  func object() throws(ModelExchangeError) -> JSONObject {
    var scanner = scanner
    var members: [(key: String, value: JSONValue)] = []
    try scanner.object { scanner, key throws(ModelExchangeError) in
      members.append((key, try JSONValue(&scanner)))
    }
    return JSONObject(value: self, members: members)
  }

  /// The elements of an array.
  func array<Element>(
    atMost limit: Int, _ element: (inout JSONScanner) throws(ModelExchangeError) -> Element
  ) throws(ModelExchangeError) -> [Element] {
    var scanner = scanner
    return try scanner.array(atMost: limit, element)
  }

  /// The string.
  func string() throws(ModelExchangeError) -> String {
    var scanner = scanner
    return try scanner.string()
  }

  /// The number, rounded to the nearest Float.
  func float() throws(ModelExchangeError) -> Float {
    var scanner = scanner
    return try scanner.float()
  }

  /// The whole number.
  func integer() throws(ModelExchangeError) -> Int {
    var scanner = scanner
    return try scanner.integer()
  }

  /// An error at this value.
  func fault(
    _ code: ModelExchangeError.Code, expected: String, found: String
  ) -> ModelExchangeError {
    text.fault(code, at: index, expected: expected, found: found)
  }
}
