public import WireProtocol

// The requests that both sockets take, and RESOLVE.
extension ServingConnection {
  /// Asks whether a worker of the server runs.
  public mutating func ping() throws(ServingError) {
    let sent = Array("mnistkit".utf8)
    try ask(.ping, sent) { header, payload throws(WireError) in
      try header.checkEcho(payload, of: sent)
    }
  }

  /// How the server is.
  public mutating func status() throws(ServingError) -> ServerStatus {
    try ask(.status) { _, payload throws(WireError) in try ServerStatus(decoding: payload) }
  }

  /// All models that the server knows, by name and version.
  public mutating func index() throws(ServingError) -> [ModelRecord] {
    try askForRecords(.index)
  }

  /// The counters and histograms of the server.
  public mutating func statistics() throws(ServingError) -> ServerStatistics {
    try ask(.stats) { header, payload throws(WireError) in
      try ServerStatistics(decoding: payload, itemCount: header.itemCount)
    }
  }

  /// Looks a model up; without a reference the default one.
  public mutating func resolve(_ model: ModelReference?) throws(ServingError) -> Resolution {
    try ask(.resolve, Array((model?.description ?? "").utf8)) { header, payload throws(WireError) in
      try Resolution(decoding: payload, itemCount: header.itemCount)
    }
  }

  /// Sends a request that is answered with records of models.
  mutating func askForRecords(
    _ opcode: Opcode, _ payload: [UInt8] = []
  ) throws(ServingError) -> [ModelRecord] {
    try ask(opcode, payload) { header, payload throws(WireError) in
      try ModelRecord.list(decoding: payload, itemCount: header.itemCount)
    }
  }
}
