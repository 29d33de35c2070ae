/// What happens during a fetch, for those who watch.
public enum DatasetFetchEvent: Sendable, Hashable {
  /// A file is there already and right.
  case present(FetchedFile)
  /// A transfer begins, or goes on after `resumedFrom` bytes.
  case started(PublishedFile, url: String, resumedFrom: Int)
  /// So many bytes of a file are there; sent about ten times a second.
  case progress(PublishedFile, byteCount: Int)
  /// A transfer failed, and another attempt or another mirror follows, if there is one.
  case failed(PublishedFile, url: String, reason: String)
  /// A file was fetched and is right.
  case fetched(FetchedFile)
}
