/// Access to values whose types a ``ValueSchema`` has checked.
extension TypedValues {
  func count(_ key: String) -> Int? {
    guard case .unsigned(let value) = self[key] else { return nil }
    return Int(exactly: value)
  }

  func counts(_ key: String) -> [Int]? {
    guard case .unsignedList(let values) = self[key] else { return nil }
    return values.map { Int(clamping: $0) }
  }

  func seed(_ key: String) -> UInt64? {
    guard case .unsigned(let value) = self[key] else { return nil }
    return value
  }

  func double(_ key: String) -> Double? {
    guard case .double(let value) = self[key] else { return nil }
    return value
  }

  func boolean(_ key: String) -> Bool? {
    guard case .boolean(let value) = self[key] else { return nil }
    return value
  }

  func text(_ key: String) -> String? {
    guard case .text(let value) = self[key] else { return nil }
    return value
  }

  func digest(_ key: String) -> ContentDigest? {
    guard case .bytes(let value) = self[key] else { return nil }
    return ContentDigest(bytes: value)
  }

  func doubles(_ key: String) -> [Double]? {
    guard case .doubleList(let values) = self[key] else { return nil }
    return values
  }

  /// The values whose keys a schema does not know.
  func without(_ schema: ValueSchema) -> TypedValues {
    var rest = self
    for rule in schema.rules { rest[rule.key] = nil }
    return rest
  }

  /// The values whose keys another collection does not have.
  func without(_ other: TypedValues) -> TypedValues {
    var rest = self
    for key in other.keys { rest[key] = nil }
    return rest
  }

  /// Adds all values of another collection; those of this one win.
  mutating func merge(_ other: TypedValues) {
    for key in other.keys where self[key] == nil { self[key] = other[key] }
  }

  mutating func set(_ key: String, count value: Int?) {
    self[key] = value.map { .unsigned(UInt64(clamping: $0)) }
  }

  mutating func set(_ key: String, double value: Double?) {
    self[key] = value.map { .double($0) }
  }

  mutating func set(_ key: String, doubles values: [Double]) {
    self[key] = .doubleList(values)
  }
}
