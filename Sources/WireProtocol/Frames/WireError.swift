/// A fault of a frame or message from the other side, with the place where it lies.
///
/// It holds numbers only, so that a refusal allocates nothing before its text is asked for.
public struct WireError: Error, Sendable, Hashable {
  /// The status that the frame is refused with.
  public let status: Status
  /// The offset of the field at fault within the frame.
  public let offset: Int
  /// The field at fault.
  public let subject: Subject
  /// What the field had to hold.
  public let expected: Expectation
  /// What it holds.
  public let found: UInt64

  init(
    _ status: Status, at offset: Int, _ subject: Subject, expected: Expectation, found: UInt64
  ) {
    self.status = status
    self.offset = offset
    self.subject = subject
    self.expected = expected
    self.found = found
  }

  init(
    _ status: Status, at offset: Int, _ subject: Subject, expected: Expectation, found: Int
  ) {
    self.init(
      status, at: offset, subject, expected: expected, found: UInt64(truncatingIfNeeded: found))
  }

  /// The fault of a byte of padding that is not zero, for a receiver that checks it itself.
  public init(paddingAt offset: Int, found: UInt8) {
    self.init(.badFrame, at: offset, .padding, expected: .exactly(0), found: UInt64(found))
  }

  /// Whether the fault lies in the framing, so that the connection cannot go on.
  ///
  /// A frame above the limit counts, because what follows it is not read.
  public var endsConnection: Bool {
    switch status {
    case .badFrame, .badVersion: true
    case .tooLarge: subject == .frameByteCount
    default: false
    }
  }

  /// What a field had to hold.
  public enum Expectation: Sendable, Hashable {
    case exactly(UInt64)
    case atLeast(UInt64)
    case atMost(UInt64)
    case between(UInt64, UInt64)
    case words(Words)
  }

  /// What a field had to hold, where no number says it.
  public enum Words: String, Sendable, Hashable, CaseIterable {
    case opcodeOfClient = "an opcode below 0x80"
    case opcodeOfServer = "an opcode from 0x80 on"
    case helloFirst = "HELLO, which opens a connection"
    case helloOnce = "any request but HELLO, which was sent before"
    case requestOfClient = "a request: only the server sends GOAWAY"
    case openRequest = "that of a request that waits for such an answer"
    case knownOpcode = "an opcode of this version"
    case otherSocket = "a request that this socket takes"
    case knownFlags = "no flag but those of the opcode"
    case utf8 = "UTF-8"
    case name = "1 to 64 letters, digits, '.', '_' or '-', with a letter or digit first"
    case digest = "8 to 64 digits 0-9 and a-f"
    case nameOnly = "a name alone"
    case nameOrVersion = "a name or name@version"
    case nameVersionOrDigest = "a name, name@version or name#digest"
    case ascending = "a number above the one before"
    case allLimits = "every limit of this version"
  }
}
