internal import Posix
internal import WireProtocol

/// A client's connection and all that its worker knows of it.
///
/// A class because it is a resource with an identity: the open stream. Its worker alone touches it.
final class Connection {
  /// How it goes on.
  enum State {
    /// Requests are read and answered.
    case open
    /// The client sends no more; what it asked for is still answered.
    case finishing
    /// Nothing is read any more; it is closed when what waits has been sent.
    case leaving
    /// It is closed.
    case closed
  }

  /// A reference that was resolved, and the slot it stood for when it was last looked up.
  struct Handle {
    let reference: ModelReference?
    var epoch: UInt64 = 0
    var slot: Int? = nil
  }

  let stream: UnixStream
  let socket: SocketKind
  let user: UInt32
  /// Where it stands in its worker's table; the upper half tells it from earlier ones there.
  let token: UInt64
  let onClose: @Sendable () -> Void

  var state = State.open
  var decoder: FrameDecoder
  var features: Features = []
  /// Bytes received that no frame has used up.
  var input = ByteQueue()
  /// Answers that wait to be sent.
  var output: OutputQueue
  var descriptors: DescriptorQueue
  var handles: [Handle] = []

  /// The large batch whose pixels are being received.
  var upload: LargeJob?
  /// Large batches in memory files, and orders, that are not answered yet.
  var pendingRequests = 0
  /// The bytes as which requests without an answer count.
  var pendingByteCount = 0
  /// How many bytes of a refused frame are still to be passed over.
  var skippedByteCount = 0
  /// Whether the server's leaving was said, so that requests are refused with DRAINING.
  var isDraining = false

  /// What the event set watches it for.
  var interest: Readiness = .readable
  /// Whether it is in the worker's list of those with something to send or to end.
  var isTouched = false
  /// Whether it is in the worker's list of those with work left from this turn.
  var isReady = false

  /// Whether it waits for the client to take answers before anything more is served.
  var isHeld = false

  /// The frame that is not whole yet, by the place in the stream behind all taken frames; when its
  /// first byte came, 0 where none is begun; when its header was there, and the id in it, 0 before.
  var partialFrame: UInt64 = 0
  var partialSince: UInt64 = 0
  var partialHeaderSince: UInt64 = 0
  var partialRequestID: UInt64 = 0
  /// When the client last sent something or was last answered.
  var lastActivity: UInt64
  /// Since when answers wait without the client taking any of them; 0 where none waits.
  var unreadSince: UInt64 = 0

  init(
    _ newcomer: Newcomer, stream: consuming UnixStream, token: UInt64, limits: ServerLimits,
    memory: MemoryBudget, now: UInt64
  ) {
    self.stream = stream
    socket = newcomer.socket
    user = newcomer.user
    onClose = newcomer.onClose
    self.token = token
    output = OutputQueue(of: memory)
    decoder = FrameDecoder(sender: .client, frameByteLimit: limits.frameByteLimit)
    descriptors = DescriptorQueue(
      limit: min(DescriptorQueue.greatestLimit, Int(clamping: limits.descriptorsPerMessage)))
    lastActivity = now
  }

  /// Whether a tile of the upload waits to be computed, and what is behind it for that.
  var hasTile: Bool { upload?.isTileReady ?? false }

  /// Whether nothing is owed to the client any more.
  var isIdle: Bool { pendingRequests == 0 && upload == nil && output.isEmpty }
}
