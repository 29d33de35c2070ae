/// Why a model file was not loaded: one line for INDEX, the log and people.
struct ModelRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  let description: String

  init(_ error: some Error & CustomStringConvertible) { description = error.description }

  init(text: String) { description = text }

  /// The refusal of a model above the limit of models.
  init(noRoomFor limit: Int) {
    self.init(text: "expected at most \(limit) models, the limit, found one more")
  }
}
