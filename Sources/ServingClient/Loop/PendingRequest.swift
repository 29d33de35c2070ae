internal import Synchronization
internal import WireProtocol

/// A request on its way to an answer, for the task that waits and for the thread that sends.
///
/// A class because both share it, and whichever is first decides what becomes of it.
final class PendingRequest: Sendable {
  /// What is asked for.
  enum Work: Sendable {
    /// The model's shape.
    case resolve
    /// The classes of images, which lie in a part of the pixels, and perhaps in a file too.
    case classify(ClassifyRequest, pixels: [UInt8], part: Range<Int>, file: PixelFile?)
  }

  /// What came back.
  enum Answer: Sendable {
    case resolution(Resolution)
    case batch(ClassifiedBatch)
  }

  typealias Outcome = Result<Answer, ServingError>

  let work: Work
  /// The model; `nil` for the default one.
  let model: ModelReference?
  /// The moment on the monotonic clock, in nanoseconds, from which on no answer is wanted.
  let deadline: UInt64
  /// How long that was from the beginning.
  private let deadlineMilliseconds: Int
  /// Whether the outcome is decided; set before ``state`` follows, by one thread or task alone.
  private let isDecided = Atomic(false)
  private let state = Mutex(State.open)

  private enum State {
    case open
    /// A task waits.
    case awaited(CheckedContinuation<Outcome, Never>)
    /// No task has asked yet.
    case finished(Outcome)
    case delivered
  }

  /// Creates a request that nobody has sent.
  ///
  /// - Parameters:
  ///   - deadline: how long an answer is wanted, from `now` on; `nil` for ever.
  ///   - now: the monotonic clock in nanoseconds.
  init(_ work: Work, model: ModelReference?, deadline: Duration? = nil, now: UInt64 = 0) {
    self.work = work
    self.model = model
    self.deadline = deadline.map { now.addingSaturated($0.clampedNanoseconds) } ?? .max
    deadlineMilliseconds = deadline.map { $0.clampedMilliseconds } ?? 0
  }

  /// Whether an answer is no longer wanted.
  var isFinished: Bool { isDecided.load(ordering: .relaxed) }

  /// What is left of the deadline, as a frame states it: at least 1, and 0 where there is none.
  func restMicroseconds(now: UInt64) -> UInt32 {
    if deadline == .max { return 0 }
    return UInt32(clamping: max(1, (deadline - min(deadline, now)) / 1_000))
  }

  /// Decides what becomes of the request, unless that is decided.
  func finish(_ outcome: Outcome) {
    if isDecided.exchange(true, ordering: .relaxed) { return }
    let waiting = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
      guard case .awaited(let waiting) = state else {
        state = .finished(outcome)
        return nil
      }
      state = .delivered
      return waiting
    }
    waiting?.resume(returning: outcome)
  }

  /// Ends the request because its time is over.
  func expire() { finish(.failure(.deadlineExceeded(milliseconds: deadlineMilliseconds))) }

  /// Waits for what becomes of the request; one task asks, once.
  ///
  /// Where the task is cancelled, that is `ServingError.cancelled`.
  func answer() async throws(ServingError) -> Answer {
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in wait(continuation) }
    } onCancel: {
      finish(.failure(.cancelled))
    }
    return try outcome.get()
  }

  private func wait(_ continuation: CheckedContinuation<Outcome, Never>) {
    let outcome = state.withLock { state -> Outcome? in
      switch state {
      case .open: state = .awaited(continuation)
      case .finished(let outcome):
        state = .delivered
        return outcome
      case .awaited, .delivered: preconditionFailure("an answer is asked for once")
      }
      return nil
    }
    if let outcome { continuation.resume(returning: outcome) }
  }
}
