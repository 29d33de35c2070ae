import WireProtocol

/// References as users type them, checked before a daemon is asked.
enum ModelArgument {
  /// What a verb takes.
  enum Kind {
    case name
    case nameOrVersion
    case versionOrDigest

    fileprivate var words: String {
      switch self {
      case .name: "NAME"
      case .nameOrVersion: "NAME or NAME@VERSION"
      case .versionOrDigest: "NAME@VERSION or NAME#DIGEST"
      }
    }

    fileprivate func takes(_ selector: ModelReference.Selector) -> Bool {
      switch selector {
      case .current: self != .versionOrDigest
      case .version: self != .name
      case .digest: self == .versionOrDigest
      case .label: false
      }
    }
  }

  /// Reads a reference.
  ///
  /// - Parameter option: the argument or option, for the message.
  /// - Throws: `CommandFailure` where it is none, or not one that the verb takes.
  static func reference(
    _ typed: String, _ kind: Kind, for option: String, advice: String? = nil
  ) throws -> ModelReference {
    let words = kind.words
    func refusal(_ reason: String) -> CommandFailure {
      CommandFailure.usage(
        "\(option) must be \(words), \(reason)" + (advice.map { "; \($0)" } ?? ""),
        expected: words, found: typed)
    }
    let reference: ModelReference
    do {
      reference = try ModelReference(typed)
    } catch {
      throw refusal("found '\(typed)': \(error.subject.rawValue): expected \(error.expected)")
    }
    guard kind.takes(reference.selector) else { throw refusal("found '\(typed)'") }
    return reference
  }
}
