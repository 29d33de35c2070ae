/// What a frame is about: `formats/wire-protocol.md`, section 4.
///
/// An answer carries the opcode of its request with ``WireFormat/answerBit`` set.
public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
  /// Opens a connection: agrees on the version and announces the limits.
  case hello = 0x01
  /// Asks whether anybody is there.
  case ping = 0x02
  /// Tells the client that the connection ends; only the server sends it.
  case goaway = 0x03
  /// Lists the models.
  case index = 0x04
  /// Asks for counters and histograms.
  case stats = 0x05
  /// Asks how the server is.
  case status = 0x06
  /// Turns a reference to a model into a handle.
  case resolve = 0x10
  /// Classifies the images in the frame.
  case classify = 0x11
  /// Classifies the images in a sealed memory file.
  case classifyDescriptor = 0x12
  /// Loads a model and waits for the outcome.
  case load = 0x20
  /// Stops serving a model.
  case unload = 0x21
  /// Ties a name to one model.
  case pin = 0x22
  /// Moves or removes a label.
  case label = 0x23
  /// Lets a name serve the model it served before.
  case rollback = 0x24
  /// Looks at all model files again and waits for the outcomes.
  case reload = 0x25
  /// Stops the server in good order.
  case drain = 0x26

  /// Whether a socket takes the request.
  public func isAllowed(on socket: SocketKind) -> Bool {
    switch self {
    case .hello, .ping, .index, .stats, .status: true
    case .resolve, .classify, .classifyDescriptor: socket == .data
    case .load, .unload, .pin, .label, .rollback, .reload, .drain: socket == .control
    case .goaway: false
    }
  }

  /// The bits of the flags that mean something in the request.
  public var knownFlags: UInt16 {
    switch self {
    case .classify, .classifyDescriptor: ClassifyOptions.all.rawValue
    default: 0
    }
  }

  /// Whether a server that is stopping refuses the request.
  public var isRefusedWhileDraining: Bool {
    switch self {
    case .hello, .ping, .goaway, .index, .stats, .status: false
    default: true
    }
  }

  /// Whether the request names a model and counts items in its header.
  public var concernsImages: Bool { self == .classify || self == .classifyDescriptor }
}

extension Opcode: CustomStringConvertible {
  /// The name that the document uses.
  public var description: String {
    switch self {
    case .hello: "HELLO"
    case .ping: "PING"
    case .goaway: "GOAWAY"
    case .index: "INDEX"
    case .stats: "STATS"
    case .status: "STATUS"
    case .resolve: "RESOLVE"
    case .classify: "CLASSIFY"
    case .classifyDescriptor: "CLASSIFY_FD"
    case .load: "LOAD"
    case .unload: "UNLOAD"
    case .pin: "PIN"
    case .label: "LABEL"
    case .rollback: "ROLLBACK"
    case .reload: "RELOAD"
    case .drain: "DRAIN"
    }
  }
}
