internal import FoundationEssentials

/// The brackets and keys of a JSON text, for two faults that Foundation's decoder lets pass:
/// it keeps one of two equal keys, and it nests far deeper than any format here.
///
/// Whether the text is JSON at all is the decoder's to say.
enum JSONOutline {
  /// A fault and the index of the byte where it lies.
  enum Fault: Hashable {
    case depth(index: Int)
    case duplicateKey(index: Int, key: String)
  }

  /// The first fault of a text.
  static func fault(_ bytes: [UInt8], depthLimit: Int) -> Fault? {
    /// The keys so far of each object that is open; `nil` for an array.
    var open: [Set<[UInt8]>?] = []
    var expectsKey = false
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard open.count < depthLimit else { return .depth(index: index) }
        expectsKey = bytes[index] == UInt8(ascii: "{")
        open.append(expectsKey ? [] : nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        _ = open.popLast()
        expectsKey = false
      case UInt8(ascii: ","):
        expectsKey = open.last.flatMap(\.self) != nil
      case UInt8(ascii: "\""):
        let end = endOfString(bytes, from: index)
        if expectsKey {
          let key = key(bytes[index..<end])
          if open[open.count - 1]?.insert(Array(key.utf8)).inserted == false {
            return .duplicateKey(index: index, key: key)
          }
        }
        expectsKey = false
        index = end - 1
      default: break
      }
      index += 1
    }
    return nil
  }

  /// The index after the closing quotation mark, or the end of a text that has none.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): return index + 1
      case UInt8(ascii: "\\"): index += 2
      default: index += 1
      }
    }
    return bytes.count
  }

  /// A key without its escapes, since `"\u0061"` and `"a"` are one.
  private static func key(_ literal: ArraySlice<UInt8>) -> String {
    let raw = String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
    guard literal.contains(UInt8(ascii: "\\")) else { return raw }
    // A literal that cannot be decoded is no JSON, which the decoder then says.
    return (try? JSONDecoder().decode(String.self, from: Data(literal))) ?? raw
  }
}
