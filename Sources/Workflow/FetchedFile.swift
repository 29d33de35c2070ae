public import SystemPackage

/// A file of a data set in its directory.
public struct FetchedFile: Sendable, Hashable {
  /// What became of a file.
  public enum State: String, Sendable, Hashable {
    /// It was there and right.
    case present
    /// It is not there.
    case missing
    /// It was fetched.
    case fetched
  }

  /// The file as published.
  public let file: PublishedFile
  /// Where it stands or will stand.
  public let path: FilePath
  /// What became of it.
  public let state: State
  /// Where it came from; `nil` for a file that was not fetched.
  public let url: String?
  /// Its size as it stands, perhaps compressed; `nil` for a file that is missing.
  public let byteCount: Int?
}
