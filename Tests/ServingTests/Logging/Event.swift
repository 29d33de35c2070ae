import Posix

/// Something that one thread waits for and another one lets happen.
final class Event: Sendable {
  // A class because threads share it.

  private let counter: EventCounter

  init() {
    guard let counter = try? EventCounter() else { preconditionFailure("no descriptor is left") }
    self.counter = counter
  }

  func signal() { counter.signal() }

  /// Waits until it has happened, and lets it happen again; false if that takes too long.
  @discardableResult
  func wait(seconds: Int = 20) -> Bool {
    guard (try? counter.wait(for: .readable, timeoutMilliseconds: seconds * 1_000)) == true else {
      return false
    }
    return (try? counter.take()) != nil
  }
}
