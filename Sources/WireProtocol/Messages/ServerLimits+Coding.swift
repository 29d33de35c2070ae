internal import ByteCoding

extension ServerLimits {
  /// Why these limits cannot be announced, in one line; `nil` if they can.
  public var objection: String? {
    for rule in Self.rules {
      let (value, allowed) = (self[keyPath: rule.field], allowed(by: rule))
      if !allowed.contains(value) {
        return "\(rule.name): expected \(allowed.lowerBound) to \(allowed.upperBound), "
          + "found \(value)"
      }
    }
    return nil
  }

  /// Reads `count` limits: numbers and values, in ascending order.
  init(decoding reader: inout PayloadReader, count: UInt32) throws(WireError) {
    self.init()
    var last: UInt32 = 0
    var known = 0
    for _ in 0..<count {
      let place = reader.position
      let number = try reader.u32()
      guard number > last else {
        throw WireError(
          .badArgument, at: place, .limitNumber, expected: .words(.ascending),
          found: UInt64(number))
      }
      last = number
      try reader.reserved(4)
      let value = try reader.u64()
      guard number <= UInt32(Self.rules.count) else { continue }
      let rule = Self.rules[Int(number) - 1]
      let allowed = allowed(by: rule)
      guard allowed.contains(value) else {
        throw WireError(
          .badArgument, at: place + 8, .limitValue,
          expected: .between(allowed.lowerBound, allowed.upperBound), found: value)
      }
      self[keyPath: rule.field] = value
      known += 1
    }
    guard known == Self.rules.count else {
      throw WireError(
        .badArgument, at: 20, .itemCount, expected: .words(.allLimits), found: UInt64(count))
    }
  }

  /// Appends all limits in the order of their numbers.
  func append(to writer: inout ByteWriter) {
    for (index, rule) in Self.rules.enumerated() {
      writer.append(u32: UInt32(index + 1), .little)
      writer.append(u32: 0, .little)
      writer.append(u64: self[keyPath: rule.field], .little)
    }
  }

  /// What may be announced; one bound is the value of a limit before it.
  private func allowed(by rule: Rule) -> ClosedRange<UInt64> {
    rule.field == \ServerLimits.bytesInFlight ? frameBytes...UInt64.max : rule.allowed
  }
}
