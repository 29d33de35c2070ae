import Glibc
import Posix
import Synchronization
import SystemPackage
import Testing

@Suite struct ThreadTests {
  @Test("joining waits for the work, and may be done again")
  func join() throws {
    let count = SharedCount()
    let threads = try (0..<4).map { index in
      try Thread(named: "worker \(index)") {
        for _ in 0..<1000 { count.value.wrappingAdd(1, ordering: .relaxed) }
      }
    }
    for thread in threads { thread.join() }
    #expect(count.value.load(ordering: .relaxed) == 4000)
    threads[0].join()
  }

  @Test(
    "the kernel knows the name, as much of it as fits",
    arguments: [("worker 1", "worker 1"), ("a very long name of a thread", "a very long nam")])
  func names(given: String, shown: String) throws {
    let found = SharedText()
    let thread = try Thread(named: given) {
      found.value.withLock { $0 = Self.report("comm") }
    }
    #expect(thread.name == given)
    thread.join()
    #expect(found.value.withLock { $0 } == shown + "\n")
  }

  @Test("signals are blocked in the thread and not in its maker")
  func signals() throws {
    let found = SharedCount()
    let before = Self.blocks(SIGTERM)
    try Thread(named: "worker") {
      let mask = [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1].filter(Self.blocks)
      let faults = [SIGSEGV, SIGBUS, SIGABRT].filter(Self.blocks)
      found.value.store(mask.count * 10 + faults.count, ordering: .relaxed)
    }.join()
    #expect(found.value.load(ordering: .relaxed) == 50)
    #expect(Self.blocks(SIGTERM) == before)
  }

  @Test("a thread can be tied to one processor, which must exist")
  func processor() throws {
    let found = SharedText()
    let allowed = try #require(Self.line("Cpus_allowed_list").split(separator: ",").first)
    let first = try #require(Int(allowed.split(separator: "-")[0]))
    try Thread(named: "tied", processor: first) {
      found.value.withLock { $0 = Self.line("Cpus_allowed_list") }
    }.join()
    #expect(found.value.withLock { $0 } == "\(first)")
    for processor in [1000, 100_000] {
      let error = SocketFixture.error { () throws(ResourceError) in
        try Thread(named: "tied", processor: processor) {}
      }
      #expect(error == .failed(.startThread, path: nil, code: .invalidArgument))
    }
  }

  @Test("the work is freed after its end, be the thread joined or not")
  func freed() throws {
    let probe = SharedCount()
    weak var gone: SharedCount?
    do {
      let held = SharedCount()
      gone = held
      try Thread(named: "worker") { held.value.store(1, ordering: .relaxed) }.join()
    }
    #expect(gone == nil)
    let counter = SharedCounter(try EventCounter())
    do {
      _ = try Thread(named: "detached") {
        probe.value.store(1, ordering: .relaxed)
        counter.value.signal()
      }
    }
    #expect(try counter.value.wait(for: .readable, timeoutMilliseconds: 10_000))
    #expect(probe.value.load(ordering: .relaxed) == 1)
  }

  private static func blocks(_ signal: Int32) -> Bool {
    var mask = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &mask)
    return sigismember(&mask, signal) == 1
  }

  /// A file that the kernel has of the thread that asks.
  private static func report(_ name: String) -> String {
    let number = open("/proc/thread-self/\(name)", O_RDONLY | O_CLOEXEC)
    defer { close(number) }
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(number, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// A line of the status of the thread that asks.
  private static func line(_ name: String) -> String {
    let line = report("status").split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return String(line?.dropFirst(name.count + 2) ?? "")
  }

  private final class SharedCount: Sendable {
    let value = Atomic(0)
  }

  private final class SharedText: Sendable {
    let value = Mutex("")
  }

  private final class SharedCounter: Sendable {
    let value: EventCounter

    init(_ value: consuming EventCounter) { self.value = value }
  }
}
