/// Figures in the text form that Prometheus reads, version 0.0.4.
///
/// Source: "Exposition formats" of the Prometheus documentation. All samples of a family stand
/// together behind its help and type, and a sample's labels tell it from the others.
package struct MetricsText: Sendable {
  /// What a family of samples is.
  package enum Kind: String, Sendable {
    /// A number that only grows, until its program starts anew.
    case counter
    /// A number that goes up and down.
    case gauge
    /// Counts of what is at most as large as each of some bounds.
    case histogram
  }

  /// The names and values that tell a sample from the others of its family.
  package typealias Labels = [(name: String, value: String)]

  /// The text so far; each line has its end.
  package private(set) var text = ""
  private var family = ""

  package init() {}

  /// Begins a family.
  ///
  /// - Precondition: the name is one of a metric.
  package mutating func begin(_ name: String, _ kind: Kind, help: String) {
    precondition(Self.isName(name), "'\(name)' is no name of a metric")
    family = name
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// Appends a sample of the family, with a whole number.
  package mutating func sample(_ value: UInt64, _ labels: Labels = []) {
    line(family, labels, "\(value)")
  }

  /// Appends a sample of the family, a length of time.
  package mutating func sample(nanoseconds value: UInt64, _ labels: Labels = []) {
    line(family, labels, Self.seconds(value))
  }

  /// Appends a histogram of lengths of time to the family.
  ///
  /// - Parameters:
  ///   - bounds: ascending, in nanoseconds.
  ///   - counts: for each bound, how many are at most as long.
  ///   - total: how many there are.
  ///   - sum: all of them together, in nanoseconds.
  /// - Precondition: there is a count for each bound.
  package mutating func histogram(
    bounds: [UInt64], counts: [UInt64], total: UInt64, sum: UInt64, _ labels: Labels = []
  ) {
    precondition(
      bounds.count == counts.count, "\(bounds.count) bounds cannot have \(counts.count) counts")
    for (bound, count) in zip(bounds, counts) {
      line("\(family)_bucket", labels + [("le", Self.seconds(bound))], "\(count)")
    }
    line("\(family)_bucket", labels + [("le", "+Inf")], "\(total)")
    line("\(family)_sum", labels, Self.seconds(sum))
    line("\(family)_count", labels, "\(total)")
  }

  private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
      text += "{\(pairs.joined(separator: ","))}"
    }
    text += " \(value)\n"
  }

  /// Nanoseconds as seconds, exactly.
  private static func seconds(_ nanoseconds: UInt64) -> String {
    let (whole, fraction) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if fraction == 0 { return "\(whole)" }
    var digits = "\(1_000_000_000 + fraction)".dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A: true
      default: false
      }
    }
  }
}
