import WireProtocol

/// A message as the vectors write it: its fields by name, and the payload that its value makes.
struct Transcript {
  var fields: [(key: String, value: String)] = []
  var payload: [UInt8] = []

  private mutating func put(_ key: String, _ value: some CustomStringConvertible) {
    fields.append((key, value.description))
  }

  init(request header: FrameHeader, payload: [UInt8], on socket: SocketKind) throws {
    let request = try Request(
      header: header, payload: payload.span, on: socket, limits: ServerLimits())
    switch request {
    case .hello(let hello):
      put("lowest", hello.versions.lowerBound)
      put("highest", hello.versions.upperBound)
      put("minor", hello.minorVersion)
      put("features", hello.features.rawValue)
      put("client", hello.client)
      self.payload = hello.payload
    case .ping(let echo):
      put("echo", Transcript.hexadecimal(echo))
      self.payload = echo
    case .index, .stats, .status, .reload, .drain: break
    case .resolve(nil): put("reference", "")
    case .resolve(let reference?), .load(let reference), .unload(let reference),
      .pin(let reference), .rollback(let reference):
      put("reference", reference)
      self.payload = Array("\(reference)".utf8)
    case .label(let label):
      put("label", label.label)
      put("reference", label.target)
      self.payload = label.payload
    case .classify(let classify), .classifyDescriptor(let classify):
      put("inputs", classify.inputs)
      put("top-k", classify.topK)
      self.payload = [UInt8](repeating: 0xEE, count: ClassifyRequest.headByteCount)
      var span = self.payload.mutableSpan
      classify.writeHead(to: &span, at: 0)
      guard case .classify = request else { return }
      put("pixels", Transcript.hexadecimal(Array(payload[classify.pixels])))
      self.payload += payload[classify.pixels]
    }
  }

  init(answer header: FrameHeader, payload: [UInt8]) throws {
    guard header.status == .ok else {
      let refusal = try Refusal(header: header, payload: payload)
      put("text", refusal.text)
      self.payload = refusal.payload
      return
    }
    switch header.opcode {
    case .hello: try hello(HelloAnswer(decoding: payload, itemCount: header.itemCount))
    case .ping:
      put("echo", Transcript.hexadecimal(payload))
      self.payload = payload
    case .resolve: try resolution(Resolution(decoding: payload, itemCount: header.itemCount))
    case .classify, .classifyDescriptor:
      try classification(
        Classification(decoding: payload.span, itemCount: header.itemCount))
    case .index, .load, .unload, .pin, .label, .rollback, .reload:
      try models(ModelRecord.list(decoding: payload, itemCount: header.itemCount))
    case .status: try status(ServerStatus(decoding: payload))
    case .stats: try statistics(ServerStatistics(decoding: payload, itemCount: header.itemCount))
    case .drain: try header.checkEmptyAnswer()
    case .goaway, nil: break
    }
  }

  private mutating func hello(_ answer: HelloAnswer) {
    put("version", answer.version)
    put("socket-kind", answer.socket.rawValue)
    put("minor", answer.minorVersion)
    put("features", answer.features.rawValue)
    put("boot", Transcript.hexadecimal(answer.bootID))
    let limits = answer.limits
    let values = [
      limits.frameBytes, limits.imagesPerRequest, limits.requestsInFlight, limits.bytesInFlight,
      limits.descriptorsPerMessage, limits.handlesPerConnection, limits.connections,
      limits.connectionsPerUser, limits.requestsPerTurn, limits.unreadAnswerBytes,
      limits.idleMilliseconds, limits.partialFrameMilliseconds, limits.unreadAnswerMilliseconds,
      limits.descriptorThresholdBytes,
    ]
    put("limits", values.enumerated().map { "\($0 + 1)=\($1)" }.joined(separator: " "))
    put("build", answer.build)
    payload = answer.payload
  }

