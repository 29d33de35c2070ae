import Posix

/// A descriptor that is kept so that one connection can be accepted, and told why it is refused,
/// when the process has no other left.
struct ReserveDescriptor: ~Copyable {
  /// Something that costs the kernel next to nothing.
  private var held: EventCounter?

  init() throws(ResourceError) { held = try EventCounter() }

  /// Frees the descriptor, so that another one can be opened.
  mutating func give() { held = nil }

  /// Takes a descriptor again.
  ///
  /// - Returns: whether one was left.
  mutating func take() -> Bool {
    if held == nil { held = try? EventCounter() }
    return held != nil
  }
}
