/// The widths of hidden layers as they are typed: `128,64`.
struct WidthList: CustomStringConvertible {
  let widths: [Int]

  init(_ widths: [Int]) {
    self.widths = widths
  }

  /// Reads what was typed.
  init(argument: String) throws {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else {
      throw CommandFailure.usage("expected whole numbers with commas between, as 128,64")
    }
    widths = numbers
  }

  /// The widths as they are typed.
  var description: String {
    widths.map(String.init).joined(separator: ",")
  }
}