  private mutating func resolution(_ answer: Resolution) {
    put("handle", answer.handle)
    put("inputs", answer.inputs)
    put("classes", answer.classNames.count)
    put("rows", answer.rows)
    put("columns", answer.columns)
    put("digest", Transcript.hexadecimal(answer.digest))
    put("reference", answer.reference)
    put("names", answer.classNames.joined(separator: ","))
    payload = answer.payload
  }

  private mutating func classification(_ answer: Classification) {
    let layout = answer.layout
    put("classes", layout.classes)
    put("top-k", layout.topK)
    put("answer-flags", layout.options.rawValue)
    for (key, values) in [("labels", answer.labels), ("ranked", answer.ranked)]
    where !values.isEmpty {
      put(key, values.map { "\($0)" }.joined(separator: " "))
    }
    let numbers = [
      ("ranked-probabilities", answer.rankedProbabilities),
      ("probabilities", answer.probabilities), ("logits", answer.logits),
    ]
    for (key, values) in numbers where !values.isEmpty {
      let digits = values.map { value in
        let text = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
      }
      put(key, digits.joined(separator: " "))
    }
    payload = AnswerWriter.payload(answer, tile: 1)
  }

  private mutating func models(_ records: [ModelRecord]) {
    for (index, record) in records.enumerated() {
      put("\(index).generation", record.generation)
      put("\(index).state", record.state.rawValue)
      put("\(index).marks", record.marks.rawValue)
      put("\(index).inputs", record.inputs)
      put("\(index).classes", record.classes)
      put("\(index).file-bytes", record.fileByteCount)
      put("\(index).milliseconds", record.loadedMilliseconds)
      put("\(index).digest", Transcript.hexadecimal(record.digest))
      put("\(index).name", record.name)
      put("\(index).version", record.version)
      put("\(index).labels", record.labels.joined(separator: ","))
      put("\(index).reason", record.reason)
    }
    payload = ModelRecord.payload(records)
  }

  private mutating func status(_ answer: ServerStatus) {
    put("state", answer.state.rawValue)
    put("workers", answer.workers)
    put("milliseconds", answer.uptimeMilliseconds)
    put("connections", answer.connections)
    put("in-flight", answer.requestsInFlight)
    put("serving", answer.servingModels)
    put("refused", answer.refusedModels)
    put("default", answer.defaultModel)
    put("line", answer.line)
    if let supplement = answer.supplement {
      put("file-refusals", supplement.fileRefusals)
      put("memory", supplement.memoryBytes)
      put("memory-limit", supplement.memoryByteLimit)
      put("directory-fault", supplement.directoryFault)
      put("orders-fault", supplement.ordersFault)
    }
    payload = answer.payload
  }

  private mutating func statistics(_ answer: ServerStatistics) {
    put("milliseconds", answer.uptimeMilliseconds)
    put("accepted", answer.connectionsAccepted)
    put("connections-refused", answer.connectionsRefused)
    put("open", answer.connectionsOpen)
    put("workers", answer.workers)
    put("refusals", Transcript.counts(answer.refusals))
    for (index, model) in answer.models.enumerated() {
      put("\(index).generation", model.generation)
      put("\(index).requests", model.requests)
      put("\(index).images", model.images)
      put("\(index).name", model.name)
      put("\(index).version", model.version)
      put("\(index).refusals", Transcript.counts(model.refusals))
      for stage in Stage.allCases {
        guard let histogram = model.durations[stage] else { continue }
        let buckets = histogram.counts.enumerated().filter { $1 > 0 }.map { "\($0)=\($1)" }
        let parts = ["\(histogram.sum)", "\(histogram.longest)"] + buckets
        put("\(index).\(stage)", parts.joined(separator: " "))
      }
    }
    payload = answer.payload
  }

  private static func counts(_ counts: RefusalCounts) -> String {
    counts.statuses.map { "\($0.rawValue)=\(counts[$0])" }.joined(separator: " ")
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
