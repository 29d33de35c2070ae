/// Ends the process where a property does not hold; libFuzzer then keeps the input.
///
/// The message stands before the stack trace. It is made only when it is needed, because this is
/// called for every input.
@inline(never)
public func require(_ property: Bool, _ message: @autoclosure () -> String) {
  guard !property else { return }
  fatalError("property does not hold: \(message())")
}

/// Requires that a message is one line of printable ASCII.
///
/// Text of the input that gets into a message unescaped would reach a terminal.
public func requireOneLine(_ message: String) {
  require(
    !message.isEmpty && message.utf8.allSatisfy { (0x20...0x7E).contains($0) },
    "a message is one line of printable characters, found \(message.debugDescription)")
}
