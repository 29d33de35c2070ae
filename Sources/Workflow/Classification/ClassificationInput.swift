public import SystemPackage

/// Where images to classify come from.
public enum ClassificationInput: Sendable, Hashable {
  /// A regular file.
  case file(FilePath)
  /// Standard input, which may be a pipe.
  case standardInput

  /// What results call it: the path as it was given, or `-`.
  public var name: String {
    switch self {
    case .file(let path): path.string
    case .standardInput: "-"
    }
  }

  /// What errors call it.
  var path: FilePath {
    switch self {
    case .file(let path): path
    case .standardInput: "standard input"
    }
  }
}
