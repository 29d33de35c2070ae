/// What a legal checkpoint looks like on the outside.
public enum CheckpointForm {
  /// Whether a legal file is what this version writes: `CKPT`, `TDIR` and `DATA` alone, version
  /// 1.0, no tensor of one dimension.
  public static func isCanonical(_ file: [UInt8]) -> Bool {
    guard let container = RawContainer(file) else { return false }
    return container.parts.count == 3 && file.number(at: 10, 2) == 0 && !container.hasVector
  }
}
