import Logging
import Posix

/// Tells the service manager what the server does, without making it wait.
///
/// The manager may be slow to read, up to a second a message; a thread of its own waits. Messages
/// keep their order.
///
/// A class because it owns the thread and the way to the manager.
final class ServiceNotifier: Sendable {
  private let channel: Channel?
  private let logger: Logger

  /// The way to a manager that is there; a class because tasks share it.
  private final class Channel: Sendable {
    let manager: ServiceManager
    let queue: TaskQueue

    init(_ manager: consuming ServiceManager) throws(ResourceError) {
      self.manager = manager
      // A manager that has not read so many will not miss one.
      queue = try TaskQueue(named: "notifier", capacity: 256)
    }
  }

  /// How often the manager wants to hear that all workers live; `nil` for not at all.
  let watchdogInterval: Duration?

  init(_ manager: consuming ServiceManager, logger: Logger) throws(ResourceError) {
    self.logger = logger
    watchdogInterval = manager.isPresent ? manager.watchdogInterval : nil
    // Without a manager there is no thread either.
    channel = manager.isPresent ? try Channel(manager) : nil
  }

  /// Whether somebody listens.
  var isPresent: Bool { channel != nil }

  /// Tells the manager something; several notifications go in one message.
  func tell(_ notifications: [ServiceNotification]) {
    submit { manager throws(ResourceError) in try manager.notify(notifications) }
  }

  /// Lets the manager keep other models' files.
  func store(_ change: ModelStore.Change) {
    guard !change.isEmpty else { return }
    submit { manager throws(ResourceError) in
      // One message a name: the manager reads only one from each.
      for name in change.removed { try manager.notify(.removeStored(name: name.text)) }
      for (name, sealed) in change.added { try manager.store(sealed.file, name: name.text) }
    }
  }

  /// Waits until all is told, but no longer than a manager deserves.
  func finish() {
    channel?.queue.finish(withinMilliseconds: 2_000)
  }

  private func submit(
    _ task: @escaping @Sendable (borrowing ServiceManager) throws(ResourceError) -> Void
  ) {
    guard let channel else { return }
    channel.queue.submit { [logger] in
      do {
        try task(channel.manager)
      } catch {
        logger.log(.managerUnreachable, .warning, "the service manager was not told: \(error)")
      }
    }
  }
}
