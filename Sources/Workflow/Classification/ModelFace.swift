/// What a model takes and tells, whether it is here or on a server.
public struct ModelFace: Sendable, Hashable {
  /// The rows of an image.
  public let rows: Int
  /// The columns of an image.
  public let columns: Int
  /// The names of the classes.
  public let labels: [String]

  /// The pixels of an image.
  var pixels: Int { rows * columns }
}
