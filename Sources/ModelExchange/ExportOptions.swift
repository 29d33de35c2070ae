/// How a model is written in another format.
public struct ExportOptions: Sendable, Hashable {
  /// The program that writes, with its version: `mnistkit 0.1.0`.
  public var generator: String
  /// Whether the members of an npz archive are deflated; stored, as NumPy's `savez` does it, by
  /// default.
  public var deflates: Bool
  /// What every identifier of a C header starts with.
  public var identifier: CIdentifier

  /// Creates options.
  public init(
    generator: String = "mnistkit", deflates: Bool = false, identifier: CIdentifier = .mnistkit
  ) {
    self.generator = generator
    self.deflates = deflates
    self.identifier = identifier
  }
}
