internal import ByteCoding

/// How often requests were refused, by status: the *counts* of `formats/wire-protocol.md`,
/// section 5.8.
public struct RefusalCounts: Sendable, Hashable {
  private var counts: [UInt64]

  /// Creates counts of 0.
  public init() { counts = [UInt64](repeating: 0, count: Status.allCases.count) }

  /// How often requests were refused with a status.
  public subscript(status: Status) -> UInt64 {
    get { counts[Int(status.rawValue)] }
    set { counts[Int(status.rawValue)] = newValue }
  }

  /// Adds the counts of another server or worker.
  public mutating func merge(_ other: RefusalCounts) {
    for index in counts.indices { counts[index] &+= other.counts[index] }
  }

  /// The statuses that occurred, ascending.
  public var statuses: [Status] { Status.allCases.filter { self[$0] > 0 } }

  init(decoding reader: inout PayloadReader) throws(WireError) {
    self.init()
    let entries = try reader.u16()
    var last = -1
    for _ in 0..<entries {
      let place = reader.position
      let code = try reader.u16()
      guard Int(code) > last, let status = Status(rawValue: code) else {
        throw WireError(
          .badArgument, at: place, .statusCode,
          expected: .between(UInt64(last + 1), UInt64(Status.allCases.count - 1)),
          found: UInt64(code))
      }
      last = Int(code)
      self[status] = try reader.positiveCount()
    }
  }

  func append(to writer: inout ByteWriter) {
    let statuses = statuses
    writer.append(count: statuses.count)
    for status in statuses {
      writer.append(u16: status.rawValue, .little)
      writer.append(u64: self[status], .little)
    }
  }
}
