import Glibc
import Posix
import Testing

@Suite(.serialized) struct InterruptionTests {
  @Test("the first signal sets the flag", arguments: [SIGINT, SIGTERM])
  func firstSignal(number: Int32) {
    let earlier = signal(number, SIG_DFL)
    defer { signal(number, earlier) }
    let interruption = Interruption()
    #expect(!Interruption.isRequested)
    #expect(Interruption.signalNumber == nil)
    Self.deliver(number)
    #expect(Interruption.isRequested)
    #expect(Interruption.signalNumber == number)
    interruption.end()
    #expect(Interruption.isRequested)
  }

  @Test("the second signal ends the process, be it the same or the other")
  func secondSignal() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      signal(SIGINT, SIG_DFL)
      let interruption = Interruption()
      Self.deliver(SIGINT)
      Self.deliver(SIGINT)
      interruption.end()
    }
    await #expect(processExitsWith: .signal(SIGTERM)) {
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
      let interruption = Interruption()
      Self.deliver(SIGINT)
      Self.deliver(SIGTERM)
      interruption.end()
    }
  }

  @Test("the earlier handlers are back at the end, and a new value starts with a clear flag")
  func restored() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      signal(SIGTERM, SIG_DFL)
      let first = Interruption()
      Self.deliver(SIGTERM)
      first.end()
      let second = Interruption()
      precondition(!Interruption.isRequested, "the flag is clear")
      second.end()
      Self.deliver(SIGTERM)
    }
  }

  @Test("a signal that is ignored stays ignored")
  func ignored() {
    let earlier = signal(SIGINT, SIG_IGN)
    defer { signal(SIGINT, earlier) }
    let interruption = Interruption()
    Self.deliver(SIGINT)
    #expect(!Interruption.isRequested)
    interruption.end()
  }

  /// Sends a signal to this very thread and returns when it has been handled.
  ///
  /// Threads of a pool block signals, so theirs would wait for ever.
  private static func deliver(_ number: Int32) {
    var signals = sigset_t()
    var earlier = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, &earlier)
    raise(number)
    pthread_sigmask(SIG_SETMASK, &earlier, nil)
  }
}
