import ModelFile

/// What the service manager calls a model that it keeps: `model digits@3#5d20... 12`.
///
/// It hands its files over in an order of its own, so the number tells which of several models of
/// one file came last.
package struct StoredName: Hashable, Sendable {
  /// The file that the model came from.
  let key: ModelKey
  /// SHA-256 of its bytes; `nil` in names without one, which this server reads and does not write.
  let digest: ContentDigest?
  /// Of two names of one file, the later one's is greater.
  let number: UInt64

  /// No name of another kind begins like this.
  private static let prefix = "model "
  /// Far from where counting on could overflow.
  private static let numberLimit: UInt64 = 1 << 60

  init(_ identity: ModelIdentity, number: UInt64) {
    self.init(key: identity.key, digest: identity.digest, number: number)
  }

  private init(key: ModelKey, digest: ContentDigest?, number: UInt64) {
    self.key = key
    self.digest = digest
    self.number = number
  }

  /// Reads what ``text`` writes; `nil` for anything else.
  package init?(_ text: String) {
    guard text.hasPrefix(Self.prefix) else { return nil }
    let words = text.dropFirst(Self.prefix.count)
      .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if words.count == 1, let key = ModelKey(reference: words[0]) {
      self.init(key: key, digest: nil, number: 0)
    } else if words.count == 2, let identity = ModelIdentity(words[0]),
      let number = UInt64(words[1]), number < Self.numberLimit
    {
      self.init(identity, number: number)
    } else {
      return nil
    }
    guard self.text == text else { return nil }
  }

  /// The name, at most 224 visible characters.
  package var text: String {
    let reference = Self.prefix + key.reference
    return digest.map { "\(reference)#\($0) \(number)" } ?? reference
  }

  /// Whether it is the name of a model.
  func means(_ identity: ModelIdentity) -> Bool { key == identity.key && digest == identity.digest }
}
