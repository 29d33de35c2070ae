import Serving
import Testing

/// Lets a worker run turn by turn, so that a test sees what each of them did.
///
/// While it is stopped, the worker stands at the beginning of a turn: what it has read in this turn
/// is not answered yet. A class because a test and the worker share its events.
final class TurnGate {
  private let worker: Worker
  private var current: Stop

  /// A place in the worker's inbox where it waits.
  private final class Stop: Sendable {
    let reached = Event()
    let release = Event()
  }

  /// Stops a worker.
  init(_ worker: Worker) {
    self.worker = worker
    current = TurnGate.post(worker)
    #expect(current.reached.wait())
  }

  deinit { open() }

  /// Lets the worker end its turn, and stops it in the next.
  ///
  /// What is sent while it is stopped belongs to the turn after the present one.
  func step(_ turns: Int = 1) {
    for _ in 0..<turns {
      let next = TurnGate.post(worker)
      current.release.signal()
      #expect(next.reached.wait())
      current = next
    }
  }

  /// Lets the worker go on by itself.
  func open() { current.release.signal() }

  private static func post(_ worker: Worker) -> Stop {
    let stop = Stop()
    worker.prove {
      stop.reached.signal()
      stop.release.wait()
    }
    return stop
  }
}
