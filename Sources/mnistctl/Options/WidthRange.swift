/// Widths of one hidden layer as they are typed: `16,32,64`, or `10...128:6` for all from 10 on in
/// steps of 6 up to 128, or both: `10,16...64:16`.
struct WidthRange: Sendable {
  /// More than any search can have.
  private static let limit = 1_000

  let widths: [Int]

  /// Reads what was typed; a width that stands twice is refused.
  init(argument: String) throws {
    var widths: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let some = WidthRange.widths(String(part)) else {
        throw CommandFailure.usage(
          "expected widths with commas between, as 16,32,64, or a range with a step, as 10...128:6")
      }
      widths += some
    }
    guard Set(widths).count == widths.count, widths.count <= WidthRange.limit else {
      throw CommandFailure.usage("expected at most \(WidthRange.limit) different widths")
    }
    self.widths = widths
  }

  /// The widths of one part; `nil` where it is none.
  private static func widths(_ part: String) -> [Int]? {
    if let width = Int(part) { return [width] }
    guard let dots = part.firstRange(of: "..."), let first = Int(part[..<dots.lowerBound]) else {
      return nil
    }
    let rest = part[dots.upperBound...].split(separator: ":", omittingEmptySubsequences: false)
    guard rest.count <= 2, let last = rest.first.flatMap({ Int($0) }),
      let step = rest.count == 1 ? 1 : Int(rest[1]), first >= 1, first <= last, step >= 1,
      (last - first) / step < limit
    else { return nil }
    return Array(stride(from: first, through: last, by: step))
  }
}
