import Logging
import Synchronization
internal import WireProtocol

/// The log of refusals; a class because a closure changes it.
final class SharedRefusalLog: Sendable {
  private let log: Mutex<RefusalLog>
  init(_ logger: Logger) { log = Mutex(RefusalLog(logger)) }
  func note(_ refusal: Refusal, _ user: UInt32?) {
    log.withLock { $0.note(refusal, user: user) }
  }
}
