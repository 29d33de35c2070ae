/// How a client names a model: `name`, `name@version`, `name:label` or `name#digest`.
///
/// The grammar is that of `formats/wire-protocol.md`, section 5.3.
public struct ModelReference: Sendable, Hashable {
  /// Which model of the name is meant.
  public enum Selector: Sendable, Hashable {
    /// The one that the server's policy serves under the name.
    case current
    /// The one with a version.
    case version(String)
    /// The one that a label is on.
    case label(String)
    /// The one whose file has a SHA-256 that begins with these hexadecimal digits.
    case digest(String)
  }

  /// The name, 1 to 64 bytes.
  public let name: String
  /// Which model of the name is meant.
  public let selector: Selector

  /// Reads a reference, as a user types it or a frame holds it.
  ///
  /// - Throws: the refusal; its offset counts as if the text began at the frame's byte 32.
  public init(_ text: String) throws(WireError) {
    try self.init(text, at: WireFormat.headerByteCount)
  }

  init(_ text: String, at offset: Int) throws(WireError) {
    let bytes = Array(text.utf8)
    guard bytes.count <= WireFormat.referenceByteLimit else {
      throw WireError(
        .tooLarge, at: 24, .reference, expected: .atMost(UInt64(WireFormat.referenceByteLimit)),
        found: bytes.count)
    }
    let separators = Array("@:#".utf8)
    let end = bytes.firstIndex { separators.contains($0) } ?? bytes.count
    name = String(decoding: bytes[..<end], as: UTF8.self)
    try ModelReference.check(name, .name, at: offset)
    guard end < bytes.count else {
      selector = .current
      return
    }
    let tag = String(decoding: bytes[(end + 1)...], as: UTF8.self)
    guard bytes[end] == separators[2] else {
      try ModelReference.check(tag, .tag, at: offset)
      selector = bytes[end] == separators[0] ? .version(tag) : .label(tag)
      return
    }
    guard (8...64).contains(tag.utf8.count),
      tag.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else {
      throw WireError(
        .badArgument, at: offset, .digest, expected: .words(.digest), found: tag.utf8.count)
    }
    selector = .digest(tag)
  }

  /// How a model is written by its name and version: `name@version`, or the name alone where the
  /// version is empty.
  package static func text(name: String, version: String) -> String {
    version.isEmpty ? name : "\(name)@\(version)"
  }

  /// Whether a text may be a name, a version or a label.
  public static func isName(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count) else { return false }
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: continue
      case 0x2D, 0x2E, 0x5F: if index == 0 { return false }
      default: return false
      }
    }
    return true
  }

  /// Refuses a text that cannot be a name, a version or a label.
  static func check(
    _ text: String, _ subject: WireError.Subject, at offset: Int
  ) throws(WireError) {
    guard isName(text) else {
      throw WireError(
        .badArgument, at: offset, subject, expected: .words(.name), found: text.utf8.count)
    }
  }

  /// Refuses a reference that selects a model in a way that a request does not take.
  func require(
    _ words: WireError.Words, at offset: Int = WireFormat.headerByteCount
  ) throws(WireError) {
    let isAllowed =
      switch (selector, words) {
      case (.current, _): true
      case (.version, .nameOrVersion), (.version, .nameVersionOrDigest): true
      case (.digest, .nameVersionOrDigest): true
      default: false
      }
    guard isAllowed else {
      throw WireError(
        .badArgument, at: offset, .referenceKind, expected: .words(words),
        found: description.utf8.count)
    }
  }
}

extension ModelReference: CustomStringConvertible {
  /// The text of the reference.
  public var description: String {
    switch selector {
    case .current: name
    case .version(let version): Self.text(name: name, version: version)
    case .label(let label): "\(name):\(label)"
    case .digest(let digits): "\(name)#\(digits)"
    }
  }
}
