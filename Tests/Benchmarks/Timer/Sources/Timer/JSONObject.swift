/// An object of numbers, strings and objects, printed as JSON.
///
/// Keys and strings are those of this program: nothing in them needs escaping.
struct JSONObject: CustomStringConvertible {
  private var members: [String] = []

  /// The object in one line, its members in the order of their addition.
  var description: String { "{\(members.joined(separator: ","))}" }

  mutating func add(_ key: String, _ number: Double) { members.append("\"\(key)\":\(number)") }
  mutating func add(_ key: String, _ text: String) { members.append("\"\(key)\":\"\(text)\"") }
  mutating func add(_ key: String, _ object: JSONObject) { members.append("\"\(key)\":\(object)") }
}
