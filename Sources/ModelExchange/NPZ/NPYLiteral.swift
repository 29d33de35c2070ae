/// The dictionary of a NumPy header: exactly the Python that NumPy writes, in any order of keys.
struct NPYLiteral {
  /// Where reading has come to; after a failure, where it failed.
  private(set) var position = 0
  private let text: [UInt8]

  /// More sizes than NumPy's arrays have.
  private static let sizeLimit = 64

  init(_ text: [UInt8]) { self.text = text }

  /// The three values; `nil` where the text is anything else.
  ///
  /// A structured type, a list in NumPy's spelling, is given as the text `[`.
  mutating func fields() -> (type: String, isFortranOrder: Bool, shape: [Int])? {
    var type: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = string(), take(":") else { return nil }
      switch key {
      case "descr" where type == nil:
        if peek() == UInt8(ascii: "[") { return ("[", false, []) }
        type = string()
        guard type != nil else { return nil }
      case "fortran_order" where isFortranOrder == nil:
        isFortranOrder = take("True") ? true : take("False") ? false : nil
        guard isFortranOrder != nil else { return nil }
      case "shape" where shape == nil:
        shape = sizes()
        guard shape != nil else { return nil }
      default: return nil
      }
      guard take(",") || peek() == UInt8(ascii: "}") else { return nil }
    }
    skipSpace()
    guard text[position...].elementsEqual("\n".utf8), let type, let isFortranOrder, let shape
    else { return nil }
    return (type, isFortranOrder, shape)
  }

  /// A tuple of sizes.
  private mutating func sizes() -> [Int]? {
    guard take("(") else { return nil }
    var sizes: [Int] = []
    while !take(")") {
      skipSpace()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let size = Int(String(decoding: digits, as: UTF8.self)),
        sizes.count < NPYLiteral.sizeLimit
      else { return nil }
      position += digits.count
      sizes.append(size)
      guard take(",") || peek() == UInt8(ascii: ")") else { return nil }
    }
    return sizes
  }

  /// A string of printable characters without escapes.
  private mutating func string() -> String? {
    skipSpace()
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return nil
    }
    let content = text[(position + 1)...].prefix { byte in
      (0x20...0x7E).contains(byte) && byte != quote && byte != UInt8(ascii: "\\")
    }
    guard content.endIndex < text.count, text[content.endIndex] == quote else { return nil }
    position = content.endIndex + 1
    return String(decoding: content, as: UTF8.self)
  }

  /// Passes over white space and a token; `false`, and only the space passed over, without it.
  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  /// The next byte that is not white space.
  private mutating func peek() -> UInt8? {
    skipSpace()
    return position < text.count ? text[position] : nil
  }

  private mutating func skipSpace() {
    while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
  }
}
