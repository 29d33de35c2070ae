import Glibc
import Posix
import SystemPackage
import Testing

@Suite struct JournalSocketTests {
  @Test("fields are lines, and values of several lines are told with their length")
  func form() {
    var entry = JournalEntry(priority: .warning, message: "no model")
    entry.append("MNIST_MODEL", "digits")
    entry.append("MNIST_REASON", "a\nb")
    let expected =
      Array("PRIORITY=4\nMESSAGE=no model\nMNIST_MODEL=digits\nMNIST_REASON\n".utf8)
      + [3, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb\n".utf8)
    #expect(entry.bytes == expected)
  }

  @Test("a value cannot begin a field of its own")
  func injection() {
    let entry = JournalEntry(priority: .debug, message: "x\nPRIORITY=0")
    let expected =
      Array("PRIORITY=7\nMESSAGE\n".utf8) + [12, 0, 0, 0, 0, 0, 0, 0]
      + Array("x\nPRIORITY=0\n".utf8)
    #expect(entry.bytes == expected)
  }

  @Test("the journal's rule for names")
  func names() {
    for name in ["A", "MESSAGE", "MNIST_SHA256", String(repeating: "A", count: 64)] {
      #expect(JournalEntry.isName(name))
    }
    for name in ["", "_A", "1A", "a", "A-B", "A=", "É", String(repeating: "A", count: 65)] {
      #expect(!JournalEntry.isName(name))
    }
  }

  @Test("an entry arrives as one datagram")
  func sent() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let receiver = SocketFixture.receiver(at: directory.path.appending("j"))
    let journal = try JournalSocket(path: directory.path.appending("j"))
    let entry = JournalEntry(priority: .information, message: "ready")
    #expect(journal.send(entry) == true)
    #expect(SocketFixture.datagram(receiver) == entry.bytes)
    #expect(journal.droppedCount == 0)
  }

  @Test("entries are counted and not waited for while the journal is gone, behind or too small")
  func dropped() throws {
    let directory = try TemporaryDirectory(named: "mnistkit.s")
    let path = directory.path.appending("j")
    let journal = try JournalSocket(path: path)
    let entry = JournalEntry(priority: .information, message: "ready")
    #expect(journal.send(entry) == false)
    #expect(journal.droppedCount == 1)
    let receiver = SocketFixture.receiver(at: path)
    var sent = 0
    while journal.send(entry) { sent += 1 }
    #expect(sent > 0)
    #expect(journal.droppedCount == 2)
    for _ in 0..<sent { #expect(SocketFixture.datagram(receiver) == entry.bytes) }
    #expect(journal.send(entry) == true)
    let large = JournalEntry(
      priority: .information, message: String(repeating: "x", count: 1 << 20))
    #expect(journal.send(large) == false)
    #expect(journal.droppedCount == 3)
  }
}
