import Logging
import Posix

/// The loop of the loader's thread: it waits for commands, news of the directory and its own
/// deadlines, and lets the repository do the work.
struct LoaderLoop: ~Copyable {
  private let loader: ModelLoader
  private let configuration: ModelLoader.Configuration
  private let repository: ModelRepository
  private let epoll: Epoll
  private var events = EpollEvents(capacity: 8)
  private var watch: DirectoryWatch

  private static let wakeUpToken: UInt64 = 1

  /// Takes the state directory, watches the model directory, and restores what clients ordered.
  init(
    _ loader: ModelLoader, _ configuration: ModelLoader.Configuration, board: CatalogueBoard,
    wakeUp: borrowing EventCounter
  ) throws(ResourceError) {
    // The lock comes first: a second server must not even look at the models.
    let state: StateDirectory? =
      if let path = configuration.stateDirectory { try StateDirectory(path) } else { nil }
    let epoll = try Epoll()
    try epoll.add(wakeUp, token: Self.wakeUpToken, for: .readable)
    var watch = try DirectoryWatch(configuration)
    try watch.join(epoll)
    self.loader = loader
    self.configuration = configuration
    self.epoll = epoll
    self.watch = watch
    repository = ModelRepository(configuration, board: board, state: state)
  }

  /// Works until the loader is stopped.
  mutating func run() {
    repository.restore()
    repository.publishInherited()
    look()
    while true {
      let (commands, isStopping) = loader.takeCommands()
      if isStopping {
        for case .order(_, _, let reply) in commands { reply(.failure(ModelLoader.stopped)) }
        return
      }
      for command in commands { carryOut(command) }
      if watch.isDue { look() }
      repository.freeRetired()
      wait()
    }
  }

  private mutating func carryOut(_ command: ModelLoader.Command) {
    switch command {
    case .rescan: look()
    case .order(let order, let user, let reply):
      // What was renamed before the order was sent is in the queue of news by now.
      if order.looksAtFiles { readNews() }
      reply(repository.carryOut(order, by: user))
      if repository.hasFault { watch.lookAgain() }
    }
  }

  /// Reads the news and looks at the files.
  private mutating func look() {
    readNews()
    watch.settle()
    // What is wrong with the directories is in the log and in STATUS.
    try? repository.scan()
    if repository.hasFault { watch.lookAgain() }
  }

  private mutating func readNews() {
    watch.restoreIfNeeded(epoll, logger: configuration.logger)
    switch watch.read(logger: configuration.logger) {
    case .files(let names): repository.suspect(names)
    case .all: repository.suspectAll()
    }
  }

  /// Waits for the next thing to do.
  ///
  /// A fault of waiting, which only a mistake of ours could cause, must not end the server: the loop
  /// goes on by its clock.
  private mutating func wait() {
    let deadlines = [watch.millisecondsUntilDue, repository.millisecondsUntilFreeing]
    let timeout = deadlines.compactMap(\.self).min()
    do throws(ResourceError) {
      try epoll.wait(into: &events, timeoutMilliseconds: timeout)
      for index in 0..<events.count {
        if events[index].token == Self.wakeUpToken {
          try loader.clearWakeUp()
        } else {
          readNews()
        }
      }
    } catch {
      configuration.logger.error("the loader cannot wait", metadata: ["reason": "\(error)"])
      loader.pause(milliseconds: configuration.retryMilliseconds)
    }
  }
}

extension ModelOrder {
  /// Whether the order is about what the files hold now.
  fileprivate var looksAtFiles: Bool {
    switch self {
    case .load, .reload: true
    case .unload, .pin, .label, .rollback: false
    }
  }
}
