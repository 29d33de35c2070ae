public import Training

/// A training that a search compares with others.
public struct SearchCandidate: Sendable, Hashable {
  /// The settings, with the epochs of the last rung.
  public var settings: TrainingSettings
  /// The recipe that the settings were taken from, if one was.
  ///
  /// It is told and decides nothing: the settings are whole without it.
  public var recipe: Recipe?

  /// Creates a candidate.
  public init(_ settings: TrainingSettings, recipe: Recipe? = nil) {
    self.settings = settings
    self.recipe = recipe
  }
}
