import WireProtocol

/// What the name of a model file says: `NAME.mlp` or `NAME@VERSION.mlp`.
struct ModelKey: Hashable, Sendable {
  /// The name that references begin with.
  let name: String
  /// The version; empty where the file name has none.
  let version: String

  /// The end of a model file's name.
  static let suffix = ".mlp"

  init(name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// Reads `name` or `name@version`; `nil` where it is neither.
  init?(reference: String) {
    // Split by hand, because an empty version is a mistake and not the absence of one.
    guard let sign = reference.firstIndex(of: "@") else {
      self.init(name: reference, version: "")
      guard ModelReference.isName(name) else { return nil }
      return
    }
    self.init(
      name: String(reference[..<sign]), version: String(reference[reference.index(after: sign)...]))
    guard ModelReference.isName(name), ModelReference.isName(version) else { return nil }
  }

  /// Reads the name of a file; `nil` where it is no model's.
  init?(fileName: String) {
    guard fileName.hasSuffix(Self.suffix) else { return nil }
    self.init(reference: String(fileName.dropLast(Self.suffix.count)))
  }

  /// Whether a file is meant to be a model, so that a bad name is worth telling.
  static func claims(_ fileName: String) -> Bool {
    fileName.hasSuffix(suffix) && !fileName.hasPrefix(".")
  }

  /// How references and people call the model.
  var reference: String { ModelReference.text(name: name, version: version) }
  /// The name of its file.
  var fileName: String { reference + Self.suffix }
}

extension ModelKey: Comparable {
  /// By name in byte order, then by version in natural order.
  static func < (left: ModelKey, right: ModelKey) -> Bool {
    if left.name != right.name {
      return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
    return VersionOrder.precedes(left.version, right.version)
  }

  /// The order of loading: by name, and of a name the latest version first, so that it serves the
  /// right model at once.
  static func loadsBefore(_ left: ModelKey, _ right: ModelKey) -> Bool {
    left.name == right.name ? right < left : left < right
  }
}
