/// A cursor that follows the grammar of JSON (RFC 8259) and takes nothing else.
///
/// Foundation's decoder is not asked: it takes commas at the end, UTF-16, equal keys and any depth,
/// does not say where a fault lies, and makes objects of all that a stranger's text holds. Here
/// nothing is kept but what the caller keeps, and recursion is as deep as the limit.
struct JSONScanner {
  typealias Fault = ModelExchangeError

  /// More than the deepest format here, a model in JSON, nests.
  private static let depthLimit = 8
  /// More keys than the header of a file of tensors needs.
  private static let keyLimit = 4_096

  /// The text.
  let text: JSONText
  /// The index of the next byte.
  var position: Int
  private var depth = 0
  private var values = 0

  /// Starts at a byte of a text.
  init(_ text: JSONText, at position: Int) {
    self.text = text
    self.position = position
  }

  /// The next byte that is not white space; `nil` at the end.
  mutating func peek() -> UInt8? {
    while position < text.bytes.count {
      switch text.bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// Passes over a value of any kind.
  mutating func skipValue() throws(Fault) {
    values += 1
    switch peek() {
    case UInt8(ascii: "{"):
      try object { scanner, _ throws(Fault) in try scanner.skipValue() }
    case UInt8(ascii: "["):
      _ = try array(atMost: .max) { scanner throws(Fault) in try scanner.skipValue() }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): _ = try number()
    default: try skipWord()
    }
    guard values <= text.valueLimit else {
      throw text.fault(
        .tooMany, at: position, expected: "at most \(text.valueLimit) values", found: "more")
    }
  }

  /// Passes over what follows a text's value: white space.
  mutating func skipEnd() throws(Fault) {
    guard peek() == nil else { throw syntaxFault("the end of the text") }
  }

  /// Reads an object; `member` reads the value of each key.
  mutating func object(
    _ member: (inout JSONScanner, String) throws(Fault) -> Void
  ) throws(Fault) {
    try open(UInt8(ascii: "{"), "an object")
    var keys: Set<[UInt8]> = []
    while try goesOn(until: UInt8(ascii: "}"), isFirst: keys.isEmpty) {
      guard peek() == UInt8(ascii: "\"") else { throw syntaxFault("a key in quotation marks") }
      let place = position
      let key = try string()
      guard keys.count < Self.keyLimit else {
        throw text.fault(
          .tooMany, at: place, expected: "at most \(Self.keyLimit) keys of an object",
          found: "more")
      }
      guard keys.insert(Array(key.utf8)).inserted else {
        throw text.fault(
          .jsonDuplicateKey, at: place, expected: "each key once", found: escaped(key))
      }
      guard peek() == UInt8(ascii: ":") else { throw syntaxFault(":") }
      position += 1
      try member(&self, key)
    }
    depth -= 1
  }

  /// Reads an array, of which `element` reads each element.
  mutating func array<Element>(
    atMost limit: Int, _ element: (inout JSONScanner) throws(Fault) -> Element
  ) throws(Fault) -> [Element] {
    try open(UInt8(ascii: "["), "an array")
    var elements: [Element] = []
    while try goesOn(until: UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      guard elements.count < limit else {
        throw text.fault(
          .tooMany, at: position, expected: "at most \(limit) elements", found: "more")
      }
      elements.append(try element(&self))
    }
    depth -= 1
    return elements
  }

  /// The error of a byte that the grammar does not allow here.
  func syntaxFault(_ expected: String) -> Fault {
    text.fault(.jsonSyntax, at: position, expected: expected, found: byteName())
  }

  /// The error of a value of another kind.
  func kindFault(_ expected: String) -> Fault {
    let kinds: [UInt8: String] = [
      UInt8(ascii: "{"): "an object", UInt8(ascii: "["): "an array",
      UInt8(ascii: "\""): "a string", UInt8(ascii: "t"): "true", UInt8(ascii: "f"): "false",
      UInt8(ascii: "n"): "null",
    ]
    let found = text.bytes.indices.contains(position) ? kinds[text.bytes[position]] : nil
    return text.fault(.jsonValue, at: position, expected: expected, found: found ?? "a number")
  }

  /// The next byte, for messages.
  private func byteName() -> String {
    guard position < text.bytes.count else { return "the end of the text" }
    let byte = text.bytes[position]
    return byte < 0x80 ? escaped(String(UnicodeScalar(byte))) : "byte 0x\(String(byte, radix: 16))"
  }

  private mutating func open(_ bracket: UInt8, _ kind: String) throws(Fault) {
    guard peek() == bracket else { throw kindFault(kind) }
    guard depth < Self.depthLimit else {
      throw text.fault(
        .jsonDepth, at: position, expected: "at most \(Self.depthLimit) levels", found: "more")
    }
    depth += 1
    position += 1
  }

  /// Passes over the comma before another element, or over the closing bracket.
  ///
  /// - Returns: whether there is another element.
  private mutating func goesOn(until close: UInt8, isFirst: Bool) throws(Fault) -> Bool {
    let next = peek()
    if next == close {
      position += 1
      return false
    }
    if isFirst { return true }
    guard next == UInt8(ascii: ",") else {
      throw syntaxFault("a comma or \(UnicodeScalar(close))")
    }
    position += 1
    // What else may not follow a comma, whoever reads the element says.
    guard peek() != close else { throw syntaxFault("a value after the comma") }
    return true
  }

  private mutating func skipWord() throws(Fault) {
    for word in ["true", "false", "null"]
    where text.bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return
    }
    throw syntaxFault("a value")
  }
}
