internal import Posix
internal import WireProtocol

/// A batch that is computed tile by tile while others are served: its pixels come with the frame,
/// or lie in a memory file.
///
/// A class because it is a resource with an identity: one request at a time, with its answer and
/// its memory, which the next request uses again.
final class LargeJob {
  /// What is computed, and by what; whatever is loaded meanwhile, the job keeps its model.
  struct Task {
    let header: FrameHeader
    let request: ClassifyRequest
    let layout: ClassificationLayout
    let batch: TileBatch
    /// When the frame's first byte was read, and its header.
    let firstByteRead: UInt64
    let headerRead: UInt64
  }

  /// How many tiles are received together at most, and up to how many bytes.
  ///
  /// About what a socket holds: the fewer calls that takes, the less often is the client woken and
  /// put to sleep again.
  private static let mostTilesInPiece = 4
  private static let pieceByteLimit = 1 << 18
  /// Memory above this goes back when a job is over.
  private static let keptByteCount = 1 << 20

  /// The present task; `nil` between two.
  private(set) var task: Task?
  /// When the request was there whole; 0 before.
  var received: UInt64 = 0
  /// When its last piece was there and nothing more was read.
  var pausedSince: UInt64 = 0
  /// When computing began, and how long it has taken so far.
  private(set) var firstComputing: UInt64 = 0
  private(set) var computeNanoseconds: UInt64 = 0
  /// How many images are computed.
  private var done = 0
  /// What was computed, tile by tile.
  private var results: TiledResults
  /// The pixels of the tiles that are received together, and how many are there.
  private var piece: CountedBytes
  private var pieceByteCount = 0
  /// The first image of the piece.
  private var pieceStart = 0
  /// How many bytes of padding have not come yet.
  private var missingPadding = 0
  /// The pixels, where they lie in a memory file.
  private var region: MappedRegion?

  init(_ memory: MemoryBudget) {
    results = TiledResults(of: memory)
    piece = CountedBytes(of: memory)
  }

  /// Begins a task whose pixels come with the frame, or lie in `region`.
  ///
  /// No memory is made for what the frame only announces.
  ///
  /// - Throws: a refusal with BUSY; the job then has to be ended.
  func begin(_ task: Task, region: consuming MappedRegion? = nil) throws(Refusal) {
    let isInline = region == nil
    self.region = region
    let header = task.header
    missingPadding =
      isInline
      ? header.frameByteCount - WireFormat.headerByteCount - Int(header.payloadByteCount) : 0
    received = 0
    firstComputing = 0
    computeNanoseconds = 0
    done = 0
    pieceStart = 0
    pieceByteCount = 0
    try results.begin(task.layout, tile: task.batch.capacity)
    try piece.begin()
    if !isInline {
      // Whatever comes next then finds room for its pixels.
      let byteCount = LargeJob.pieceCapacity(task) * task.batch.inputs
      try piece.grow(to: byteCount, atMost: byteCount)
    }
    self.task = task
  }

  /// Ends the task and lets go of its model and pixels.
  func end() {
    task = nil
    region = nil
    results.end(keeping: LargeJob.keptByteCount)
    piece.end(keeping: LargeJob.keptByteCount)
  }

  /// The memory that is kept between two tasks.
  var byteCount: Int { results.byteCount + piece.count }

  /// Whether the next tile can be computed.
  var isTileReady: Bool {
    guard let task, done < task.request.imageCount else { return false }
    return region != nil || pieceByteCount == pieceByteGoal(task)
  }

  /// Whether all images are answered, and the frame has come to its end.
  var isFinished: Bool {
    guard let task else { return false }
    return done == task.request.imageCount && missingPadding == 0
  }

  /// Makes room for pixels that have come, or for the first of those that are there to be received.
  func makeRoom(forPixels byteCount: Int) throws(Refusal) {
    guard let task, region == nil else { return }
    let goal = pieceByteGoal(task)
    // A page at least, so that small steps do not follow each other.
    let least = min(goal, max(4_096, pieceByteCount + byteCount))
    try piece.grow(to: least, atMost: goal)
  }

