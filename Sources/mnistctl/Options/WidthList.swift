import ArgumentParser

/// The widths of hidden layers as they are typed: `128,64`.
struct WidthList: ExpressibleByArgument {
  let widths: [Int]

  init(_ widths: [Int]) {
    self.widths = widths
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else { return nil }
    widths = numbers
  }

  var defaultValueDescription: String {
    widths.map(String.init).joined(separator: ",")
  }
}
