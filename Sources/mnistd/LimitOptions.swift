import ArgumentParser
import Serving
import WireProtocol

/// What is announced to clients, and kept: `formats/wire-protocol.md`, section 7.
struct LimitOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Open connections. (default: 1024)", valueName: "n")
  )
  var maxConnections: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Open connections of one user. (default: 512)", valueName: "n"))
  var maxConnectionsPerUser: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images of one request. (default: 65536)", valueName: "n"))
  var maxBatch: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Bytes of one request. (default: 67108864)", valueName: "bytes"))
  var maxFrameBytes: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Unanswered requests of one connection. (default: 256)", valueName: "n"))
  var maxRequestsInFlight: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bytes of unanswered requests of one connection. (default: 67108864)", valueName: "bytes"))
  var maxBytesInFlight: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Models that one connection names. (default: 64)", valueName: "n"))
  var maxHandles: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Requests of one connection served before others have their turn. (default: 20)",
      valueName: "n"))
  var requestsPerTurn: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Bytes of answers that wait for a client before no more is read. (default: 8388608)",
      valueName: "bytes"))
  var maxUnreadBytes: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Bytes of memory that all connections have for large batches and unread answers; at least \
      four times --max-frame-bytes. (default: 1073741824)
      """, valueName: "bytes"))
  var maxMemory: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Milliseconds that a client may leave answers unread. (default: 10000)", valueName: "ms"))
  var unreadTimeout: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Milliseconds for the whole of a request to come. (default: 2000)", valueName: "ms"))
  var frameTimeout: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Milliseconds that a connection may be idle, 0 for ever. (default: 300000)",
      valueName: "ms"))
  var idleTimeout: String?

  /// The limits, with defaults where nothing is said.
  func limits() throws(StartFailure) -> ServerLimits {
    var limits = ServerLimits()
    let any: ClosedRange<UInt64> = 1...UInt64(Int32.max)
    let frames =
      UInt64(ServerLimits.leastFrameByteCount)...UInt64(ServerLimits.greatestFrameByteCount)
    func set(
      _ field: WritableKeyPath<ServerLimits, UInt64>, _ option: String, _ typed: String?,
      _ range: ClosedRange<UInt64>
    ) throws(StartFailure) {
      if let value = try Setting(option, typed).number(in: range) {
        limits[keyPath: field] = value
      }
    }
    try set(\.connections, "--max-connections", maxConnections, any)
    try set(\.connectionsPerUser, "--max-connections-per-user", maxConnectionsPerUser, any)
    try set(\.imagesPerRequest, "--max-batch", maxBatch, 1...UInt64(UInt32.max))
    try set(\.frameBytes, "--max-frame-bytes", maxFrameBytes, frames)
    try set(\.requestsInFlight, "--max-requests-in-flight", maxRequestsInFlight, 1...65_536)
    limits.bytesInFlight = max(limits.bytesInFlight, limits.frameBytes)
    try set(
      \.bytesInFlight, "--max-bytes-in-flight", maxBytesInFlight,
      limits.frameBytes...UInt64(Int64.max))
    try set(\.handlesPerConnection, "--max-handles", maxHandles, any)
    try set(\.requestsPerTurn, "--requests-per-turn", requestsPerTurn, any)
    try set(\.unreadAnswerBytes, "--max-unread-bytes", maxUnreadBytes, any)
    try set(\.unreadAnswerMilliseconds, "--unread-timeout", unreadTimeout, any)
    try set(\.partialFrameMilliseconds, "--frame-timeout", frameTimeout, any)
    try set(\.idleMilliseconds, "--idle-timeout", idleTimeout, 0...UInt64(Int32.max))
    return limits
  }

  /// What all connections may take of memory; enough for one that is alone, where nothing is said.
  func memoryByteLimit(for limits: ServerLimits) throws(StartFailure) -> Int {
    let least = limits.frameBytes * UInt64(MemoryBudget.leastFrames)
    let typed = try Setting("--max-memory", maxMemory).number(in: least...UInt64(Int64.max))
    return Int(typed ?? max(least, UInt64(MemoryBudget.defaultByteLimit)))
  }
}
