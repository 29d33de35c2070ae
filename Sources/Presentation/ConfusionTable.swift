/// Which classes a network takes for which: counts of images by actual and predicted class.
package struct ConfusionTable: Hashable, Sendable {
  /// A mistake and how often it was made.
  package struct Mistake: Hashable, Sendable {
    /// The class of the images.
    package let actual: Int
    /// The class that the network named.
    package let predicted: Int
    /// The number of images.
    package let count: Int
  }

  /// The number of images, `[actual][predicted]`.
  package let counts: [[Int]]
  let labels: [String]

  /// Takes counts and the names of the classes, which may come from a file.
  ///
  /// - Precondition: `counts` is square, with one row for each label.
  package init(counts: [[Int]], labels: [String]) {
    precondition(
      counts.count == labels.count && counts.allSatisfy { $0.count == labels.count },
      "a confusion matrix of \(counts.count) rows does not fit \(labels.count) labels")
    self.counts = counts
    self.labels = labels.map(TerminalText.escaped)
  }

  /// The matrix: a row for each actual class, a column for each predicted one.
  package func matrixLines(style: TerminalStyle = .plain) -> [String] {
    var table = TextTable(
      [.init("actual", .right)] + labels.map { .init($0, .right) })
    for (i, row) in counts.enumerated() {
      table.append(
        [labels[i]]
          + row.enumerated().map { j, count in
            if count == 0 { return style.glyphs.zero }
            let text = NumberText.grouped(count)
            return i == j ? style.emphasised(text, .bold) : text
          })
    }
    return table.lines(style: style)
  }

  /// A line for each class: precision, recall, F1 and the number of images.
  ///
  /// A ratio whose denominator is zero is a dash.
  package func classLines(style: TerminalStyle = .plain) -> [String] {
    var table = TextTable([
      .init("class", .right), .init("precision", .right), .init("recall", .right),
      .init("F1", .right), .init("images", .right),
    ])
    for i in counts.indices {
      let right = counts[i][i]
      let support = counts[i].reduce(0, +)
      let named = counts.reduce(0) { $0 + $1[i] }
      table.append([
        labels[i], Self.ratio(right, named), Self.ratio(right, support),
        Self.ratio(2 * right, named + support), NumberText.grouped(support),
      ])
    }
    return table.lines(style: style)
  }

  /// The most frequent mistakes, the most frequent first, then by actual and predicted class.
  package func mistakes(atMost limit: Int) -> [Mistake] {
    var mistakes: [Mistake] = []
    for (i, row) in counts.enumerated() {
      for (j, count) in row.enumerated() where i != j && count > 0 {
        mistakes.append(Mistake(actual: i, predicted: j, count: count))
      }
    }
    return Array(
      mistakes.sorted {
        ($1.count, $0.actual, $0.predicted) < ($0.count, $1.actual, $1.predicted)
      }.prefix(limit))
  }

  /// The most frequent mistakes in words, for networks of too many classes for a matrix.
  package func mistakeLines(atMost limit: Int, style: TerminalStyle = .plain) -> [String] {
    var table = TextTable([.init("actual", .right), .init("taken for"), .init("images", .right)])
    for mistake in mistakes(atMost: limit) {
      table.append([
        labels[mistake.actual], labels[mistake.predicted], NumberText.grouped(mistake.count),
      ])
    }
    return table.lines(style: style)
  }

  private static func ratio(_ numerator: Int, _ denominator: Int) -> String {
    denominator == 0
      ? "-" : NumberText.percent(Double(numerator) / Double(denominator))
  }
}
