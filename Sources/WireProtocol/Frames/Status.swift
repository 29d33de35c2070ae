/// How a request ended: the closed list of `formats/wire-protocol.md`, section 8.
public enum Status: UInt16, Sendable, Hashable, CaseIterable {
  /// The request was carried out.
  case ok = 0
  /// The bytes are not a frame, or not one that may stand here; the connection ends.
  case badFrame = 1
  /// No version is spoken by both sides; the connection ends.
  case badVersion = 2
  /// A limit of size is exceeded.
  case tooLarge = 3
  /// The images do not fit their count or the model.
  case badShape = 4
  /// The descriptor is missing, not sealed or not of the right kind or size.
  case badDescriptor = 5
  /// There is no such model, label or handle.
  case noModel = 6
  /// The model is being loaded, or none has been loaded yet.
  case notReady = 7
  /// A limit of work or connections is reached.
  case busy = 8
  /// The request's time was over before it was computed.
  case deadline = 9
  /// This socket does not take the request.
  case denied = 10
  /// The server is stopping.
  case draining = 11
  /// The server failed.
  case `internal` = 12
  /// A field or text of the request is not allowed.
  case badArgument = 13
  /// The server does not know the opcode, flag or feature.
  case unsupported = 14
  /// The connection was idle, or a frame or its reader too slow; the connection ends.
  case timeout = 15

  /// The status of a number from outside; an unknown one is ``internal``, as the protocol demands.
  public init(code: UInt16) {
    self = Status(rawValue: code) ?? .internal
  }

  /// Whether and when the request may be sent again.
  public var retryRule: RetryRule {
    switch self {
    case .ok: .none
    case .notReady, .busy: .afterHint
    case .draining, .timeout: .onNewConnection
    case .badFrame, .badVersion, .tooLarge, .badShape, .badDescriptor, .noModel, .deadline,
      .denied, .internal, .badArgument, .unsupported:
      .never
    }
  }
}

extension Status: CustomStringConvertible {
  /// The name that the document uses.
  public var description: String {
    switch self {
    case .ok: "OK"
    case .badFrame: "BAD_FRAME"
    case .badVersion: "BAD_VERSION"
    case .tooLarge: "TOO_LARGE"
    case .badShape: "BAD_SHAPE"
    case .badDescriptor: "BAD_FD"
    case .noModel: "NO_MODEL"
    case .notReady: "NOT_READY"
    case .busy: "BUSY"
    case .deadline: "DEADLINE"
    case .denied: "DENIED"
    case .draining: "DRAINING"
    case .internal: "INTERNAL"
    case .badArgument: "BAD_ARGUMENT"
    case .unsupported: "UNSUPPORTED"
    case .timeout: "TIMEOUT"
    }
  }
}
