import ModelFile

/// One file's bytes and what they were called: `digits@3#5d20...`, with all digits.
///
/// Under this name models outlive the server, with the service manager and in the state directory.
struct ModelIdentity: Hashable, Sendable {
  /// The file that they came from.
  let key: ModelKey
  /// SHA-256 of the bytes.
  let digest: ContentDigest

  init(key: ModelKey, digest: ContentDigest) {
    self.key = key
    self.digest = digest
  }

  /// Reads what ``text`` writes; `nil` for anything else.
  init?(_ text: String) {
    guard let sign = text.firstIndex(of: "#"),
      let key = ModelKey(reference: String(text[..<sign])),
      let digest = ContentDigest(hexadecimal: String(text[text.index(after: sign)...]))
    else { return nil }
    self.init(key: key, digest: digest)
  }

  /// The name.
  var text: String { "\(key.reference)#\(digest)" }
}