  /// Makes room for the results of the next tile.
  func makeRoomForTile() throws(Refusal) { try results.makeRoom(after: done) }

  /// Takes pixels and padding off the front of `bytes`, up to the end of the piece.
  ///
  /// - Precondition: There is room for them.
  /// - Returns: how many bytes were taken.
  /// - Throws: the offset within the frame of a byte of padding that is not zero.
  func take(_ bytes: Span<UInt8>) throws(PaddingFault) -> Int {
    guard let task else { return 0 }
    let count = min(bytes.count, missingPieceBytes)
    if count > 0 {
      let place = pieceByteCount
      piece.write { $0.copy(bytes.extracting(0..<count), at: place) }
      pieceByteCount += count
      return count
    }
    guard done == task.request.imageCount else { return 0 }
    let padding = min(bytes.count, missingPadding)
    for index in 0..<padding where bytes[index] != 0 {
      throw PaddingFault(
        offset: task.header.frameByteCount - missingPadding + index, found: bytes[index])
    }
    missingPadding -= padding
    return padding
  }

  /// A byte of padding that is not zero, by its offset within the frame.
  struct PaddingFault: Error {
    let offset: Int
    let found: UInt8
  }

  /// How many bytes of the frame have not come yet.
  var missingByteCount: Int {
    guard let task, region == nil else { return 0 }
    let later = task.request.imageCount - pieceImages(task).upperBound
    return missingPieceBytes + later * task.batch.inputs + missingPadding
  }

  /// How many bytes the piece still has room for.
  var missingPieceBytes: Int {
    guard let task, region == nil else { return 0 }
    return pieceByteGoal(task) - pieceByteCount
  }

  /// Lets `receive` put pixels straight into the piece: it gets the memory and where there is room,
  /// and returns how many bytes it has put there.
  func fillPiece<Failure: Error>(
    _ receive: (inout MutableSpan<UInt8>, Range<Int>) throws(Failure) -> Int
  ) throws(Failure) {
    let room = pieceByteCount..<min(pieceByteCount + missingPieceBytes, piece.count)
    var count = 0
    try piece.write { (bytes) throws(Failure) in count = try receive(&bytes, room) }
    pieceByteCount += count
  }

  /// Computes the next tile and keeps what the request wants of it.
  ///
  /// - Precondition: There is room for it.
  func computeTile(at now: UInt64) {
    guard let task else { return }
    if firstComputing == 0 { firstComputing = now }
    let images = nextImages(task)
    switch region {
    case .some(let region):
      region.withBytes { task.batch.forward($0, images: images) }
    case nil:
      let piece = piece.bytes
      let places = images.lowerBound - pieceStart..<images.upperBound - pieceStart
      task.batch.forward(piece.span, images: places)
    }
    results.write(images) { layout, bytes, start in
      task.batch.write(rows: 0..<images.count, as: layout, from: 0, to: &bytes, at: start)
    }
    done += images.count
    if done == pieceImages(task).upperBound {
      pieceStart = done
      pieceByteCount = 0
    }
    computeNanoseconds += MonotonicClock.nanoseconds - now
  }

  /// Writes the answer, which begins with `header`, at an offset.
  func writeAnswer(_ header: FrameHeader, to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    header.write(to: &bytes, at: offset)
    results.writePayload(to: &bytes, at: offset + WireFormat.headerByteCount)
    header.writePadding(to: &bytes, at: offset)
  }

  private func nextImages(_ task: Task) -> Range<Int> {
    done..<min(done + task.batch.capacity, task.request.imageCount)
  }

  /// The images that are received together.
  private func pieceImages(_ task: Task) -> Range<Int> {
    pieceStart..<min(pieceStart + LargeJob.pieceCapacity(task), task.request.imageCount)
  }

  private func pieceByteGoal(_ task: Task) -> Int {
    pieceImages(task).count * task.batch.inputs
  }

  private static func pieceCapacity(_ task: Task) -> Int {
    let tile = task.batch.capacity
    return tile * max(1, min(mostTilesInPiece, pieceByteLimit / (tile * task.batch.inputs)))
  }
}
