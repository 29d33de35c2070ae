internal import ModelFile
internal import Posix
import Synchronization
internal import WireProtocol

// Requests other than classifications.
extension WorkerLoop {
  /// Answers a request, or gives it to whoever will.
  func serveRequest(_ connection: Connection, _ header: FrameHeader, _ payload: Span<UInt8>) {
    let request: Request
    do {
      request = try Request(header: header, payload: payload, on: connection.socket, limits: limits)
    } catch {
      return refuse(connection, header, error)
    }
    do {
      try serve(request, header, for: connection)
    } catch {
      refuse(connection, header, error)
    }
  }

  private func serve(
    _ request: Request, _ header: FrameHeader, for connection: Connection
  ) throws(Refusal) {
    try checkServing(connection, header, byteCount: header.frameByteCount)
    switch request {
    case .hello(let hello): greet(connection, header, hello)
    case .ping(let echo): answer(connection, header, echo)
    case .index:
      let records = catalogue.records(atMilliseconds: now / 1_000_000)
      answer(
        connection, header, ModelRecord.payload(records), itemCount: UInt32(records.count))
    case .status: answer(connection, header, status.payload)
    case .stats: collectStatistics(connection, header)
    case .resolve(let reference): try resolve(connection, header, reference)
    case .load(let reference): give(.load(reference), connection, header)
    case .unload(let reference): give(.unload(reference), connection, header)
    case .pin(let reference): give(.pin(reference), connection, header)
    case .label(let label): give(.label(label), connection, header)
    case .rollback(let reference): give(.rollback(reference), connection, header)
    case .reload: give(.reload, connection, header)
    case .drain:
      answer(connection, header, [])
      context.drain()
    case .classify, .classifyDescriptor:
      preconditionFailure("classifications are not served here")
    }
  }

  /// Answers a request with OK.
  private func answer(
    _ connection: Connection, _ header: FrameHeader, _ payload: [UInt8], itemCount: UInt32 = 0,
    generation: UInt32 = 0
  ) {
    let frame = header.answer(
      generation: generation, itemCount: itemCount, payloadByteCount: payload.count,
      durationMicroseconds: microseconds(since: now)
    ).frame(payload)
    connection.output.append(frame.span)
    touch(connection)
  }

  private func greet(_ connection: Connection, _ header: FrameHeader, _ hello: HelloRequest) {
    var offered: Features = []
    if connection.socket == .data, limits.descriptorsPerMessage > 0 { offered = .descriptors }
    connection.features = hello.features.intersection(offered)
    let hello = HelloAnswer(
      socket: connection.socket, features: connection.features, bootID: context.bootID,
      limits: limits, build: context.build)
    answer(connection, header, hello.payload, itemCount: hello.itemCount)
  }

  private func resolve(
    _ connection: Connection, _ header: FrameHeader, _ reference: ModelReference?
  ) throws(Refusal) {
    var place = connection.handles.firstIndex { $0.reference == reference }
    if place == nil, UInt64(connection.handles.count) >= limits.handlesPerConnection {
      throw Refusal(
        .tooLarge,
        text: "handles a connection: expected at most \(limits.handlesPerConnection), "
          + "found \(connection.handles.count + 1)")
    }
    let slot = try catalogue.slot(for: reference)
    if place == nil {
      place = connection.handles.count
      connection.handles.append(Connection.Handle(reference: reference))
    }
    let model = catalogue.models[slot]
    let resolution = Resolution(
      handle: UInt32((place ?? 0) + 1), rows: UInt32(model.loaded.input.rows),
      columns: UInt32(model.loaded.input.columns), digest: model.loaded.digest.bytes,
      reference: model.reference, classNames: model.loaded.labels)
    answer(
      connection, header, resolution.payload, itemCount: resolution.itemCount,
      generation: model.generation)
  }

  private var status: ServerStatus {
    let isDraining = drainEnd != nil || context.isDraining.load(ordering: .relaxed)
    var status = ServerStatus(
      state: isDraining
        ? .draining
        : !catalogue.models.isEmpty ? .ready : catalogue.isComplete ? .withoutModel : .starting)
    let workers = context.workers.withLock { $0 }
    status.workers = UInt32(workers.count)
    status.uptimeMilliseconds = context.uptimeMilliseconds
    status.connections = UInt32(clamping: context.openConnections.load(ordering: .relaxed))
    status.requestsInFlight = UInt32(
      clamping: workers.reduce(0) { $0 + $1.requestsInFlight.load(ordering: .relaxed) })
    status.servingModels = UInt32(catalogue.models.count)
    status.refusedModels = UInt32(
      catalogue.entries.count { $0.state == .refused || $0.state == .stale })
    status.defaultModel = catalogue.defaultName ?? ""
    // Of the same snapshot as the state: what the loader has told last may be another one.
    status.line = ModelSummary(catalogue, refusedLoads: 0).line
    return status
  }

  // MARK: - Answers that come later

  /// Gives an order to the loader, whose answer comes through the inbox.
  private func give(_ order: ModelOrder, _ connection: Connection, _ header: FrameHeader) {
    let (debt, inbox, received) = (owe(connection, header), inbox, now)
    context.order(order) { outcome in
      let duration = UInt32(clamping: (MonotonicClock.nanoseconds - received) / 1_000)
      switch outcome {
      case .success(let records):
        let payload = ModelRecord.payload(records)
        let answer = header.answer(
          itemCount: UInt32(records.count), payloadByteCount: payload.count,
          durationMicroseconds: duration)
        inbox.post(.answer(debt, status: .ok, frame: answer.frame(payload)))
      case .failure(let refusal):
        inbox.post(
          .answer(
            debt, status: refusal.status,
            frame: refusal.frame(answering: header, durationMicroseconds: duration)))
      }
    }
  }

  /// Asks all workers for their figures; the last one to tell them answers.
  private func collectStatistics(_ connection: Connection, _ header: FrameHeader) {
    let (inbox, received, context) = (inbox, now, context)
    let workers = context.workers.withLock { $0 }
    let debt = owe(connection, header)
    let collection = StatisticsCollection(workers: workers.count) { statistics in
      let payload = statistics.payload
      let answer = header.answer(
        itemCount: statistics.itemCount, payloadByteCount: payload.count,
        durationMicroseconds: UInt32(clamping: (MonotonicClock.nanoseconds - received) / 1_000))
      inbox.post(.answer(debt, status: .ok, frame: answer.frame(payload)))
    }
    for worker in workers { worker.collect { collection.add($0, context) } }
  }

  private func owe(_ connection: Connection, _ header: FrameHeader) -> Debt {
    connection.pendingRequests += 1
    connection.pendingByteCount += header.frameByteCount
    worker.requestsInFlight.add(1, ordering: .relaxed)
    return Debt(connection: connection.token, byteCount: header.frameByteCount)
  }

  /// Sends an answer that somebody else has made.
  func deliver(_ frame: [UInt8], _ status: Status, for debt: Debt) {
    if status != .ok { figures.refusals[status] += 1 }
    guard let connection = connection(debt.connection), connection.state != .leaving else { return }
    connection.pendingRequests -= 1
    connection.pendingByteCount -= debt.byteCount
    worker.requestsInFlight.subtract(1, ordering: .relaxed)
    connection.output.append(frame.span)
    touch(connection)
  }
}
