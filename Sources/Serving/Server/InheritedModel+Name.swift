import WireProtocol

extension InheritedModel {
  private static let prefix = "model "

  /// What the service manager calls the file of a model; it never begins another name.
  package static func storedName(of reference: String) -> String { prefix + reference }

  /// The model behind a name that ``storedName(of:)`` made; `nil` for others.
  package static func reference(ofName name: String) -> String? {
    guard name.hasPrefix(prefix) else { return nil }
    let text = String(name.dropFirst(prefix.count))
    // Only what a file can be called: a name, or a name and a version.
    guard let reference = try? ModelReference(text) else { return nil }
    switch reference.selector {
    case .current, .version: return text
    case .label, .digest: return nil
    }
  }
}
