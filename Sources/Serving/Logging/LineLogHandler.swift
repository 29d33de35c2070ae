package import Logging
internal import Posix

/// Writes log entries to standard error, one line each.
///
/// A terminal gets `warning: text (key value)`; anything else gets the prefix `<4>` of
/// sd-daemon(3), by which a service manager that reads the stream tells levels apart.
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
    var line = lines.isTerminal ? Self.word(for: event.level) : "<\(event.level.priority)>"
    line += event.text(with: event.fields(of: metadata, metadataProvider))
    lines.write(line)
  }

  /// What stands before a line for people; ordinary ones need no word.
  private static func word(for level: Logger.Level) -> String {
    switch level {
    case .info, .notice: ""
    default: "\(level): "
    }
  }
}
