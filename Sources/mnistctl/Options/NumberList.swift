/// Numbers as they are typed, with commas between: `1e-3,3e-3`.
struct NumberList<Number: LosslessStringConvertible & Hashable & Sendable>: Sendable {
  let values: [Number]

  /// Reads what was typed; a number that stands twice is refused.
  init(argument: String) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Number(String($0)) }
    guard numbers.count == parts.count, Set(numbers).count == numbers.count else {
      throw CommandFailure.usage("expected different numbers with commas between")
    }
    values = numbers
  }
}
