import Logging
import Posix
import Serving
import ServingSupport
import Testing

@Suite struct JournalLogHandlerTests {
  @Test("an entry carries its kind, and what it tells, in fields of the journal")
  func fields() throws {
    let receiver = try DatagramReceiver()
    let logger = try Self.logger(receiver)
    logger.log(
      .modelRefused, .warning, "refused digits@4",
      [
        LogKey.model: "digits@4", LogKey.generation: "7", LogKey.sha256: "ab",
        LogKey.peerUser: "1000", LogKey.errorNumber: "13", "odd key": "x",
      ])
    let lines = try receiver.text().split(separator: "\n").map(String.init)
    // What journalctl shows without being asked for more.
    let message =
      "refused digits@4 (errno 13, generation 7, model digits@4, odd key x, peerUser 1000, sha256 ab)"
    #expect(lines.prefix(3) == ["PRIORITY=4", "MESSAGE=\(message)", "SYSLOG_IDENTIFIER=mnistd"])
    #expect(
      Set(lines.dropFirst(3)) == [
        "MESSAGE_ID=\(ServerEvent.modelRefused.messageID)", "MNIST_MODEL=digits@4",
        "MNIST_GENERATION=7", "MNIST_SHA256=ab", "MNIST_PEER_UID=1000", "ERRNO=13",
        "MNIST_ODD_KEY=x",
      ])
  }

  @Test("control characters are escaped, so that no reader's terminal obeys them")
  func escaped() throws {
    let receiver = try DatagramReceiver()
    try Self.logger(receiver).error("a\u{1B}[2J\nPRIORITY=0", metadata: [LogKey.reason: "\u{7}"])
    let text = try receiver.text()
    #expect(text.contains("MESSAGE=a\\u{1B}[2J\\nPRIORITY=0 (reason \\u{7})\n"))
    #expect(text.contains("MNIST_REASON=\\u{7}\n"))
  }

  @Test("entries below the level are not written, and a handler's own fields are")
  func level() throws {
    let receiver = try DatagramReceiver()
    var logger = try Self.logger(receiver)
    logger[metadataKey: LogKey.model] = "own"
    logger.debug("too little")
    logger.info("enough")
    #expect(
      try receiver.text()
        == "PRIORITY=6\nMESSAGE=enough (model own)\nSYSLOG_IDENTIFIER=mnistd\nMNIST_MODEL=own\n")
  }

  @Test("entries for a journal that does not take them are dropped, counted and not waited for")
  func dropped() throws {
    let receiver = try DatagramReceiver()
    let journal = JournalLogHandler.Journal(try JournalSocket(path: receiver.path))
    let logger = Logger(label: "mnistd") { JournalLogHandler(identifier: $0, journal: journal) }
    var sent = 0
    while journal.droppedCount == 0 {
      logger.info("again")
      sent += 1
      try #require(sent < 100_000)
    }
    #expect(sent > 1)
  }

  private static func logger(_ receiver: DatagramReceiver) throws -> Logger {
    let journal = JournalLogHandler.Journal(try JournalSocket(path: receiver.path))
    return Logger(label: "mnistd") { JournalLogHandler(identifier: $0, journal: journal) }
  }
}
