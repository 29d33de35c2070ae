internal import Posix
internal import WireProtocol

// The way of images: checks 7 to 15 of `formats/wire-protocol.md`, section 9, then the small batch
// that waits for the end of the turn's reading, or the large one that goes tile by tile.
extension WorkerLoop {
  private static let headByteCount = WireFormat.headerByteCount + ClassifyRequest.headByteCount

  /// Takes a classification in, or refuses it.
  ///
  /// - Parameter rest: the frame, or at least its header and head.
  /// - Returns: how many bytes are used up; the others are the pixels of ``Connection/upload``, or
  ///   are passed over.
  func classify(
    _ connection: Connection, _ header: FrameHeader, _ rest: Span<UInt8>, isWhole: Bool,
    firstByteRead: UInt64, headerRead: UInt64
  ) -> Int {
    let isByDescriptor = header.code == Opcode.classifyDescriptor.rawValue
    let descriptor = isByDescriptor ? connection.descriptors.takeFirst() : nil
    var model: GenerationFigures?
    do {
      let end = WireFormat.headerByteCount + Int(header.payloadByteCount)
      let payload = rest.extracting(WireFormat.headerByteCount..<min(end, rest.count))
      let request = try checkedRequest(connection, header, payload)
      let file = isByDescriptor ? try memoryFile(descriptor, for: request) : nil
      try checkServing(connection, header, byteCount: request.frameByteCount)
      let batch = batch(try slot(header.model, of: connection))
      model = batch.figures
      let layout = try checkedLayout(request, batch)
      try checkDeadline(header, since: headerRead, at: now)
      if isWhole, !isByDescriptor, request.imageCount <= batch.capacity {
        if !batch.hasRoom(for: request.imageCount) { flush(batch) }
        if batch.count == 0 { waitingBatches.append(batch) }
        batch.append(
          TileBatch.Member(
            connection: connection, header: header, layout: layout, firstImage: batch.count,
            firstByteRead: firstByteRead, headerRead: headerRead, received: now),
          pixels: payload.extracting(request.pixels))
        if batch.count == batch.capacity { flush(batch) }
        return header.frameByteCount
      }
      let task = LargeJob.Task(
        header: header, request: request, layout: layout, batch: batch,
        firstByteRead: firstByteRead, headerRead: headerRead)
      try begin(task, file, for: connection)
      return isByDescriptor ? header.frameByteCount : WorkerLoop.headByteCount
    } catch {
      refuse(connection, header, error, of: model)
      if isWhole { return header.frameByteCount }
      connection.skippedByteCount = header.frameByteCount - WireFormat.headerByteCount
      return WireFormat.headerByteCount
    }
  }

  // MARK: - Checks

  /// Steps 7 to 10, but for the descriptor.
  private func checkedRequest(
    _ connection: Connection, _ header: FrameHeader, _ payload: Span<UInt8>
  ) throws(Refusal) -> ClassifyRequest {
    if header.code == Opcode.classifyDescriptor.rawValue, connection.socket == .data,
      !connection.features.contains(.descriptors)
    {
      throw Refusal(
        .unsupported, text: "CLASSIFY_FD: expected the feature descriptors of HELLO, found none")
    }
    do {
      _ = try header.checkedRequest(on: connection.socket)
      return try ClassifyRequest(header: header, payload: payload, limits: limits)
    } catch {
      throw Refusal(error)
    }
  }

  /// Step 10 for a descriptor.
  private func memoryFile(
    _ descriptor: consuming Descriptor?, for request: ClassifyRequest
  ) throws(Refusal) -> MemoryFile {
    guard let descriptor = descriptor.take() else {
      throw Refusal(.badDescriptor, text: "descriptor: expected a sealed memory file, found none")
    }
    let expected = request.pixelByteCount
    let file: MemoryFile
    do {
      file = try MemoryFile(adopting: descriptor, name: "descriptor", minimumByteCount: expected)
    } catch {
      throw Refusal(.badDescriptor, text: "\(error)")
    }
    guard file.byteCount == expected else {
      throw Refusal(
        .badDescriptor, text: "descriptor: expected \(expected) bytes, found \(file.byteCount)")
    }
    // Reading holes would make memory of this process's account that the client holds on to.
    guard file.storedByteCount >= expected else {
      throw Refusal(
        .badDescriptor,
        text: "descriptor: expected \(expected) bytes that were written, "
          + "found \(file.storedByteCount)")
    }
    return file
  }

