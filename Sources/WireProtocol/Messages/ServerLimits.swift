/// What a server allows, as it announces it: `formats/wire-protocol.md`, section 7.
public struct ServerLimits: Sendable, Hashable {
  /// Bytes of a frame, header and padding included.
  public var frameBytes: UInt64 = 67_108_864
  /// Images of one request.
  public var imagesPerRequest: UInt64 = 65_536
  /// Requests of a connection without an answer: its credits.
  public var requestsInFlight: UInt64 = 256
  /// Bytes of these requests' frames.
  public var bytesInFlight: UInt64 = 67_108_864
  /// Descriptors sent with one message.
  public var descriptorsPerMessage: UInt64 = 1
  /// References that a connection may resolve.
  public var handlesPerConnection: UInt64 = 64
  /// Open connections, on both sockets.
  public var connections: UInt64 = 1_024
  /// Open connections of one user id.
  public var connectionsPerUser: UInt64 = 512
  /// Requests of one connection that are served before others have their turn.
  public var requestsPerTurn: UInt64 = 20
  /// Bytes of answers that wait for the client before no further request is read.
  public var unreadAnswerBytes: UInt64 = 8_388_608
  /// Time without a request in flight, 0 for ever.
  public var idleMilliseconds: UInt64 = 300_000
  /// Time from a frame's first byte to its last.
  public var partialFrameMilliseconds: UInt64 = 2_000
  /// Time in which a client must read something of an answer that waits.
  public var unreadAnswerMilliseconds: UInt64 = 10_000
  /// Bytes of pixels from which CLASSIFY_FD pays.
  public var descriptorThresholdBytes: UInt64 = 262_144

  /// Creates the default limits.
  public init() {}

  /// The least that a server may announce for the bytes of a frame.
  public static let leastFrameByteCount = 65_536
  /// The most that a server may announce for the bytes of a frame.
  public static let greatestFrameByteCount = 1_073_741_824

  /// The bytes of a frame as an `Int`.
  public var frameByteLimit: Int { Int(clamping: frameBytes) }

  /// A limit: its place in this type and what may be announced.
  ///
  /// Its number is its index in ``rules`` plus 1.
  struct Rule {
    let name: String
    let field: any WritableKeyPath<ServerLimits, UInt64> & Sendable
    let allowed: ClosedRange<UInt64>

    init(
      _ name: String, _ field: any WritableKeyPath<ServerLimits, UInt64> & Sendable,
      _ allowed: ClosedRange<UInt64> = 1...UInt64.max
    ) {
      self.name = name
      self.field = field
      self.allowed = allowed
    }
  }

  static let rules = [
    Rule(
      "frame bytes", \.frameBytes, UInt64(leastFrameByteCount)...UInt64(greatestFrameByteCount)),
    Rule("images a request", \.imagesPerRequest, 1...UInt64(UInt32.max)),
    Rule("requests in flight", \.requestsInFlight, 1...65_536),
    Rule("bytes in flight", \.bytesInFlight),
    Rule("descriptors a message", \.descriptorsPerMessage, 0...253),
    Rule("handles a connection", \.handlesPerConnection),
    Rule("connections", \.connections),
    Rule("connections a user", \.connectionsPerUser),
    Rule("requests a turn", \.requestsPerTurn),
    Rule("unread answer bytes", \.unreadAnswerBytes),
    Rule("idle milliseconds", \.idleMilliseconds, 0...UInt64.max),
    Rule("partial frame milliseconds", \.partialFrameMilliseconds),
    Rule("unread answer milliseconds", \.unreadAnswerMilliseconds),
    Rule("descriptor threshold", \.descriptorThresholdBytes, 0...UInt64.max),
  ]
}
