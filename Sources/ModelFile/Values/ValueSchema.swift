/// The keys that a section knows, with the type of each and whether it must be there.
///
/// A key that the schema does not name is legal and kept: minor versions add keys.
package struct ValueSchema {
  /// What a known key's value is.
  package enum Kind: Hashable {
    /// An unsigned integer up to 2^53 - 1.
    case count
    /// Unsigned integers up to 2^53 - 1.
    case counts
    /// An unsigned integer of 64 bits.
    case seed
    case double
    case boolean
    case text
    /// 32 bytes.
    case digest
    /// Float64 values.
    case doubles

    var tag: TypedValue.Tag {
      switch self {
      case .count, .seed: .unsigned
      case .counts: .unsignedList
      case .double: .double
      case .boolean: .boolean
      case .text: .text
      case .digest: .bytes
      case .doubles: .doubleList
      }
    }
  }

  /// A known key.
  package struct Rule {
    package let key: String
    package let kind: Kind
    /// Whether the key must be there as soon as any key of its group is.
    package let isRequired: Bool
    /// The group's name; the group "" is always there.
    package let group: String

    init(_ key: String, _ kind: Kind, required: Bool = true, group: String = "") {
      self.key = key
      self.kind = kind
      self.isRequired = required
      self.group = group
    }
  }

  /// The rules in ascending order of their keys.
  package let rules: [Rule]

  init(_ rules: [Rule]) {
    self.rules = rules.sorted { $0.key < $1.key }
  }

  /// Reads a section of typed values and checks it.
  ///
  /// - Returns: the values, and the offset in the file of each known key's value.
  func decode(
    _ reader: inout SectionReader
  ) throws(ModelFileError) -> (values: TypedValues, offsets: [String: Int]) {
    let start = reader.position
    var tagOffsets: [String: Int] = [:]
    let values = try TypedValues(&reader) { key, offset in tagOffsets[key] = offset }
    for rule in rules {
      guard let value = values[rule.key], let tagOffset = tagOffsets[rule.key] else { continue }
      try check(value, rule, at: tagOffset, reader)
    }
    for rule in rules where rule.isRequired && values[rule.key] == nil {
      let groupIsPresent =
        rule.group.isEmpty
        || rules.contains { $0.group == rule.group && values[$0.key] != nil }
      guard groupIsPresent else { continue }
      throw reader.fault(
        .missingKey, at: start, rule.key, expected: "a value", found: "no such key")
    }
    return (values, tagOffsets.mapValues { $0 + 1 })
  }

  private func check(
    _ value: TypedValue, _ rule: Rule, at tagOffset: Int, _ reader: SectionReader
  ) throws(ModelFileError) {
    guard value.tag == rule.kind.tag else {
      throw reader.fault(
        .wrongValueType, at: tagOffset, rule.key, expected: "type \(rule.kind.tag.rawValue)",
        found: "type \(value.tag.rawValue)")
    }
    switch (rule.kind, value) {
    case (.digest, .bytes(let bytes)) where bytes.count != ContentDigest.byteCount:
      throw reader.fault(
        .digestLength, at: tagOffset + 1, rule.key, expected: "\(ContentDigest.byteCount) bytes",
        found: "\(bytes.count)")
    case (.count, .unsigned(let number)):
      try checkCount(number, rule, at: tagOffset + 1, reader)
    case (.counts, .unsignedList(let numbers)):
      for (index, number) in numbers.enumerated() {
        try checkCount(number, rule, at: tagOffset + 5 + 8 * index, reader)
      }
    default: break
    }
  }

  private func checkCount(
    _ number: UInt64, _ rule: Rule, at offset: Int, _ reader: SectionReader
  ) throws(ModelFileError) {
    guard number <= UInt64(FormatLimits.count) else {
      throw reader.fault(
        .countTooLarge, at: offset, rule.key, expected: "at most \(FormatLimits.count)",
        found: "\(number)")
    }
  }
}
