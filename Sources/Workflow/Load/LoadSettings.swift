public import WireProtocol

/// What load is put on a server.
public struct LoadSettings: Sendable, Hashable {
  /// The most models that answers can be compared with.
  public static let modelLimit = GenerationCheck.modelLimit

  /// What the clients call themselves, for people.
  public var client = "mnistkit load"
  /// The path of the data socket.
  public var path: String
  /// The model; `nil` for the default one.
  public var model: ModelReference?
  /// The images of a request, at least 1.
  public var batch = 1
  /// The connections, at least 1.
  public var connections = 1
  /// When requests are sent.
  public var pace = LoadPace.saturating(inFlight: 64)
  /// How long is measured.
  public var duration = Duration.seconds(5)
  /// How long the same load runs before, unmeasured.
  public var warmUp = Duration.seconds(1)
  /// Whether images travel as sealed memory files.
  public var usesMemoryFiles = false
  /// Whether requests that were refused with BUSY or NOT_READY are sent again after the server's
  /// hint, as the client library does, and not counted as refused.
  public var resendsRefused = false
  /// The deadline of each request, counted from its arrival; 0 for none.
  public var deadlineMicroseconds: UInt32 = 0
  /// How long a connection is tried again, and how long the last answers are waited for.
  public var patience = Duration.seconds(30)
  /// The threads that share the connections, at least 1.
  public var threads = 1

  /// A load of single images on one connection.
  public init(path: String) {
    self.path = path
  }
}
