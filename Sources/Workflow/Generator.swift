/// The program that writes files.
public enum Generator {
  /// The version of this package.
  public static let version = "0.1.0"
  /// What the provenance of a model names as its writer.
  public static let name = "mnistkit \(version)"
}
