public import ModelFile
public import SystemPackage
public import Training

/// A trained and saved model.
public struct TrainingResult: Sendable {
  /// The model as it stands in the file.
  public let model: Model
  /// The file and its digests.
  public let file: StoredFile
  /// What the test images say, where there are any.
  public let test: Evaluation?
}

/// A model file on disk.
public struct StoredFile: Sendable, Hashable {
  /// Where it stands.
  public let path: FilePath
  /// Its size.
  public let byteCount: Int
  /// The SHA-256 of all its bytes.
  public let fileDigest: ContentDigest
  /// The SHA-256 of its tensors alone.
  public let tensorsDigest: ContentDigest
}
