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
  /// Why the directory cannot be looked at; empty where it can.
  package let directoryFault: String
  /// Why orders, or the bytes that they mean, cannot be written down; empty where they are.
  package let ordersFault: String
  /// One line for people, such as
  /// `2 models, default digits@3; digits@4 refused: error 12 at 64: ...`.
  package let line: String

  package init(
    isComplete: Bool, serving: Int, refused: Int, defaultModel: String, refusedLoads: UInt64,
    directoryFault: String = "", ordersFault: String = "", line: String
  ) {
    self.isComplete = isComplete
    self.serving = serving
    self.refused = refused
    self.defaultModel = defaultModel
    self.refusedLoads = refusedLoads
    self.directoryFault = directoryFault
    self.ordersFault = ordersFault
    self.line = line
  }

  /// What there is to say before the loader has said anything.
  package static let none = ModelSummary(
    isComplete: false, serving: 0, refused: 0, defaultModel: "", refusedLoads: 0, line: "")
}
