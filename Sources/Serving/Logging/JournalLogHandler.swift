package import Logging
package import Posix

/// Writes log entries into the system's journal, with fields that `journalctl` can select by.
///
/// It never waits: entries that the journal does not take at once are counted and dropped.
package struct JournalLogHandler: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private let identifier: String
  private let journal: Journal

  /// The one way into the journal, which all handlers share.
  ///
  /// A class because it owns a socket and a counter.
  package final class Journal: Sendable {
    let socket: JournalSocket

    /// Takes a way into the journal.
    package init(_ socket: consuming JournalSocket) { self.socket = socket }

    /// How many entries the journal did not take.
    package var droppedCount: UInt64 { socket.droppedCount }
  }

  /// Creates a handler.
  ///
  /// - Parameter identifier: what `journalctl` shows as the program's name.
  package init(identifier: String, journal: Journal) {
    self.identifier = identifier
    self.journal = journal
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    // The raw value of a priority is syslog's number, and all of them exist.
    let priority = JournalEntry.Priority(rawValue: event.level.priority) ?? .error
    let fields = event.fields(of: metadata, metadataProvider)
    // `journalctl` shows no fields unless it is asked to, and what was refused must be seen.
    var entry = JournalEntry(priority: priority, message: event.text(with: fields))
    entry.append("SYSLOG_IDENTIFIER", identifier)
    for (key, value) in fields {
      if key == LogKey.event, let event = ServerEvent(rawValue: value) {
        entry.append("MESSAGE_ID", event.messageID)
      } else {
        entry.append(Self.fieldName(of: key), value)
      }
    }
    journal.socket.send(entry)
  }

  /// The journal's name of what a log entry calls `key`: `MNIST_` and the words in capitals.
  static func fieldName(of key: String) -> String {
    switch key {
    case LogKey.errorNumber: return "ERRNO"
    case LogKey.peerUser: return "MNIST_PEER_UID"
    default: break
    }
    var name = "MNIST_"
    for byte in key.utf8.prefix(56) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        name.unicodeScalars.append(Unicode.Scalar(byte - 0x20))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "_"
      }
    }
    return name
  }
}
