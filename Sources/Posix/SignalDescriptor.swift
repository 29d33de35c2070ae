import CLinux
import Glibc
import SystemPackage

/// Signals that are read instead of interrupting.
///
/// Signals are blocked in the thread that makes the value and in those it starts afterwards, so
/// make it in the main thread before any other: a thread where they are not blocked would be
/// interrupted, and that ends the process. Threads of ``Thread`` block all signals from the start.
/// They stay blocked when the value goes, because one that waits then would end the process too.
package struct SignalDescriptor: ~Copyable, Sendable {
  private let descriptor: Descriptor

  /// A signal that came.
  package struct Received: Hashable, Sendable {
    /// Which one.
    package let signal: Signal
    /// The process that sent it; 0 for the kernel.
    package let senderProcessID: Int32
    /// The user of that process.
    package let senderUserID: UInt32
  }

  /// Blocks the signals and collects them from now on.
  ///
  /// - Throws: `ResourceError` where the process has no descriptor left.
  package init(_ signals: [Signal] = Signal.allCases) throws(ResourceError) {
    var set = sigset_t()
    // SAFETY: the set outlives the calls, which cannot fail for these signals.
    _ = unsafe sigemptyset(&set)
    for signal in signals { _ = unsafe sigaddset(&set, signal.number) }
    let result = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    precondition(result == 0, "signals cannot be blocked: \(Errno(rawValue: result))")
    descriptor = Descriptor(
      adopting: try SystemCall.perform(.receiveSignals) {
        unsafe mnistkit_signal_descriptor(&set)
      })
  }

  /// The next signal that came, or `nil` where none did.
  ///
  /// Equal ones that wait are one.
  package func take() throws(ResourceError) -> Received? {
    var signalNumber: Int32 = 0
    var process: Int32 = 0
    var user: UInt32 = 0
    let result = SystemCall.attempt {
      // SAFETY: the call fills three numbers, which outlive it.
      unsafe mnistkit_take_signal(number, &signalNumber, &process, &user)
    }
    switch result {
    case .success: break
    case .failure(.wouldBlock): return nil
    case .failure(let code): throw .failed(.receiveSignals, path: nil, code: code)
    }
    guard let signal = Signal(number: signalNumber) else {
      preconditionFailure("signal \(signalNumber) was not asked for")
    }
    return Received(signal: signal, senderProcessID: process, senderUserID: user)
  }
}

extension SignalDescriptor: Pollable {
  package var number: Int32 { descriptor.number }
}
