internal import Posix
import Synchronization
internal import SystemPackage
internal import WireProtocol

// Large batches: tile by tile, between the turns of others.
extension WorkerLoop {
  /// Begins with a batch that is too large for one tile, or lies in a memory file.
  func begin(
    _ task: LargeJob.Task, _ file: consuming MemoryFile?, for connection: Connection
  ) throws(Refusal) {
    let job = spareJobs.take()
    do throws(Refusal) {
      if let file = file.take() {
        try job.begin(task, region: try map(file))
        job.received = now
        jobs.append((job, connection))
        connection.pendingRequests += 1
        connection.pendingByteCount += task.request.frameByteCount
      } else {
        try job.begin(task)
        connection.upload = job
      }
    } catch {
      endJob(job)
      throw error
    }
    worker.requestsInFlight.add(1, ordering: .relaxed)
  }

  private func map(_ file: consuming MemoryFile) throws(Refusal) -> MappedRegion {
    do throws(ResourceError) {
      return try file.map()
    } catch {
      // A file that may not be read will never be; for memory there may be room again.
      let isBarred = error.code == .permissionDenied
      throw Refusal(isBarred ? .badDescriptor : .busy, text: "\(error)")
    }
  }

  /// Gives an upload bytes of its frame, up to the end of a piece.
  ///
  /// - Returns: how many bytes are used up.
  func feed(_ job: LargeJob, of connection: Connection, _ bytes: Span<UInt8>) -> Int {
    do {
      try job.makeRoom(forPixels: bytes.count)
    } catch {
      giveUp(job, of: connection, error)
      return 0
    }
    let used: Int
    do {
      used = try job.take(bytes)
    } catch {
      let id = job.task?.header.requestID ?? 0
      endByFault(
        connection, WireError(paddingAt: error.offset, found: error.found), about: id)
      return bytes.count
    }
    advance(job, of: connection)
    return used
  }

  /// Queues an upload whose piece is there, or answers it if nothing is missing any more.
  func advance(_ job: LargeJob, of connection: Connection) {
    guard let task = job.task else { return }
    if job.isTileReady {
      job.pausedSince = now
      if job.missingByteCount == 0 { job.received = now }
      jobs.append((job, connection))
    }
    guard job.isFinished else { return }
    do {
      try answer(job, task, to: connection)
    } catch {
      giveUp(job, of: connection, error)
    }
  }

  /// Refuses a large batch that was begun, and passes over what is still to come of its frame.
  func giveUp(_ job: LargeJob, of connection: Connection, _ refusal: Refusal) {
    guard let task = job.task else { return }
    connection.skippedByteCount += job.missingByteCount
    refuse(connection, task.header, refusal, of: task.batch.figures)
    finish(job, of: connection)
  }

  /// Computes a tile, and answers if it was the last.
  func computeTile(of job: LargeJob, for connection: Connection) {
    guard let task = job.task else { return }
    let isUpload = connection.upload === job
    let started = MonotonicClock.nanoseconds
    do {
      try checkDeadline(task.header, since: task.headerRead, at: started)
      try job.makeRoomForTile()
      job.computeTile(at: started)
      if job.isFinished { try answer(job, task, to: connection) }
    } catch {
      giveUp(job, of: connection, error)
    }
    if isUpload, !job.isTileReady { goOnReading(connection, since: job.pausedSince) }
  }

  /// Goes on with what is behind a piece.
  private func goOnReading(_ connection: Connection, since paused: UInt64) {
    // Limit 12 is about slow clients, not about slow models.
    if connection.partialSince > 0 {
      connection.partialSince += MonotonicClock.nanoseconds - paused
    }
    if !connection.input.isEmpty { makeReady(connection) }
    finishReading(connection)
  }

  private func answer(
    _ job: LargeJob, _ task: LargeJob.Task, to connection: Connection
  ) throws(Refusal) {
    let layout = task.layout
    try connection.output.reserve(layout.frameByteCount)
    let present = MonotonicClock.nanoseconds
    let received = job.received > 0 ? job.received : now
    let header = task.header.answer(
      generation: task.batch.model.generation, itemCount: UInt32(layout.imageCount),
      payloadByteCount: layout.byteCount,
      durationMicroseconds: UInt32(clamping: (present - received) / 1_000))
    connection.output.append(byteCount: layout.frameByteCount) { bytes, offset in
      job.writeAnswer(header, to: &bytes, at: offset)
    }
    touch(connection)
    let figures = task.batch.figures
    figures.answers.note(
      images: layout.imageCount, readNanoseconds: received - min(received, task.firstByteRead),
      waitNanoseconds: max(job.firstComputing, received) - received)
    figures.compute.record(nanoseconds: job.computeNanoseconds)
    unsent.append((figures, present, 1))
    finish(job, of: connection)
  }

  /// Lets go of a job, answered or refused.
  private func finish(_ job: LargeJob, of connection: Connection) {
    if connection.upload === job {
      connection.upload = nil
      // What is behind it is another frame, with a time and an id of its own.
      if connection.skippedByteCount == 0 { connection.partialSince = 0 }
    } else {
      connection.pendingRequests -= 1
      connection.pendingByteCount -= job.task?.request.frameByteCount ?? 0
    }
    worker.requestsInFlight.subtract(1, ordering: .relaxed)
    endJob(job)
  }

  /// Computes tiles of large batches, those that have waited longest first.
  ///
  /// Two of them, or as many as take no longer than a tile of a large network: asking the kernel
  /// about many clients that all send large batches takes as long as a tile in 8-bit integers.
  func runJobs() {
    if jobs.isEmpty { return }
    let begun = MonotonicClock.nanoseconds
    var computed = 0
    func mayGoOn() -> Bool {
      computed < 2 || MonotonicClock.nanoseconds - begun < WorkerLoop.tilesNanoseconds
    }
    while !jobs.isEmpty, mayGoOn() {
      let (job, connection) = jobs.removeFirst()
      repeat {
        computeTile(of: job, for: connection)
        computed += 1
      } while job.isTileReady && mayGoOn()
      if job.isTileReady { jobs.append((job, connection)) }
    }
  }
}
