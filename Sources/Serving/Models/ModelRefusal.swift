/// Why a model file was not loaded: one line for INDEX, the log and people.
struct ModelRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  let description: String

  init(_ error: some Error & CustomStringConvertible) { description = error.description }

  init(text: String) { description = text }
}
