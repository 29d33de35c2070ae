extension TypedValue: CustomStringConvertible {
  /// The value as text; bytes as lowercase hexadecimal digits, text as it is.
  public var description: String {
    switch self {
    case .unsigned(let number): "\(number)"
    case .signed(let number): "\(number)"
    case .double(let number): "\(number)"
    case .boolean(let truth): "\(truth)"
    case .text(let text): text
    case .bytes(let bytes):
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case .unsignedList(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
    case .doubleList(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
    }
  }
}
