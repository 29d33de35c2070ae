extension ModelFile {
  /// The SHA-256 of a whole file, as `sha256sum` prints it.
  public static func fileSHA256(_ bytes: [UInt8]) -> ContentDigest { ContentDigest(of: bytes) }

  /// The SHA-256 of a model's parameters alone.
  public static func tensorsSHA256(_ model: Model) -> ContentDigest { model.tensorsSHA256 }
}
