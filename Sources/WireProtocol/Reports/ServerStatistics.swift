internal import ByteCoding

/// The counters of a server: the answer to STATS, `formats/wire-protocol.md`, section 5.8.
public struct ServerStatistics: Sendable, Hashable {
  /// The time since the start.
  public var uptimeMilliseconds: UInt64 = 0
  /// Connections accepted since the start.
  public var connectionsAccepted: UInt64 = 0
  /// Connections refused since the start.
  public var connectionsRefused: UInt64 = 0
  /// Connections that are open.
  public var connectionsOpen: UInt32 = 0
  /// The number of workers.
  public var workers: UInt32 = 0
  /// Refusals that concern no model.
  public var refusals = RefusalCounts()
  /// The figures of each generation, ascending.
  public var models: [ModelStatistics] = []

  /// Creates the counters of a server that has done nothing.
  public init() {}

  /// Reads the payload of an answer whose header counts the generations.
  public init(decoding payload: [UInt8], itemCount: UInt32) throws(WireError) {
    var reader = PayloadReader(payload)
    uptimeMilliseconds = try reader.u64()
    connectionsAccepted = try reader.u64()
    connectionsRefused = try reader.u64()
    connectionsOpen = try reader.u32()
    workers = try reader.u32()
    refusals = try RefusalCounts(decoding: &reader)
    for _ in 0..<itemCount {
      var record = try reader.record()
      models.append(try ModelStatistics(decoding: &record))
    }
    try reader.expectEnd()
  }

  /// The item count of the header: the number of generations.
  public var itemCount: UInt32 { UInt32(models.count) }

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter(reserving: 64 + 1_024 * models.count)
    writer.append(u64: uptimeMilliseconds, .little)
    writer.append(u64: connectionsAccepted, .little)
    writer.append(u64: connectionsRefused, .little)
    writer.append(u32: connectionsOpen, .little)
    writer.append(u32: workers, .little)
    refusals.append(to: &writer)
    for model in models { writer.append { model.append(to: &$0) } }
    return writer.bytes
  }
}
