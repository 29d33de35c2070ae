/// A tensor of a type that is not read, or not known: an error only where it is wanted.
struct UnreadArray: Sendable, Hashable {
  /// The name, as the file spells it.
  let name: String
  /// The error that reading it is.
  let fault: ModelExchangeError
}
