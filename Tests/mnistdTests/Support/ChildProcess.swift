import Glibc
import Posix
import ServingSupport
import SystemPackage
import Testing

/// A program that a test started; it is killed when the test forgets it.
final class ChildProcess {
  // A class because it stands for a process, which is one thing.

  let processID: pid_t
  private let folder: TemporaryFolder
  /// Read to its end when the process has ended, because only the process holds the other end.
  private let life: Descriptor
  private var status: Int32?

  /// Where the child has the end of the pipe that tells of its life.
  private static let lifeNumber: Int32 = 200

  /// Starts a program with nothing but these variables and descriptors.
  ///
  /// - Parameter given: descriptors that the child has from number 3 on.
  init(
    _ program: FilePath, _ arguments: [String], environment: [String: String] = [:],
    given: [Int32] = []
  ) throws {
    folder = try TemporaryFolder()
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let writing = Descriptor(adopting: ends[1])
    life = Descriptor(adopting: ends[0])

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (number, name) in [(Int32(1), "output"), (2, "errors")] {
      posix_spawn_file_actions_addopen(
        &actions, number, folder.path.appending(name).string, O_CREAT | O_WRONLY | O_APPEND, 0o600)
    }
    for (index, number) in given.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, number, 3 + Int32(index))
    }
    posix_spawn_file_actions_adddup2(&actions, writing.number, Self.lifeNumber)

    // What the test's threads block or ignore is none of the child's business.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var words = ([program.string] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var started = pid_t()
    let result = posix_spawn(
      &started, program.string, &actions, &attributes, &words, &variables)
    try #require(result == 0, "\(program) does not start: \(Errno(rawValue: result))")
    processID = started
  }

  deinit {
    kill(SIGKILL)
    _ = try? end()
  }

  /// Sends a signal.
  func kill(_ signal: Int32) {
    if status == nil { _ = Glibc.kill(processID, signal) }
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, or 128 and the number of the signal that ended it.
  @discardableResult
  func end() throws -> Int32 {
    if let status { return status }
    try #require(
      try life.wait(for: .readable, timeoutMilliseconds: 60_000), "the process does not end")
    var found: Int32 = 0
    try #require(waitpid(processID, &found, 0) == processID)
    let code = found & 0x7F == 0 ? found >> 8 & 0xFF : 128 + found & 0x7F
    status = code
    return code
  }

  /// What it has written to standard output.
  var output: String { get throws { try text("output") } }
  /// What it has written to standard error.
  var errors: String { get throws { try text("errors") } }

  private func text(_ name: String) throws -> String {
    String(
      decoding: try FileContents.read(folder.path.appending(name), limit: 1 << 20), as: UTF8.self)
  }
}
