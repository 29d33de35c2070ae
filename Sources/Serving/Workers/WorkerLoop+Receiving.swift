internal import Posix
internal import WireProtocol

// From the kernel to bytes that are served, or wait for the rest of their frame.
extension WorkerLoop {
  /// Whether the client may be read from: it takes its answers, and its last frame is under way.
  func mayReceive(_ connection: Connection) -> Bool {
    connection.state == .open && !mustTakeAnswers(connection)
  }

  /// Whether the client has to take answers before it is served again: those that wait are too many,
  /// or all connections have too much memory.
  func mustTakeAnswers(_ connection: Connection) -> Bool {
    UInt64(connection.output.count) > limits.unreadAnswerBytes || connection.output.isStarved
  }

  /// Receives once, and serves what came.
  ///
  /// - Returns: whether bytes came.
  @discardableResult
  func receive(_ connection: Connection) -> Bool {
    // Bytes and tiles that wait are served before more are taken in.
    guard !connection.isReady, !connection.hasTile else { return false }
    guard mayReceive(connection) else {
      // Memory was used up by others: nothing more is watched for until there is some.
      touch(connection)
      return false
    }
    do {
      let result: TransferResult
      if let job = connection.upload, connection.input.isEmpty, job.missingPieceBytes > 0 {
        result = try receivePiece(connection, job)
      } else if connection.input.isEmpty {
        result = try receiveFresh(connection)
      } else {
        result = try receiveMore(connection)
        if case .bytes = result { serveQueued(connection) }
      }
      switch result {
      case .bytes: return true
      case .wouldBlock: return false
      case .closed: endOfStream(connection)
      }
    } catch {
      refuse(connection, error)
    }
    return false
  }

  /// Ends a connection that cannot be received from.
  private func refuse(_ connection: Connection, _ error: ResourceError) {
    guard case .tooManyDescriptors = error else { return close(connection) }
    let limit = limits.descriptorsPerMessage
    end(
      connection,
      Refusal(
        .badDescriptor, text: "descriptors a message: expected at most \(limit), found more"))
  }

  /// Receives pixels straight into the piece that is computed from them.
  private func receivePiece(
    _ connection: Connection, _ job: LargeJob
  ) throws(ResourceError) -> TransferResult {
    var result = TransferResult.wouldBlock
    do {
      try job.makeRoom(forPixels: 1)
    } catch {
      giveUp(job, of: connection, error)
      return result
    }
    try job.fillPiece { (bytes, room) throws(ResourceError) -> Int in
      result = try receive(connection, into: &bytes, room)
      if case .bytes(let count) = result { return count }
      return 0
    }
    connection.lastActivity = now
    advance(job, of: connection)
    finishReading(connection)
    touch(connection)
    return result
  }

  /// Receives into memory that all connections share, and keeps what is not used up.
  private func receiveFresh(_ connection: Connection) throws(ResourceError) -> TransferResult {
    // Taken out of the object so that serving may use the rest of it.
    var bytes: [UInt8] = []
    swap(&bytes, &scratch)
    defer { swap(&bytes, &scratch) }
    var span = bytes.mutableSpan
    let result = try receive(connection, into: &span, 0..<span.count)
    guard case .bytes(let count) = result else { return result }
    let all = bytes.span
    let used = serve(connection, all.extracting(0..<count))
    if used < count, connection.state != .closed {
      connection.input.append(all.extracting(used..<count))
    }
    finishReading(connection)
    return result
  }

  /// Receives behind the beginning of a frame.
  private func receiveMore(_ connection: Connection) throws(ResourceError) -> TransferResult {
    var result = TransferResult.wouldBlock
    // Taken out of the object so that receiving may use the rest of it.
    var input = ByteQueue()
    swap(&input, &connection.input)
    defer { swap(&input, &connection.input) }
    try input.fill(atLeast: 512) { (bytes, room) throws(ResourceError) -> Int in
      result = try receive(connection, into: &bytes, room)
      if case .bytes(let count) = result { return count }
      return 0
    }
    return result
  }

  private func receive(
    _ connection: Connection, into bytes: inout MutableSpan<UInt8>, _ room: Range<Int>
  ) throws(ResourceError) -> TransferResult {
    // What came may have been sent by someone who has seen a model published in this very turn, by
    // another worker's answer or the loader's, and must not be answered by an earlier one.
    defer { followBoard() }
    // Without the feature descriptors are dropped by the plain call.
    return connection.features.contains(.descriptors)
      ? try connection.stream.receive(
        into: &bytes, part: room, descriptors: &connection.descriptors)
      : try connection.stream.receive(into: &bytes, part: room)
  }

  /// Serves bytes that were kept.
  func serveQueued(_ connection: Connection) {
    guard !connection.input.isEmpty, connection.state != .closed else { return }
    var input = ByteQueue()
    swap(&input, &connection.input)
    let used = input.withBytes { serve(connection, $0) }
    input.removeFirst(used)
    swap(&input, &connection.input)
    finishReading(connection)
  }

  private func endOfStream(_ connection: Connection) {
    guard connection.state == .open else { return }
    // What is half there stays so. What was asked for is still answered.
    connection.state = .finishing
    abandonUpload(connection)
    touch(connection)
  }
}