  /// Steps 11 and 12.
  func checkServing(
    _ connection: Connection, _ header: FrameHeader, byteCount: Int
  ) throws(Refusal) {
    if connection.isDraining, header.opcode?.isRefusedWhileDraining ?? true {
      throw Refusal(.draining, text: "the server is stopping")
    }
    guard UInt64(connection.pendingRequests) < limits.requestsInFlight else {
      throw Refusal(
        .busy,
        text: "requests in flight: expected at most \(limits.requestsInFlight), "
          + "found \(connection.pendingRequests + 1)")
    }
    let bytes = UInt64(connection.pendingByteCount + byteCount)
    guard bytes <= limits.bytesInFlight else {
      throw Refusal(
        .busy, text: "bytes in flight: expected at most \(limits.bytesInFlight), found \(bytes)")
    }
  }

  /// Step 13: the slot that a handle stands for.
  private func slot(_ handle: UInt32, of connection: Connection) throws(Refusal) -> Int {
    if handle == 0 {
      if let defaultSlot { return defaultSlot }
      return try catalogue.slot(for: nil)
    }
    let index = Int(handle) - 1
    guard index < connection.handles.count else {
      throw Refusal(
        .noModel,
        text: "model handle: expected one of \(connection.handles.count), found \(handle)")
    }
    if connection.handles[index].epoch == catalogue.epoch, let slot = connection.handles[index].slot
    {
      return slot
    }
    let slot = try catalogue.slot(for: connection.handles[index].reference)
    connection.handles[index].epoch = catalogue.epoch
    connection.handles[index].slot = slot
    return slot
  }

  /// Step 14.
  private func checkedLayout(
    _ request: ClassifyRequest, _ batch: TileBatch
  ) throws(Refusal) -> ClassificationLayout {
    do {
      return try request.layout(
        modelInputs: batch.inputs, classes: batch.classes, limits: limits)
    } catch {
      throw Refusal(error)
    }
  }

  /// Step 15.
  func checkDeadline(
    _ header: FrameHeader, since headerRead: UInt64, at present: UInt64
  ) throws(Refusal) {
    guard isLate(header, since: headerRead, at: present) else { return }
    throw Refusal(
      .deadline,
      text: "deadline: expected at most \(header.microseconds) us, "
        + "found \((present - headerRead) / 1_000) us")
  }

  private func isLate(
    _ header: FrameHeader, since headerRead: UInt64, at present: UInt64
  ) -> Bool {
    guard header.microseconds > 0, present > headerRead else { return false }
    return (present - headerRead) / 1_000 > UInt64(header.microseconds)
  }

  // MARK: - Small batches

  /// Computes all batches that have members.
  func flushBatches() {
    if waitingBatches.isEmpty { return }
    for batch in waitingBatches where batch.count > 0 { flush(batch) }
    waitingBatches.removeAll(keepingCapacity: true)
  }

  /// Computes a batch and writes its members' answers.
  private func flush(_ batch: TileBatch) {
    if batch.count == 0 { return }
    let started = MonotonicClock.nanoseconds
    // A server that is behind must not spend its time on what nobody waits for any more.
    let members = batch.takeMembers()
    let isWanted = members.contains { !isLate($0.header, since: $0.headerRead, at: started) }
    if isWanted { batch.forward() }
    let finished = MonotonicClock.nanoseconds
    var answered: UInt64 = 0
    for member in members where answer(member, batch, started, finished) { answered += 1 }
    batch.figures.compute.record(nanoseconds: finished - started, count: answered)
    if answered > 0 { unsent.append((batch.figures, finished, answered)) }
    batch.removeAll(keeping: members)
  }

  /// - Returns: whether it was answered with OK.
  private func answer(
    _ member: TileBatch.Member, _ batch: TileBatch, _ started: UInt64, _ finished: UInt64
  ) -> Bool {
    let connection = member.connection
    if connection.state == .closed || connection.state == .leaving { return false }
    let layout = member.layout
    do {
      try checkDeadline(member.header, since: member.headerRead, at: started)
      try connection.output.reserve(layout.frameByteCount)
    } catch {
      refuse(connection, member.header, error, of: batch.figures, received: member.received)
      return false
    }
    let header = member.header.answer(
      generation: batch.model.generation, itemCount: UInt32(layout.imageCount),
      payloadByteCount: layout.byteCount,
      durationMicroseconds: UInt32(clamping: (finished - member.received) / 1_000))
    let rows = member.firstImage..<member.firstImage + layout.imageCount
    connection.output.append(byteCount: layout.frameByteCount) { bytes, offset in
      let payload = offset + WireFormat.headerByteCount
      header.write(to: &bytes, at: offset)
      layout.writeHead(to: &bytes, at: payload)
      batch.write(rows: rows, as: layout, from: 0, to: &bytes, at: payload)
      header.writePadding(to: &bytes, at: offset)
    }
    touch(connection)
    batch.figures.answers.note(
      images: layout.imageCount, readNanoseconds: member.received - member.firstByteRead,
      waitNanoseconds: started - member.received)
    return true
  }
}
