import Logging
import Posix
import Serving
import Synchronization
import Testing

@Suite struct LineLogHandlerTests {
  @Test("levels are words, and none for what is ordinary")
  func words() throws {
    let lines = try Self.written { logger in
      logger.critical("a")
      logger.error("b")
      logger.warning("c")
      logger.notice("d")
      logger.info("e")
      logger.debug("f")
    }
    #expect(lines == ["critical: a", "error: b", "warning: c", "d", "e", "debug: f"])
  }

  @Test("what an entry tells stands behind its text by ascending key, without its kind")
  func fields() throws {
    let lines = try Self.written { logger in
      logger.log(
        .modelLoaded, .info, "loaded", [LogKey.model: "digits", LogKey.generation: "3"])
    }
    #expect(lines == ["loaded (generation 3, model digits)"])
  }

  @Test("an entry stays one line, whatever it holds")
  func oneLine() throws {
    let lines = try Self.written { logger in
      logger.info("a\r\nb\u{9B}c\u{202E}d", metadata: [LogKey.reason: "x\ny"])
    }
    #expect(lines == ["a\\r\\nb\\u{9B}c\\u{202E}d (reason x\\ny)"])
  }

  @Test("a reader that does not read delays nobody, and is told how many lines it missed")
  func stalled() throws {
    let written = Mutex<[String]>([])
    let isFirst = Atomic(true)
    let (begun, goOn) = (Event(), Event())
    let lines = try LogLines { text in
      if isFirst.exchange(false, ordering: .relaxed) {
        begun.signal()
        goOn.wait()
      }
      written.withLock { $0.append(text) }
    }
    lines.write("first")
    begun.wait()
    for number in 0..<2_000 { lines.write("\(number)") }
    goOn.signal()
    // The next one that is taken tells of those that were not.
    lines.finish(withinMilliseconds: 10_000)
    let all = written.withLock { $0 }
    #expect(all.count == 1 + 1_024)
    #expect(all[1] == "warning: 976 log lines were dropped\n0\n")
  }

  private static func written(_ body: (Logger) -> Void) throws -> [String] {
    let written = Mutex("")
    let lines = try LogLines { text in written.withLock { $0 += text } }
    var logger = Logger(label: "test") { _ in LineLogHandler(writingTo: lines) }
    logger.logLevel = .debug
    body(logger)
    lines.finish(withinMilliseconds: 10_000)
    return written.withLock { $0.split(separator: "\n").map(String.init) }
  }
}
