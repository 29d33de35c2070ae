/// The state of all models in a few numbers and a line, for STATUS and the service manager.
package struct ModelSummary: Sendable, Hashable {
  /// Whether the directory has been looked at since the start.
  package let isComplete: Bool
  /// The models that serve.
  package let serving: Int
  /// The models whose file was refused, whether an earlier one serves on or not.
  package let refused: Int
  /// The model that requests without a reference get, such as `digits@3`; empty where there is none.
  package let defaultModel: String
  /// Files refused since the start, each time they were read.
  package let refusedLoads: UInt64
  /// One line for people, such as
  /// `2 models, default digits@3; digits@4 refused: error 12 at 64: ...`.
  package let line: String

  package init(
    isComplete: Bool, serving: Int, refused: Int, defaultModel: String, refusedLoads: UInt64,
    line: String
  ) {
    self.isComplete = isComplete
    self.serving = serving
    self.refused = refused
    self.defaultModel = defaultModel
    self.refusedLoads = refusedLoads
    self.line = line
  }
}
