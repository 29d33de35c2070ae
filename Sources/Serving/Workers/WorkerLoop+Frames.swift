internal import Posix
internal import WireProtocol

// From bytes to requests.
extension WorkerLoop {
  /// Serves the frames at the start of `bytes`, as many as are the connection's turn.
  ///
  /// - Returns: how many bytes are used up.
  func serve(_ connection: Connection, _ bytes: Span<UInt8>) -> Int {
    var offset = 0
    var budget = limits.requestsPerTurn
    connection.isHeld = false
    while offset < bytes.count, connection.state == .open || connection.state == .finishing {
      let rest = bytes.extracting(offset..<bytes.count)
      if connection.skippedByteCount > 0 {
        let count = min(connection.skippedByteCount, rest.count)
        connection.skippedByteCount -= count
        if connection.skippedByteCount == 0 { connection.partialSince = 0 }
        offset += count
        continue
      }
      if let job = connection.upload {
        // What is behind a full tile waits until that is computed.
        if job.isTileReady { break }
        offset += feed(job, of: connection, rest)
        continue
      }
      guard budget > 0 else {
        makeReady(connection)
        break
      }
      guard !mustTakeAnswers(connection) else {
        connection.isHeld = true
        break
      }
      budget -= 1
      guard let used = serveFrame(connection, rest) else { break }
      offset += used
    }
    // What a connection that ends has sent besides is of no interest.
    let isOver = connection.state == .leaving || connection.state == .closed
    return isOver ? bytes.count : offset
  }

  /// Serves the frame at the start of `rest`, or begins to.
  ///
  /// - Returns: how many bytes are used up; `nil` where the frame is not there yet.
  private func serveFrame(_ connection: Connection, _ rest: Span<UInt8>) -> Int? {
    let place = connection.decoder.position
    let step: FrameDecoder.Step
    do {
      step = try connection.decoder.next(in: rest)
    } catch {
      endByFault(connection, error, about: FrameHeader.requestID(in: rest))
      return nil
    }
    let isContinued = connection.partialSince > 0 && connection.partialFrame == place
    let firstByteRead = isContinued ? connection.partialSince : now
    switch step {
    case .frame(let frame):
      let headerRead =
        isContinued && connection.partialHeaderSince > 0 ? connection.partialHeaderSince : now
      connection.lastActivity = now
      if frame.header.opcode?.concernsImages ?? false {
        return classify(
          connection, frame.header, rest, isWhole: true, firstByteRead: firstByteRead,
          headerRead: headerRead)
      }
      serveRequest(connection, frame.header, rest.extracting(frame.payload))
      return frame.byteCount
    case .partial(let header, _):
      if !isContinued {
        connection.partialFrame = place
        connection.partialSince = now
        connection.partialHeaderSince = 0
        connection.partialRequestID = 0
        sweep(after: limits.partialFrameMilliseconds)
      }
      guard let header else { return nil }
      connection.partialRequestID = header.requestID
      if connection.partialHeaderSince == 0 { connection.partialHeaderSince = now }
      return beginLongFrame(connection, header, rest)
    }
  }

  /// Begins with a frame before it is whole, where it is too long to be kept.
  private func beginLongFrame(
    _ connection: Connection, _ header: FrameHeader, _ rest: Span<UInt8>
  ) -> Int? {
    if header.opcode?.concernsImages ?? false {
      let head = WireFormat.headerByteCount + ClassifyRequest.headByteCount
      guard header.frameByteCount > WorkerLoop.receiveByteCount, rest.count >= head else {
        return nil
      }
      connection.decoder.take(header)
      connection.partialFrame = connection.decoder.position
      return classify(
        connection, header, rest, isWhole: false, firstByteRead: connection.partialSince,
        headerRead: connection.partialHeaderSince)
    }
    guard header.frameByteCount > Request.longestFrameByteCount else { return nil }
    connection.decoder.take(header)
    connection.partialFrame = connection.decoder.position
    connection.skippedByteCount = header.frameByteCount - WireFormat.headerByteCount
    refuse(connection, header, Request.refusal(ofOverlong: header, on: connection.socket))
    return WireFormat.headerByteCount
  }

  /// Notes how far a connection is after its bytes were served, and that descriptors came rightly.
  func finishReading(_ connection: Connection) {
    guard connection.state == .open || connection.state == .finishing else { return }
    let isInFrame = connection.upload != nil || connection.skippedByteCount > 0
    let hasWhole = connection.isReady || connection.isHeld
    if !isInFrame, hasWhole || connection.input.isEmpty { connection.partialSince = 0 }
    guard !connection.descriptors.isEmpty, !hasWhole, !connection.hasTile else { return }
    let header = WireFormat.headerByteCount
    let isMissed =
      isInFrame || connection.input.isEmpty
      || connection.input.count >= header
        && !connection.input.withBytes { $0[5] == Opcode.classifyDescriptor.rawValue }
    guard isMissed else { return }
    connection.descriptors.removeAll()
    end(
      connection,
      Refusal(
        .badDescriptor,
        text: "descriptor: expected one with each CLASSIFY_FD alone, found one without"))
  }

  /// Ends a connection that broke the framing.
  func endByFault(_ connection: Connection, _ error: WireError, about id: UInt64) {
    figures.refusals[error.status] += 1
    leave(connection, Refusal(error).goawayFrame(about: id))
  }

  /// Ends a connection for a reason; `id` is that of the request at fault, 0 where there is none.
  func end(_ connection: Connection, _ refusal: Refusal, about id: UInt64 = 0) {
    figures.refusals[refusal.status] += 1
    leave(connection, refusal.goawayFrame(about: id))
  }

  /// Sends a last frame, and closes when it is gone.
  func leave(_ connection: Connection, _ frame: [UInt8]) {
    guard connection.state != .closed, connection.state != .leaving else { return }
    connection.output.append(frame.span)
    connection.state = .leaving
    connection.input.reset(keeping: 0)
    abandonUpload(connection)
    touch(connection)
  }

  /// Refuses a request that breaks the protocol; the connection goes on.
  func refuse(_ connection: Connection, _ header: FrameHeader, _ error: WireError) {
    refuse(connection, header, Refusal(error))
    if error.endsConnection { endAfterAnswers(connection) }
  }

  /// Refuses a request.
  func refuse(
    _ connection: Connection, _ header: FrameHeader, _ refusal: Refusal,
    of model: GenerationFigures? = nil, received: UInt64? = nil
  ) {
    if let model {
      model.refusals[refusal.status] += 1
    } else {
      figures.refusals[refusal.status] += 1
    }
    let frame = refusal.frame(
      answering: header, durationMicroseconds: microseconds(since: received ?? now))
    connection.output.append(frame.span)
    touch(connection)
  }

  /// Closes a connection when its answers are gone.
  func endAfterAnswers(_ connection: Connection) {
    guard connection.state == .open || connection.state == .finishing else { return }
    connection.state = .leaving
    touch(connection)
  }

  /// The time since a moment, as an answer tells it.
  func microseconds(since moment: UInt64) -> UInt32 {
    let present = MonotonicClock.nanoseconds
    return UInt32(clamping: (present > moment ? present - moment : 0) / 1_000)
  }
}
