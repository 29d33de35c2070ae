/// The bytes behind a text that the parser made of an argument.
enum TypedBytes {
  /// All the bytes of which Swift makes the text: whole arguments, and values behind `--name=`.
  static func all(of text: String, among arguments: [[UInt8]]) -> Set<[UInt8]> {
    var found: Set<[UInt8]> = []
    for argument in arguments {
      for bytes in [argument, value(of: argument)] {
        // By code units, because strings are equal that are spelt with other ones.
        let repaired = String(decoding: bytes, as: UTF8.self)
        if repaired.utf8.elementsEqual(text.utf8) { found.insert(bytes) }
      }
    }
    return found
  }

  /// What follows the first equals sign of an option; nothing where there is none.
  private static func value(of argument: [UInt8]) -> [UInt8] {
    guard argument.starts(with: "-".utf8), let sign = argument.firstIndex(of: UInt8(ascii: "="))
    else { return [] }
    return Array(argument[(sign + 1)...])
  }
}
