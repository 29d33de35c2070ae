/// What a service tells its manager; see sd_notify(3).
package enum ServiceNotification: Hashable, Sendable {
  /// The service does its work; also the end of a reload.
  case ready
  /// The service reads its configuration again; ``ready`` follows. It carries the time, without
  /// which `Type=notify-reload` fails.
  case reloading
  /// The service is on its way to the end.
  case stopping
  /// One line for people, shown by `systemctl status`.
  case status(String)
  /// The service is alive.
  case watchdog
  /// The manager shall give the service so much more time to start, reload or stop.
  case extendTimeout(microseconds: UInt64)
  /// The manager shall close the stored descriptors of this name.
  case removeStored(name: String)

  /// The lines of the message.
  func lines(microseconds: UInt64) -> String {
    switch self {
    case .ready: "READY=1\n"
    case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(microseconds)\n"
    case .stopping: "STOPPING=1\n"
    // A second line would be a message of its own.
    case .status(let text): "STATUS=\(String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 }))\n"
    case .watchdog: "WATCHDOG=1\n"
    case .extendTimeout(let microseconds): "EXTEND_TIMEOUT_USEC=\(microseconds)\n"
    case .removeStored(let name): "FDSTOREREMOVE=1\nFDNAME=\(Self.checked(name))\n"
    }
  }

  /// A name that the manager accepts; a wrong one would be replaced by `stored` without a word.
  static func checked(_ name: String) -> String {
    let isValid =
      (1...255).contains(name.utf8.count)
      && name.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: ":") }
    precondition(isValid, "\"\(name)\" cannot name a stored descriptor")
    return name
  }
}
