import Glibc
import Synchronization
import SystemPackage

/// The descriptors that the service manager handed over: listening sockets, and what was stored.
///
/// Those nobody takes are closed with this value.
/// The manager names them and does not say which are which, so the taker says what it expects.
package struct InheritedDescriptors: ~Copyable, Sendable {
  /// The first number that the manager uses (`SD_LISTEN_FDS_START`).
  private static let firstNumber: Int32 = 3
  /// The name of a descriptor that the manager gave none.
  private static let unnamed = "unknown"
  private static let isTaken = Atomic(false)

  private var entries: [(name: String, number: Int32)]

  /// Takes over what `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` describe.
  ///
  /// That is nothing where they are not set or are meant for another process. See sd_listen_fds(3).
  ///
  /// - Precondition: It is called once, because ownership can be taken once.
  /// - Throws: `ResourceError` where a variable is malformed, or a number is not open.
  package init() throws(ResourceError) {
    let wasTaken = Self.isTaken.exchange(true, ordering: .relaxed)
    precondition(!wasTaken, "descriptors are inherited once")
    try self.init(processID: getpid(), firstNumber: Self.firstNumber) { Environment.value($0) }
  }

  /// The same from the values of the variables, where the manager's numbers begin with another.
  package init(
    processID: Int32, firstNumber: Int32, variable: (String) -> String?
  ) throws(ResourceError) {
    let names = try Self.names(processID: processID, variable: variable)
    var entries: [(name: String, number: Int32)] = []
    for (index, name) in names.enumerated() {
      let number = firstNumber + Int32(index)
      let descriptor = Descriptor(adopting: number)
      do {
        try descriptor.setCloseOnExecute(.adoptDescriptor)
      } catch {
        // It is not open, so there is nothing to close.
        _ = descriptor.release()
        throw error
      }
      entries.append((name, descriptor.release()))
    }
    self.entries = entries
  }

  deinit {
    for entry in entries { _ = Descriptor(adopting: entry.number) }
  }

  /// The names of those that have not been taken, in the manager's order.
  ///
  /// A service refuses to start where some are left that it does not know.
  package var names: [String] { entries.map(\.name) }

  /// Takes the first socket of a name, or `nil` where none is left.
  ///
  /// - Throws: `ResourceError.wrongDescriptor` unless it is a Unix stream socket that listens; it
  ///   is closed then.
  package mutating func takeListener(named name: String) throws(ResourceError) -> UnixListener? {
    guard let descriptor = takeDescriptor(named: name) else { return nil }
    return try UnixListener(adopting: descriptor, name: name)
  }

  /// Takes the first memory file of a name, or `nil` where none is left.
  ///
  /// - Throws: `ResourceError` unless it is sealed and has the size; it is closed then.
  package mutating func takeMemoryFile(
    named name: String, minimumByteCount: Int = 0
  ) throws(ResourceError) -> MemoryFile? {
    guard let descriptor = takeDescriptor(named: name) else { return nil }
    return try MemoryFile(
      adopting: descriptor, name: name, minimumByteCount: minimumByteCount)
  }

  /// Takes the first descriptor of a name, whatever it is, or `nil` where none is left.
  package mutating func takeDescriptor(named name: String) -> Descriptor? {
    guard let index = entries.firstIndex(where: { $0.name == name }) else { return nil }
    return Descriptor(adopting: entries.remove(at: index).number)
  }

  /// The names of the descriptors, one each.
  private static func names(
    processID: Int32, variable: (String) -> String?
  ) throws(ResourceError) -> [String] {
    guard let text = variable("LISTEN_PID") else { return [] }
    guard let receiver = Int32(text), receiver > 0 else {
      throw .malformedVariable(name: "LISTEN_PID", value: text, expected: "a process number")
    }
    guard receiver == processID, let text = variable("LISTEN_FDS") else { return [] }
    // More than a process can have open would be nobody's intention.
    guard let count = Int(text), (0...65_536).contains(count) else {
      throw .malformedVariable(
        name: "LISTEN_FDS", value: text, expected: "a number of descriptors")
    }
    guard count > 0, let text = variable("LISTEN_FDNAMES") else {
      return Array(repeating: unnamed, count: count)
    }
    let names = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard names.count == count else {
      throw .malformedVariable(
        name: "LISTEN_FDNAMES", value: text, expected: "\(count) names between colons")
    }
    return names
  }
}
