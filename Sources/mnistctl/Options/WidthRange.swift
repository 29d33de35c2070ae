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
      guard let some = try WidthRange.widths(String(part)) else {
        throw CommandFailure.usage(
          "expected widths with commas between, as 16,32,64, or a range with a step, as 10...128:6")
      }
      widths += some
    }
    guard widths.count <= WidthRange.limit else {
      throw CommandFailure.usage(
        "expected at most \(WidthRange.limit) widths, found \(widths.count)")
    }
    var seen: Set<Int> = []
    for width in widths where !seen.insert(width).inserted {
      throw CommandFailure.usage("expected different widths, found \(width) twice")
    }
    self.widths = widths
  }

  /// The widths of one part; `nil` where it is none.
  private static func widths(_ part: String) throws -> [Int]? {
    if let width = Int(part) { return [width] }
    guard let dots = part.firstRange(of: "..."), let first = Int(part[..<dots.lowerBound]) else {
      return nil
    }
    let rest = part[dots.upperBound...].split(separator: ":", omittingEmptySubsequences: false)
    guard rest.count <= 2, let last = rest.first.flatMap({ Int($0) }),
      let step = rest.count == 1 ? 1 : Int(rest[1]), first >= 1, step >= 1
    else { return nil }
    guard first <= last else {
      throw CommandFailure.usage("expected a range from low to high, found \(first)...\(last)")
    }
    guard (last - first) / step < limit else {
      throw CommandFailure.usage("expected at most \(limit) widths, found more in \(part)")
    }
    return Array(stride(from: first, through: last, by: step))
  }
}
