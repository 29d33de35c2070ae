import Testing

/// Figures as Prometheus reads them: a parser of its text form, version 0.0.4, that refuses what the
/// format does not allow.
struct Metrics {
  /// A number with its labels.
  struct Sample: Equatable {
    let name: String
    let labels: [String: String]
    let value: Double
  }

  /// What a text breaks.
  struct Fault: Error {
    let line: Substring
    let reason: String
  }

  /// The type of each family.
  private(set) var types: [String: String] = [:]
  private(set) var samples: [Sample] = []

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Fault(line: "", reason: "the last line has no end") }
    var family = ""
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      if line.hasPrefix("# HELP "), words.count == 4 {
        family = String(words[2])
        guard types[family] == nil else { throw Fault(line: line, reason: "a family twice") }
      } else if line.hasPrefix("# TYPE "), words.count == 4, words[2] == family {
        types[family] = String(words[3])
      } else {
        let sample = try Self.sample(line)
        guard Self.belongs(sample.name, to: family, types[family]) else {
          throw Fault(line: line, reason: "not of the family \(family)")
        }
        let isTwice = samples.contains { $0.name == sample.name && $0.labels == sample.labels }
        guard !isTwice else { throw Fault(line: line, reason: "a sample twice") }
        samples.append(sample)
      }
    }
  }

  /// The samples of a name.
  subscript(name: String) -> [Sample] { samples.filter { $0.name == name } }

  private static func belongs(_ name: String, to family: String, _ type: String?) -> Bool {
    switch type {
    case "histogram": ["_bucket", "_sum", "_count"].contains { name == family + $0 }
    case "counter": name == family && name.hasSuffix("_total")
    case "gauge": name == family
    default: false
    }
  }

  private static func sample(_ line: Substring) throws -> Sample {
    var rest = line
    func fault(_ reason: String) -> Fault { Fault(line: line, reason: reason) }
    func name() throws -> String {
      let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard let first = name.first, !first.isNumber else { throw fault("no name") }
      rest = rest.dropFirst(name.count)
      return String(name)
    }
    func expect(_ text: String) throws {
      guard rest.hasPrefix(text) else { throw fault("expected \(text)") }
      rest = rest.dropFirst(text.count)
    }
    let metric = try name()
    var labels: [String: String] = [:]
    if rest.first == "{" {
      repeat {
        rest = rest.dropFirst()
        let label = try name()
        try expect("=\"")
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
          guard character == "\\" else {
            value.append(character)
            continue
          }
          switch rest.popFirst() {
          case "n": value += "\n"
          case "\\": value += "\\"
          case "\"": value += "\""
          default: throw fault("unknown escape")
          }
        }
        guard labels.updateValue(value, forKey: label) == nil else { throw fault("a label twice") }
      } while rest.first == ","
      try expect("}")
    }
    try expect(" ")
    guard let value = Double(rest) else { throw fault("no number") }
    return Sample(name: metric, labels: labels, value: value)
  }
}
