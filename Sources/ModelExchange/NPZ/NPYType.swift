import ByteCoding

/// The type of a NumPy array's elements: `<f4`, `>f8`, `|i1`.
struct NPYType: Sendable, Hashable {
  /// The elements' type.
  let element: ElementType
  /// The order of an element's bytes.
  let order: ByteOrder

  /// Reads NumPy's spelling of a type; an error where it is not read.
  ///
  /// - Parameters:
  ///   - text: the spelling; `[` for a structured type.
  ///   - member: whose type it is, for messages.
  static func named(_ text: String, member: ZipMember) -> Result<NPYType, ModelExchangeError> {
    let orders: [Character: ByteOrder] = ["<": .little, ">": .big, "|": .little]
    let elements: [Substring: ElementType] = [
      "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i4": .int32,
    ]
    let name = text.dropFirst()
    if let order = text.first.flatMap({ orders[$0] }), let element = elements[name],
      text.first != "|" || element == .int8
    {
      return .success(NPYType(element: element, order: order))
    }
    let code: ModelExchangeError.Code =
      if text == "O" || name == "O" {
        .pickledObjects
      } else if text == "[" || name.first.map("biufcmMUSV".contains) == true {
        .unsupportedType
      } else {
        .elementType
      }
    return .failure(
      ZipArchive.fault(
        code, at: member.entryOffset, field: "type of \(escaped(member.name))",
        expected: "f2, f4, f8, i1 or i4", found: text == "[" ? "a structured type" : escaped(text)))
  }
}
