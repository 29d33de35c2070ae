import Presentation
import Workflow

/// What `classify` prints for each image.
struct ClassificationText {
  /// How results are written.
  enum Form {
    case plain
    case csv
    case json
  }

  let form: Form
  /// The names of the classes.
  let labels: [String]
  /// How many classes of an image were asked for, no more than there are; `nil` if none were.
  let topK: Int?

  /// The line before all others, without its end.
  ///
  /// The further classes of `--top-k` have columns of their own behind those that are always there.
  var header: String? {
    guard form == .csv else { return nil }
    let further = (2...max(2, topK ?? 1)).prefix((topK ?? 1) - 1)
    return
      (["input,index,label,name,probability"]
      + further.map { "label\($0),name\($0),probability\($0)" }).joined(separator: ",")
  }

  /// The lines of images, each with its end.
  func lines(_ images: ClassifiedImages) -> String {
    let name = images.input.name
    let input =
      switch form {
      case .plain: TerminalText.escaped(name)
      case .csv: Self.field(name)
      case .json: name
      }
    let names = form == .csv ? labels.map(Self.field) : labels
    var lines = ""
    for (offset, guesses) in images.guesses.enumerated() {
      let index = images.firstIndex + offset
      switch form {
      case .plain: append(input, index, guesses, to: &lines)
      case .csv: append(input, index, guesses, names: names, to: &lines)
      case .json: lines += JSONLine.encode(report(input, index, guesses))
      }
      lines += "\n"
    }
    return lines
  }

  private func append(
    _ input: String, _ index: Int, _ guesses: [ClassifiedImages.Guess], to lines: inout String
  ) {
    lines += "\(input)[\(index)]"
    for guess in guesses {
      lines += " \(guess.label) "
      lines += NumberText.fixed(Double(guess.probability), decimals: 6)
    }
  }

  private func append(
    _ input: String, _ index: Int, _ guesses: [ClassifiedImages.Guess], names: [String],
    to lines: inout String
  ) {
    lines += "\(input),\(index)"
    for guess in guesses {
      lines += ",\(guess.label),\(names[guess.label]),\(guess.probability)"
    }
  }

  private func report(
    _ input: String, _ index: Int, _ guesses: [ClassifiedImages.Guess]
  ) -> ClassificationReport {
    ClassificationReport(
      input: input, index: index, label: guesses[0].label, name: labels[guesses[0].label],
      probability: guesses[0].probability,
      topK: topK == nil
        ? nil : guesses.map { .init(label: $0.label, probability: $0.probability) })
  }

  /// A field of comma-separated values (RFC 4180, section 2), safe for a terminal.
  private static func field(_ text: String) -> String {
    let text = TerminalText.escaped(text)
    guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(doubled.joined(separator: "\"\""))\""
  }
}

/// The object that `classify --json` prints for an image.
private struct ClassificationReport: Encodable {
  struct Guess: Encodable {
    let label: Int
    let probability: Float
  }

  let input: String
  let index: Int
  let label: Int
  let name: String
  let probability: Float
  let topK: [Guess]?
}
