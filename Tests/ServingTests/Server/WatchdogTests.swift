import Serving
import Synchronization
import Testing

@Suite struct WatchdogTests {
  /// Tokens on their way through workers.
  private final class Tokens {
    var done: [Int: () -> Void] = [:]
    func take(_ worker: Int, _ done: @escaping () -> Void) { self.done[worker] = done }
  }

  @Test("the manager is told when the last worker has answered, and only then")
  func whole() {
    let count = Mutex(0)
    let watchdog = Watchdog { count.withLock { $0 += 1 } }
    let tokens = Tokens()
    #expect(watchdog.begin(workers: 3, tokens.take).isEmpty)
    tokens.done[0]?()
    tokens.done[2]?()
    // A token twice proves nothing.
    tokens.done[2]?()
    #expect(count.withLock { $0 } == 0)
    tokens.done[1]?()
    #expect(count.withLock { $0 } == 1)
  }

  @Test("a late worker is named, and no round begins without it")
  func late() {
    let count = Mutex(0)
    let watchdog = Watchdog { count.withLock { $0 += 1 } }
    let first = Tokens()
    _ = watchdog.begin(workers: 2, first.take)
    first.done[1]?()
    let second = Tokens()
    #expect(watchdog.begin(workers: 2, second.take) == [0])
    #expect(watchdog.begin(workers: 2, second.take) == [0])
    #expect(second.done.isEmpty)
    #expect(count.withLock { $0 } == 0)
    // It was slow and lives: the round ends, and the next one begins.
    first.done[0]?()
    #expect(count.withLock { $0 } == 1)
    #expect(watchdog.begin(workers: 2, second.take).isEmpty)
    // Tokens of the round before prove nothing of this one.
    first.done[0]?()
    first.done[1]?()
    #expect(count.withLock { $0 } == 1)
    second.done[0]?()
    second.done[1]?()
    #expect(count.withLock { $0 } == 2)
  }

  @Test("a worker that hangs brings no token")
  func hangingWorker() throws {
    let fixture = try WorkerFixture()
    let fed = Event()
    let watchdog = Watchdog { fed.signal() }
    let gate = TurnGate(fixture.worker)
    let prove: (Int, @escaping @Sendable () -> Void) -> Void = { fixture.worker.prove($1) }
    #expect(watchdog.begin(workers: 1, prove).isEmpty)
    #expect(watchdog.begin(workers: 1, prove) == [0])
    #expect(!fed.wait(seconds: 0))
    gate.open()
    #expect(fed.wait())
    #expect(watchdog.begin(workers: 1, prove).isEmpty)
  }
}
