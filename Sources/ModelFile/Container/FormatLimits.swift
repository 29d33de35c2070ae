/// The limits of version 1.0: the limits table of `formats/model-file.md`.
public enum FormatLimits {
  /// The largest model file in bytes.
  public static let modelBytes = 256 << 20
  /// The largest checkpoint in bytes: weights, best weights and two moments of each.
  public static let checkpointBytes = 1 << 30
  /// The largest total of header, table and all sections but `DATA` and `sELF`, padding included.
  public static let headBytes = 1 << 20
  /// The most sections of a file.
  public static let sections = 64
  /// The most layers of a network.
  public static let layers = 64
  /// The largest dimension of a tensor, width of a layer and number of input pixels.
  public static let dimension = 65_536
  /// The most tensors of a file.
  public static let tensors = 256
  /// The most elements of a tensor.
  public static let elements = 1 << 28
  /// The longest tensor name or key in bytes.
  public static let nameBytes = 128
  /// The most labels, and so classes.
  public static let labels = 1_024
  /// The longest label in bytes.
  public static let labelBytes = 64
  /// The most typed values of a section.
  public static let values = 4_096
  /// The largest value of a count: what a JSON number holds exactly.
  public static let count = (1 << 53) - 1
  /// The most self-test samples.
  public static let selfTestSamples = 64
}
