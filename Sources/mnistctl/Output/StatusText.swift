import Presentation
import WireProtocol
import Workflow

/// How a daemon is, for people.
struct StatusText {
  let readiness: ServiceReadiness
  let path: String

  /// One line that says it all, and a table with the rest; all text of the daemon is escaped.
  func lines(style: TerminalStyle) -> [String] {
    let (status, hello) = (readiness.status, readiness.hello)
    // The line says what lacks.
    let word = status.state == .withoutModel ? "not ready" : "\(status.state)"
    let state = style.emphasised(word, status.state == .ready ? .green : .red)
    var table = TextTable([TextTable.Column(""), TextTable.Column("")])
    func add(_ name: String, _ value: String) { table.append([name, TerminalText.escaped(value)]) }
    add("socket", "\(path) (\(hello.socket))")
    add("server", "\(hello.build), protocol \(hello.version).\(hello.minorVersion)")
    add("up", DurationText.text(seconds: Double(status.uptimeMilliseconds) / 1_000))
    add("workers", "\(status.workers)")
    add("connections", "\(status.connections) of at most \(hello.limits.connections)")
    add("in flight", NumberText.grouped(Int(status.requestsInFlight)) + " requests")
    add(
      "models",
      "\(status.servingModels) serving, \(status.refusedModels) refused, default "
        + (status.defaultModel.isEmpty ? "none" : status.defaultModel))
    if let supplement = status.supplement {
      add("files refused", NumberText.grouped(Int(clamping: supplement.fileRefusals)) + " times")
      add(
        "memory",
        "\(size(supplement.memoryBytes)) of at most \(size(supplement.memoryByteLimit)) for "
          + "batches and unread answers")
    }
    return ["\(state)  \(MessageText.escaped(status.line))"] + table.lines(style: style)
      + readiness.refused.map { MessageText.escaped($0.complaint) }
  }

  private func size(_ byteCount: UInt64) -> String {
    ByteCountText.text(Int(clamping: byteCount))
  }
}

/// The object that `status --json` prints.
struct StatusReport: Encodable {
  struct Limits: Encodable {
    let frameBytes: UInt64
    let imagesPerRequest: UInt64
    let requestsInFlight: UInt64
    let bytesInFlight: UInt64
    let descriptorsPerMessage: UInt64
    let handlesPerConnection: UInt64
    let connections: UInt64
    let connectionsPerUser: UInt64
    let requestsPerTurn: UInt64
    let unreadAnswerBytes: UInt64
    let idleMilliseconds: UInt64
    let partialFrameMilliseconds: UInt64
    let unreadAnswerMilliseconds: UInt64
    let descriptorThresholdBytes: UInt64

    init(_ limits: ServerLimits) {
      frameBytes = limits.frameBytes
      imagesPerRequest = limits.imagesPerRequest
      requestsInFlight = limits.requestsInFlight
      bytesInFlight = limits.bytesInFlight
      descriptorsPerMessage = limits.descriptorsPerMessage
      handlesPerConnection = limits.handlesPerConnection
      connections = limits.connections
      connectionsPerUser = limits.connectionsPerUser
      requestsPerTurn = limits.requestsPerTurn
      unreadAnswerBytes = limits.unreadAnswerBytes
      idleMilliseconds = limits.idleMilliseconds
      partialFrameMilliseconds = limits.partialFrameMilliseconds
      unreadAnswerMilliseconds = limits.unreadAnswerMilliseconds
      descriptorThresholdBytes = limits.descriptorThresholdBytes
    }
  }

  let state: String
  let message: String
  let socket: String
  let server: String
  let `protocol`: String
  let bootID: String
  let uptimeSeconds: Double
  let workers: UInt32
  let connections: UInt32
  let requestsInFlight: UInt32
  let servingModels: UInt32
  let refusedModels: UInt32
  let defaultModel: OrNull<String>
  let refused: [RefusedFile]
  let fileRefusals: OrNull<UInt64>
  let directoryFault: OrNull<String>
  let ordersFault: OrNull<String>
  let memoryBytes: OrNull<UInt64>
  let memoryBytesLimit: OrNull<UInt64>
  let limits: Limits

  init(_ readiness: ServiceReadiness, path: String) {
    let (status, hello) = (readiness.status, readiness.hello)
    state = status.state.key
    message = status.line
    socket = path
    server = hello.build
    `protocol` = "\(hello.version).\(hello.minorVersion)"
    bootID = DigestText.hexadecimal(hello.bootID)
    uptimeSeconds = Double(status.uptimeMilliseconds) / 1_000
    workers = status.workers
    connections = status.connections
    requestsInFlight = status.requestsInFlight
    servingModels = status.servingModels
    refusedModels = status.refusedModels
    defaultModel = OrNull(status.defaultModel.isEmpty ? nil : status.defaultModel)
    refused = readiness.refused.map(RefusedFile.init)
    let supplement = status.supplement
    fileRefusals = OrNull(supplement?.fileRefusals)
    directoryFault = Self.text(supplement?.directoryFault)
    ordersFault = Self.text(supplement?.ordersFault)
    memoryBytes = OrNull(supplement?.memoryBytes)
    memoryBytesLimit = OrNull(supplement?.memoryByteLimit)
    limits = Limits(hello.limits)
  }

  private static func text(_ text: String?) -> OrNull<String> {
    OrNull(text.flatMap { $0.isEmpty ? nil : $0 })
  }
}

extension ServerStatus.State {
  /// The state as programs read it.
  fileprivate var key: String {
    switch self {
    case .starting: "starting"
    case .ready: "ready"
    case .withoutModel: "withoutModel"
    case .draining: "draining"
    }
  }
}
