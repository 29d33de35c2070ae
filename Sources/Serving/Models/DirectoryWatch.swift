import Logging
import Posix
import SystemPackage

/// The watch over the model directory, and when it is time to look at it.
///
/// News are waited out until the directory has been quiet for a while, so that a burst of renames
/// is looked at once; a directory that is never quiet is looked at all the same.
struct DirectoryWatch: ~Copyable {
  private let path: FilePath
  private let quiet: UInt64
  private let quietLimit: UInt64
  private let retry: UInt64
  /// `nil` while there is no directory to watch.
  private var inotify: Inotify?
  /// The directory that is watched; another one may have taken its name.
  private var identity: FileStatus.Identity?
  private var firstNews: UInt64?
  private var dueAt: UInt64?

  static let token: UInt64 = 2

  /// What may have changed.
  enum News {
    case files([FilePath.Component])
    case all
  }

  /// Watches the directory.
  ///
  /// A server that starts without it has been told a wrong path; one that inherits models has served
  /// from it before, serves on, and looks for it again and again.
  ///
  /// - Throws: `ResourceError` where it is missing or barred, and there is no inherited model.
  init(_ configuration: ModelLoader.Configuration) throws(ResourceError) {
    path = configuration.directory
    quiet = UInt64(configuration.quietMilliseconds) * 1_000_000
    quietLimit = UInt64(configuration.quietLimitMilliseconds) * 1_000_000
    retry = UInt64(configuration.retryMilliseconds) * 1_000_000
    do throws(ResourceError) {
      try open()
    } catch {
      if configuration.inherited.isEmpty { throw error }
      Self.tell(error, configuration.logger)
      dueAt = MonotonicClock.nanoseconds + retry
    }
  }

  private static func tell(_ error: ResourceError, _ logger: Logger) {
    logger.log(
      .modelTrouble, .error, "cannot watch the model directory", ["reason": "\(error)"])
  }

  /// Adds the watch to the set that the loop waits for.
  mutating func join(_ epoll: borrowing Epoll) throws(ResourceError) {
    guard let watching = inotify.take() else { return }
    try epoll.add(watching, token: Self.token, for: .readable)
    inotify = consume watching
  }

  /// Whether it is time to look at the directory.
  var isDue: Bool { dueAt.map { MonotonicClock.nanoseconds >= $0 } ?? false }

  /// How long until then, rounded up; `nil` where nothing is known to have happened.
  var millisecondsUntilDue: Int? {
    dueAt.map { due in
      let now = MonotonicClock.nanoseconds
      return due <= now ? 0 : Int((due - now + 999_999) / 1_000_000)
    }
  }

  /// Notes that the directory is being looked at.
  mutating func settle() {
    firstNews = nil
    dueAt = inotify == nil ? MonotonicClock.nanoseconds + retry : nil
  }

  /// Looks at the directory again after a while, because it could not be looked at: no news tell that
  /// it may be read again.
  mutating func lookAgain() {
    if dueAt == nil { dueAt = MonotonicClock.nanoseconds + retry }
  }

  /// Reads all news that wait and sets the time to look.
  mutating func read(logger: Logger) -> News {
    var names: [FilePath.Component] = []
    var isAll = false
    // Nobody else takes news while more than these come, so a flood cannot hold the thread.
    for _ in 0..<64 {
      guard let news = take(logger: logger), !news.isEmpty else { break }
      for event in news {
        switch event {
        case .movedIn(_, let name), .written(_, let name), .removed(_, let name):
          names.append(name)
        case .overflow: isAll = true
        case .directoryGone:
          isAll = true
          inotify = nil
        }
      }
      note()
    }
    return isAll ? .all : .files(names)
  }

  private mutating func take(logger: Logger) -> [Inotify.Event]? {
    guard let watching = inotify.take() else { return nil }
    do throws(ResourceError) {
      let news = try watching.read()
      inotify = consume watching
      return news
    } catch {
      Self.tell(error, logger)
      note()
      return nil
    }
  }

  private mutating func note() {
    let now = MonotonicClock.nanoseconds
    let first = firstNews ?? now
    firstNews = first
    dueAt = min(now + quiet, first + quietLimit)
  }

  /// Watches the directory that now has the path, if that is not the one watched.
  mutating func restoreIfNeeded(_ epoll: borrowing Epoll, logger: Logger) {
    let found: FileStatus.Identity?
    do throws(PosixError) {
      found = try FileStatus.ifPresent(path)?.identity
    } catch {
      found = nil
    }
    guard inotify == nil || found != identity else { return }
    do throws(ResourceError) {
      try open()
      try join(epoll)
      logger.notice("the model directory is watched again")
      note()
    } catch {
      // It is away, or being moved; nothing will tell when it is back.
      inotify = nil
      dueAt = MonotonicClock.nanoseconds + retry
    }
  }

  private mutating func open() throws(ResourceError) {
    // A new queue, because an old one would go on telling of a directory that was moved away.
    let watching = try Inotify()
    _ = try watching.watch(directory: path)
    do throws(PosixError) {
      identity = try FileStatus.ifPresent(path)?.identity
    } catch {
      identity = nil
    }
    inotify = consume watching
  }
}
