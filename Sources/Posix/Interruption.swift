import Glibc
import Synchronization

/// Lets long work end in good order on Ctrl-C (SIGINT), SIGTERM, and when its terminal goes (SIGHUP).
///
/// While a value lives, the first of these signals sets a flag that the work asks for at each step.
/// The second one, of either kind, ends the process at once. The handlers that stood before are
/// back when the value goes. A signal that the parent told this process to ignore (`nohup`, a
/// background job of a script) stays ignored.
///
/// The flag is global because signals come to the process, not to a part of it; for the same
/// reason only one value may live at a time. Call ``end()`` after the work, which also keeps the
/// value alive until there.
package struct Interruption: ~Copyable {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let isInstalled = Atomic(false)
  /// The first signal that came, or 0.
  private static let received = Atomic<Int32>(0)

  private var previous: [(signal: Int32, action: sigaction)] = []

  /// Whether a signal has come since the living value, or the last one, was made.
  package static var isRequested: Bool { signalNumber != nil }

  /// The signal that came first, for the exit code.
  package static var signalNumber: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Installs the handlers and clears the flag.
  ///
  /// - Precondition: No other value lives.
  package init() {
    let wasInstalled = Self.isInstalled.exchange(true, ordering: .acquiring)
    precondition(!wasInstalled, "signal handlers are installed once at a time")
    Self.received.store(0, ordering: .relaxed)
    for signal in Self.signals {
      var action = sigaction()
      // SAFETY: the handler touches a lock-free atomic that the line above has initialised, and
      // calls signal and raise: all async-signal-safe (signal-safety(7)). The structures outlive
      // their calls.
      unsafe action.__sigaction_handler.sa_handler = { Interruption.handle($0) }
      action.sa_flags = SA_RESTART
      var old = sigaction()
      var result = unsafe sigaction(signal, nil, &old)
      precondition(result == 0, "signal \(signal) cannot be examined")
      if Self.isIgnored(old) { continue }
      result = unsafe sigaction(signal, &action, nil)
      precondition(result == 0, "signal \(signal) cannot be handled")
      previous.append((signal, old))
    }
  }

  deinit {
    for (signal, action) in previous {
      var action = action
      // SAFETY: the structure was filled by the same call; it cannot fail for these signals.
      _ = unsafe sigaction(signal, &action, nil)
    }
    Self.isInstalled.store(false, ordering: .releasing)
  }

  /// Puts the earlier handlers back now.
  package consuming func end() {}

  private static func handle(_ signal: Int32) {
    let first = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed).exchanged
    if first { return }
    // The signal is blocked while its handler runs, so the default action follows its return.
    _ = Glibc.signal(signal, SIG_DFL)
    raise(signal)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    // SAFETY: the handler is compared as a number and never called. SIG_IGN is not a function.
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    let ignore = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
    return handler == ignore
  }
}
