package import Posix
import Synchronization
import WireProtocol

/// The thread that knows the model files: it reads, verifies, publishes and frees models, and
/// carries out the orders of the control socket.
///
/// All its state belongs to that thread; others leave a command and wake it. A class because it
/// has an identity: the thread.
package final class ModelLoader: Sendable {
  private let configuration: Configuration
  private let board: CatalogueBoard
  private let inbox = Mutex(Inbox())
  private let wakeUp: EventCounter
  private let thread = Mutex<Thread?>(nil)

  /// What other threads want.
  enum Command: Sendable {
    case order(ModelOrder, user: UInt32?, reply: @Sendable (ModelOrder.Outcome) -> Void)
    case rescan
  }

  private struct Inbox {
    var commands: [Command] = []
    var isStopping = false
  }

  /// Creates a loader that publishes on a board; nothing is touched before ``start()``.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init(_ configuration: Configuration, board: CatalogueBoard) throws(ResourceError) {
    self.configuration = configuration
    self.board = board
    wakeUp = try EventCounter()
  }

  /// Starts the thread, and returns once it watches the directory and has the state directory for
  /// itself.
  ///
  /// It then publishes inherited models and looks at the directory for the first time; the first
  /// catalogue that is complete ends that.
  ///
  /// - Throws: `ResourceError` where the model directory is missing or barred and no model was
  ///   inherited, or the state directory is missing, barred or another server's.
  /// - Precondition: it is called once.
  package func start() throws(ResourceError) {
    let outcome = try StartOutcome()
    let started = try Thread(named: "loader") { [self] in
      do throws(ResourceError) {
        var loop = try LoaderLoop(self, configuration, board: board, wakeUp: wakeUp)
        outcome.tell(.success(()))
        loop.run()
      } catch {
        outcome.tell(.failure(error))
      }
    }
    thread.withLock { $0 = started }
    try outcome.wait()
  }

  /// Carries out an order on the loader's thread, which calls back with what came of it.
  ///
  /// After ``stop()`` the order is refused with `draining` on the caller's thread.
  ///
  /// - Parameter user: whose order it is, for the log; `nil` where it is the server's own.
  package func order(
    _ order: ModelOrder, by user: UInt32? = nil,
    reply: @escaping @Sendable (ModelOrder.Outcome) -> Void
  ) {
    guard post(.order(order, user: user, reply: reply)) else {
      return reply(.failure(Self.stopped))
    }
  }

  /// Lets the loader look at the directory, without waiting for it.
  package func rescan() {
    _ = post(.rescan)
  }

  /// Ends the thread after the command it works on; the others are refused with `draining`.
  package func stop() {
    inbox.withLock { $0.isStopping = true }
    wakeUp.signal()
  }

  /// Waits for the end of the thread.
  package func join() {
    thread.withLock { $0 }?.join()
  }

  /// What commands are answered with that come too late.
  static let stopped = Refusal(
    .draining, text: "the order: expected a running server, found one that stops")

  private func post(_ command: Command) -> Bool {
    let isTaken = inbox.withLock { inbox in
      guard !inbox.isStopping else { return false }
      inbox.commands.append(command)
      return true
    }
    if isTaken { wakeUp.signal() }
    return isTaken
  }

  /// Takes the commands that wait, and tells whether the loader shall stop.
  func takeCommands() -> (commands: [Command], isStopping: Bool) {
    inbox.withLock { inbox in
      let commands = inbox.commands
      inbox.commands = []
      return (commands, inbox.isStopping)
    }
  }

  /// Takes the signals that waked the loop.
  func clearWakeUp() throws(ResourceError) { _ = try wakeUp.take() }

  /// Waits a while, or until somebody leaves a command.
  func pause(milliseconds: Int) {
    // Without it the loop only goes on at once.
    _ = try? wakeUp.wait(for: .readable, timeoutMilliseconds: milliseconds)
  }

  /// What came of starting, told by the new thread to the one that waits for it.
  private final class StartOutcome: Sendable {
    private let value = Mutex<Result<Void, ResourceError>>(.success(()))
    private let isTold: EventCounter

    init() throws(ResourceError) { isTold = try EventCounter() }

    func tell(_ outcome: Result<Void, ResourceError>) {
      value.withLock { $0 = outcome }
      isTold.signal()
    }

    func wait() throws(ResourceError) {
      _ = try isTold.wait(for: .readable, timeoutMilliseconds: nil)
      try value.withLock { $0 }.get()
    }
  }
}
