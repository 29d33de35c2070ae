internal import ByteCoding

/// How a server is: the answer to STATUS, `formats/wire-protocol.md`, section 5.7.
public struct ServerStatus: Sendable, Hashable {
  /// What a server is doing.
  public enum State: UInt8, Sendable, Hashable, CaseIterable {
    /// It has not looked at its models yet.
    case starting = 1
    /// It classifies.
    case ready = 2
    /// It runs, and no model serves.
    case withoutModel = 3
    /// It answers what it has received, and stops.
    case draining = 4
  }

  /// What stands behind the line; a server that does not know of it sends none of it.
  public struct Supplement: Sendable, Hashable {
    /// Model files that were refused since the start, each time they were read.
    public var fileRefusals: UInt64 = 0
    /// Bytes of memory that count for all connections: section 7.
    public var memoryBytes: UInt64 = 0
    /// The most that they may be.
    public var memoryByteLimit: UInt64 = 0
    /// Why the model directory cannot be looked at; empty where it can.
    public var directoryFault: String = ""
    /// Why orders are not kept over a restart; empty where they are.
    public var ordersFault: String = ""

    /// Creates the figures of a server to which nothing has happened.
    public init() {}
  }

  /// What the server is doing.
  public var state: State
  /// The number of workers.
  public var workers: UInt32 = 0
  /// The time since the start.
  public var uptimeMilliseconds: UInt64 = 0
  /// Open connections.
  public var connections: UInt32 = 0
  /// Requests received and not answered.
  public var requestsInFlight: UInt32 = 0
  /// Models that serve.
  public var servingModels: UInt32 = 0
  /// Models whose file was refused.
  public var refusedModels: UInt32 = 0
  /// The default model; empty where there is none.
  public var defaultModel: String = ""
  /// One line for people.
  public var line: String = ""
  /// What stands behind the line.
  public var supplement: Supplement?

  /// Creates the status of a server without models and connections.
  public init(state: State) { self.state = state }

  /// Reads the payload of an answer; fields of later minor versions are passed over.
  public init(decoding payload: [UInt8]) throws(WireError) {
    var reader = PayloadReader(payload)
    state = try reader.choice(State.self, .state)
    try reader.reserved(3)
    workers = try reader.u32()
    uptimeMilliseconds = try reader.u64()
    connections = try reader.u32()
    requestsInFlight = try reader.u32()
    servingModels = try reader.u32()
    refusedModels = try reader.u32()
    defaultModel = try reader.text()
    line = try reader.text()
    guard reader.remaining >= Self.leastSupplementByteCount else { return }
    var supplement = Supplement()
    supplement.fileRefusals = try reader.u64()
    supplement.memoryBytes = try reader.u64()
    supplement.memoryByteLimit = try reader.u64()
    supplement.directoryFault = try reader.text()
    supplement.ordersFault = try reader.text()
    self.supplement = supplement
  }

  /// Three numbers and the lengths of two texts; less than that is something else.
  private static let leastSupplementByteCount = 28

  /// The payload.
  public var payload: [UInt8] {
    var writer = ByteWriter(reserving: 64 + line.utf8.count)
    writer.append(u8: state.rawValue)
    writer.append(bytes: [0, 0, 0])
    writer.append(u32: workers, .little)
    writer.append(u64: uptimeMilliseconds, .little)
    writer.append(u32: connections, .little)
    writer.append(u32: requestsInFlight, .little)
    writer.append(u32: servingModels, .little)
    writer.append(u32: refusedModels, .little)
    writer.append(text: defaultModel)
    writer.append(text: line)
    if let supplement {
      writer.append(u64: supplement.fileRefusals, .little)
      writer.append(u64: supplement.memoryBytes, .little)
      writer.append(u64: supplement.memoryByteLimit, .little)
      writer.append(text: supplement.directoryFault)
      writer.append(text: supplement.ordersFault)
    }
    return writer.bytes
  }
}

extension ServerStatus.State: CustomStringConvertible {
  /// The state in words.
  public var description: String {
    switch self {
    case .starting: "starting"
    case .ready: "ready"
    case .withoutModel: "without a model"
    case .draining: "draining"
    }
  }
}
