import CLinux
import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct ServiceManagerTests {
  @Test("without a manager nothing is told, and nothing fails")
  func nobody() throws {
    let manager = try ServiceManager(processID: 1) { _ in nil }
    #expect(manager.isPresent == false)
    #expect(manager.watchdogInterval == nil)
    #expect(try manager.notify(.ready, .status("x")) == false)
    let counter = try EventCounter()
    #expect(try manager.store(counter, name: "x") == false)
  }

  @Test("notifications go in one message, line by line")
  func lines() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let receiver = SocketFixture.receiver(at: directory.path.appending("n"))
    let manager = try Self.manager(directory.path.appending("n").string)
    #expect(manager.isPresent == true)
    #expect(try manager.notify(.ready, .status("two models")) == true)
    #expect(Self.text(receiver) == "READY=1\nSTATUS=two models\n")
    try manager.notify(
      .stopping, .watchdog, .extendTimeout(microseconds: 5), .removeStored(name: "a b"))
    #expect(
      Self.text(receiver)
        == "STOPPING=1\nWATCHDOG=1\nEXTEND_TIMEOUT_USEC=5\nFDSTOREREMOVE=1\nFDNAME=a b\n")
  }

  @Test("a status stays one line")
  func status() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let receiver = SocketFixture.receiver(at: directory.path.appending("n"))
    let manager = try Self.manager(directory.path.appending("n").string)
    try manager.notify(.status("a\nREADY=1\r\nb\u{0}c\u{2028}d"))
    #expect(Self.text(receiver) == "STATUS=a READY=1 b c d\n")
  }

  @Test("a reload carries the manager's clock")
  func reloading() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let receiver = SocketFixture.receiver(at: directory.path.appending("n"))
    let manager = try Self.manager(directory.path.appending("n").string)
    let before = MonotonicClock.microseconds
    try manager.notify(.reloading)
    let lines = Self.text(receiver).split(separator: "\n")
    #expect(lines.first == "RELOADING=1")
    let prefix = "MONOTONIC_USEC="
    let time = try #require(lines.last.flatMap { UInt64($0.dropFirst(prefix.count)) })
    #expect(lines.last?.hasPrefix(prefix) == true)
    #expect((before...MonotonicClock.microseconds).contains(time))
  }

  @Test("a stored descriptor travels with its name")
  func store() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let receiver = SocketFixture.receiver(at: directory.path.appending("n"))
    let manager = try Self.manager(directory.path.appending("n").string)
    let file = try MemoryFile(named: "test", bytes: [1, 2].span)
    #expect(try manager.store(file, name: "model.digits") == true)
    let (text, number) = try Self.message(receiver)
    #expect(text == "FDSTORE=1\nFDNAME=model.digits\n")
    let received = try MemoryFile(
      adopting: Descriptor(adopting: number), name: "model", minimumByteCount: 2)
    #expect(try received.map().withBytes { [$0[0], $0[1]] } == [1, 2])
  }

  @Test("an abstract address reaches its socket")
  func abstract() throws {
    let name = "mnistkit.test.\(UInt64.random(in: 0...UInt64.max))"
    let receiver = SocketFixture.descriptor(type: SOCK_DGRAM)
    let bytes = [0] + Array(name.utf8)
    #expect(mnistkit_bind(receiver.number, bytes, bytes.count) == 0)
    let manager = try Self.manager("@" + name)
    try manager.notify(.ready)
    #expect(Self.text(receiver) == "READY=1\n")
  }

  @Test("a manager that is gone is told with its path, and one that comes back is found")
  func gone() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let path = directory.path.appending("n")
    let manager = try Self.manager(path.string)
    let error = SocketFixture.error { () throws(ResourceError) in try manager.notify(.ready) }
    #expect(error == .failed(.send, path: path, code: .noSuchFileOrDirectory))
    let receiver = SocketFixture.receiver(at: path)
    try manager.notify(.ready)
    #expect(Self.text(receiver) == "READY=1\n")
  }

  @Test("a manager that does not read is waited for, but not for ever")
  func behind() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let path = directory.path.appending("n")
    let receiver = SocketFixture.receiver(at: path)
    let manager = try Self.manager(path.string)
    let error = SocketFixture.error { () throws(ResourceError) in
      for _ in 0..<100_000 { try manager.notify(.watchdog) }
    }
    #expect(error == .timedOut(.send, path: path, milliseconds: 1000))
    #expect(Self.text(receiver) == "WATCHDOG=1\n")
  }

  @Test("an address that is none is refused", arguments: ["relative", "@", "vsock:2:1"])
  func malformedAddress(notation: String) {
    let error = SocketFixture.error { () throws(ResourceError) in try Self.manager(notation) }
    #expect(error == .malformedAddress(path: FilePath(notation)))
  }

  @Test(
    "the watchdog's interval is for the process it names, or for any",
    arguments: [
      (["WATCHDOG_USEC": "5000000"], Duration.seconds(5)),
      (["WATCHDOG_USEC": "1", "WATCHDOG_PID": "7"], .microseconds(1)),
      (["WATCHDOG_USEC": "1", "WATCHDOG_PID": "8"], nil),
      (["WATCHDOG_PID": "7"], nil),
    ] as [([String: String], Duration?)])
  func watchdog(variables: [String: String], interval: Duration?) throws {
    let manager = try ServiceManager(processID: 7) { variables[$0] }
    #expect(manager.watchdogInterval == interval)
  }

  @Test(
    "a watchdog variable that is no number is told",
    arguments: ["", "0", "-1", "1.5", "1s", "99999999999999999999", "9223372036854775807"])
  func malformedWatchdog(text: String) {
    let error = SocketFixture.error { () throws(ResourceError) in
      try ServiceManager(processID: 7) { $0 == "WATCHDOG_USEC" ? text : nil }
    }
    #expect(
      error
        == .malformedVariable(
          name: "WATCHDOG_USEC", value: text, expected: "a positive number of microseconds"))
  }

  private static func manager(_ notation: String) throws(ResourceError) -> ServiceManager {
    try ServiceManager(processID: getpid()) { $0 == "NOTIFY_SOCKET" ? notation : nil }
  }

  private static func text(_ receiver: borrowing Descriptor) -> String {
    String(decoding: SocketFixture.datagram(receiver), as: UTF8.self)
  }

  /// A datagram with its one descriptor.
  private static func message(_ receiver: borrowing Descriptor) throws -> (String, Int32) {
    var bytes = [UInt8](repeating: 0, count: 1024)
    var numbers: [Int32] = [-1]
    var count = 0
    var isTruncated: Int32 = 0
    let received = mnistkit_receive(
      receiver.number, &bytes, bytes.count, &numbers, 1, &count, &isTruncated)
    try #require(received > 0 && count == 1 && isTruncated == 0)
    return (String(decoding: bytes.prefix(received), as: UTF8.self), numbers[0])
  }
}
