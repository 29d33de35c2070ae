/// One entry of the system's journal: fields of a name and a value each, the message among them.
///
/// The form is that of systemd's native journal protocol; see systemd.journal-fields(7).
package struct JournalEntry: Hashable, Sendable {
  /// The entry as the journal reads it.
  package private(set) var bytes: [UInt8] = []

  /// How much an entry matters; the values are those of syslog(3).
  package enum Priority: Int, Hashable, Sendable, CaseIterable {
    case emergency
    case alert
    case critical
    case error
    case warning
    case notice
    case information
    case debug
  }

  /// Makes an entry of a message.
  package init(priority: Priority, message: String) {
    append("PRIORITY", String(priority.rawValue))
    append("MESSAGE", message)
  }

  /// Adds a field; the same name may come several times.
  ///
  /// - Precondition: The name has 1 to 64 of `A`-`Z`, `0`-`9` and `_`, and begins with a letter:
  ///   the journal drops others without a word.
  package mutating func append(_ name: String, _ value: String) {
    precondition(Self.isName(name), "\"\(name)\" cannot name a field of the journal")
    bytes += name.utf8
    let value = Array(value.utf8)
    if value.contains(UInt8(ascii: "\n")) {
      // Values of several lines are told with their length instead of a final line break.
      bytes.append(UInt8(ascii: "\n"))
      let count = UInt64(value.count)
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: count >> shift))
      }
    } else {
      bytes.append(UInt8(ascii: "="))
    }
    bytes += value
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Whether the journal takes a field of this name from a program.
  package static func isName(_ name: String) -> Bool {
    guard (1...64).contains(name.utf8.count), let first = name.utf8.first else { return false }
    let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    return letters.contains(first)
      && name.utf8.allSatisfy {
        letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_")
      }
  }
}
