public import ModelFile

/// The identity of one IDX file.
public struct FileDigest: Sendable, Hashable {
  /// The number of images or labels.
  public let count: Int
  /// The SHA-256 of the uncompressed bytes, so that compressing a file anew changes nothing.
  public let sha256: ContentDigest
}

/// The identity of labelled images: of the file of images and of the file of labels.
public struct PartDigests: Sendable, Hashable {
  /// The file of images.
  public let images: FileDigest
  /// The file of labels.
  public let labels: FileDigest

  /// One digest for both: the SHA-256 of the two digests, images first.
  public var combined: ContentDigest {
    ContentDigest(of: images.sha256.bytes + labels.sha256.bytes)
  }
}

/// The identity of a data set.
public struct DatasetDigests: Sendable, Hashable {
  /// The training files, where they were read.
  public let training: PartDigests?
  /// The test files, where there are any.
  public let test: PartDigests?
}
