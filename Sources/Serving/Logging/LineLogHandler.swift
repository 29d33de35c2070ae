package import Logging
internal import Posix

/// Writes log entries to standard error, one line each: `warning: text (key value)`.
///
/// The prefixes of sd-daemon(3), such as `<4>`, would mean something to the journal alone, and where
/// standard error is its stream it gets entries with fields: ``JournalLogHandler``.
package struct LineLogHandler: LogHandler {
  package var logLevel: Logger.Level = .info
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private let lines: LogLines

  /// Creates a handler.
  package init(writingTo lines: LogLines) { self.lines = lines }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    lines.write(
      Self.word(for: event.level) + event.text(with: event.fields(of: metadata, metadataProvider)))
  }

  /// What stands before a line for people; ordinary ones need no word.
  private static func word(for level: Logger.Level) -> String {
    switch level {
    case .info, .notice: ""
    default: "\(level): "
    }
  }
}
