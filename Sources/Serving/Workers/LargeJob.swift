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
  /// How many images are answered.
  private var done = 0
  /// The answer: room for the header, the payload, padding.
  private(set) var answer: [UInt8] = []
  /// The pixels of the tiles that are received together, and how many are there.
  private var piece: [UInt8] = []
  private var pieceByteCount = 0
  /// The first image of the piece.
  private var pieceStart = 0
  /// How many bytes of padding have not come yet.
  private var missingPadding = 0
  /// The pixels, where they lie in a memory file.
  private var region: MappedRegion?

  /// Begins a task whose pixels come with the frame, or lie in `region`.
  func begin(_ task: Task, region: consuming MappedRegion? = nil) {
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
    LargeJob.grow(&answer, to: task.layout.frameByteCount)
    // For memory files too: whatever comes next then finds room for its pixels.
    LargeJob.grow(&piece, to: LargeJob.pieceCapacity(task) * task.batch.inputs)
    write { task.layout.writeHead(to: &$0, at: WireFormat.headerByteCount) }
    self.task = task
  }

  /// Ends the task and lets go of its model and pixels.
  func end() {
    task = nil
    region = nil
    if answer.count > LargeJob.keptByteCount { answer = [] }
    if piece.count > LargeJob.keptByteCount { piece = [] }
  }

  /// The memory that is kept between two tasks.
  var byteCount: Int { answer.count + piece.count }

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

  /// Takes pixels and padding off the front of `bytes`, up to the end of the piece.
  ///
  /// - Returns: how many bytes were taken.
  /// - Throws: the offset within the frame of a byte of padding that is not zero.
  func take(_ bytes: Span<UInt8>) throws(PaddingFault) -> Int {
    guard let task else { return 0 }
    let count = min(bytes.count, missingPieceBytes)
    if count > 0 {
      var piece: [UInt8] = []
      swap(&piece, &self.piece)
      var room = piece.mutableSpan
      room.copy(bytes.extracting(0..<count), at: pieceByteCount)
      swap(&piece, &self.piece)
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
    let room = pieceByteCount..<pieceByteCount + missingPieceBytes
    var piece: [UInt8] = []
    swap(&piece, &self.piece)
    defer { swap(&piece, &self.piece) }
    var span = piece.mutableSpan
    pieceByteCount += try receive(&span, room)
  }

  /// Computes the next tile and writes what the request wants of it into the answer.
  func computeTile(at now: UInt64) {
    guard let task else { return }
    if firstComputing == 0 { firstComputing = now }
    let images = nextImages(task)
    switch region {
    case .some(let region):
      region.withBytes { task.batch.forward($0, images: images) }
    case nil:
      let piece = piece
      let places = images.lowerBound - pieceStart..<images.upperBound - pieceStart
      task.batch.forward(piece.span, images: places)
    }
    write { bytes in
      task.batch.write(
        rows: 0..<images.count, as: task.layout, from: images.lowerBound, to: &bytes,
        at: WireFormat.headerByteCount)
    }
    done += images.count
    if done == pieceImages(task).upperBound {
      pieceStart = done
      pieceByteCount = 0
    }
    computeNanoseconds += MonotonicClock.nanoseconds - now
  }

  /// Puts the header before the payload, and padding behind it.
  func finishAnswer(_ header: FrameHeader) {
    write { bytes in
      header.write(to: &bytes)
      header.writePadding(to: &bytes)
    }
  }

  /// Changes the answer in its place.
  private func write(_ body: (inout MutableSpan<UInt8>) -> Void) {
    // Taken out of the object, because a span of its property cannot be.
    var answer: [UInt8] = []
    swap(&answer, &self.answer)
    var bytes = answer.mutableSpan
    body(&bytes)
    swap(&answer, &self.answer)
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

  private static func grow(_ bytes: inout [UInt8], to count: Int) {
    if bytes.count < count {
      bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
    }
  }
}
