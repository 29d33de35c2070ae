/// An object of a JSON text: its keys, each of which it has once, and their values.
struct JSONObject {
  /// The object itself.
  let value: JSONValue
  /// The members in the order of the text.
  ///
  /// They are no dictionary: to a string's `==`, keys of different bytes may be equal.
  let members: [(key: String, value: JSONValue)]

  /// The value of a key that must be there.
  subscript(key: String) -> JSONValue {
    get throws(ModelExchangeError) {
      guard let member = members.first(where: { $0.key == key }) else {
        throw value.fault(.jsonMissingKey, expected: "the key \(key)", found: "none")
      }
      return member.value
    }
  }

  /// The value of a key; `nil` where it is not there or is null.
  func optional(_ key: String) -> JSONValue? {
    members.first { $0.key == key && !$0.value.isNull }?.value
  }

  /// The values, all of which must be strings.
  func strings() throws(ModelExchangeError) -> [String: String] {
    var strings: [String: String] = [:]
    for (key, value) in members { strings[key] = try value.string() }
    return strings
  }
}
