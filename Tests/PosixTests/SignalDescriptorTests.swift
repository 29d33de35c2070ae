import Glibc
import Posix
import Testing

@Suite struct SignalDescriptorTests {
  @Test("signals are read with their sender instead of ending the process")
  func received() async {
    await #expect(processExitsWith: .success) {
      let signals = try SignalDescriptor()
      let nothing = try signals.take()
      precondition(nothing == nil, "no signal came")
      for signal in Signal.allCases {
        raise(signal.number)
        let isReady = try signals.wait(for: .readable, timeoutMilliseconds: 10_000)
        let received = try signals.take()
        precondition(isReady && received?.signal == signal, "the signal is read")
        precondition(received?.senderProcessID == getpid(), "this process sent it")
        precondition(received?.senderUserID == getuid(), "its user sent it")
      }
      let end = try signals.take()
      precondition(end == nil, "all were read")
    }
  }

  @Test("a signal that was not asked for does what it did")
  func others() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      signal(SIGINT, SIG_DFL)
      let signals = try SignalDescriptor([.terminate])
      var unblocked = sigset_t()
      sigemptyset(&unblocked)
      sigaddset(&unblocked, SIGINT)
      pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
      raise(SIGINT)
      _ = try signals.take()
    }
  }
}
