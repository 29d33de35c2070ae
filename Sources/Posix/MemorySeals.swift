import CLinux

/// What can no longer be done to a memory file, by anybody; see fcntl(2).
package struct MemorySeals: OptionSet, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// No seal can be added.
  package static let seal = MemorySeals(rawValue: MNISTKIT_SEAL_SEAL)
  /// The file cannot become shorter, so a mapping of it cannot fault.
  package static let shrink = MemorySeals(rawValue: MNISTKIT_SEAL_SHRINK)
  /// The file cannot become longer.
  package static let grow = MemorySeals(rawValue: MNISTKIT_SEAL_GROW)
  /// The bytes cannot change.
  package static let write = MemorySeals(rawValue: MNISTKIT_SEAL_WRITE)

  /// The seals without which nothing of a peer's is mapped.
  package static let immutable: MemorySeals = [.shrink, .grow, .write]
}

extension MemorySeals: CustomStringConvertible {
  /// The names, such as `shrink, write`.
  package var description: String {
    let names: [(MemorySeals, String)] = [
      (.seal, "seal"), (.shrink, "shrink"), (.grow, "grow"), (.write, "write"),
    ]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
