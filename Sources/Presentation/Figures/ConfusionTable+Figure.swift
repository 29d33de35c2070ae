extension ConfusionTable {
  /// The largest number of classes whose cells hold numbers.
  private static let numbered = 32

  /// The matrix as a picture: a row for each actual class, a column for each predicted one.
  ///
  /// A cell's colour shows its share of the images of its row, right answers in blue and mistakes
  /// in orange on a scale of their own. With more than 32 classes the cells hold no numbers.
  package func figure(name: String) -> SVGFigure {
    let classes = counts.count
    let isNumbered = classes <= Self.numbered
    let side = isNumbered ? max(22.0, min(52, 560 / Double(max(1, classes)))) : 5
    let longest = labels.map(TerminalText.width).max() ?? 0
    let margin = 44 + min(120, 7 * Double(longest))
    let shares = ConfusionShares(counts)
    var content: [Markup] = []
    for i in counts.indices {
      for j in counts.indices {
        let (x, y) = (margin + side * Double(j), margin + side * Double(i))
        if counts[i][j] > 0 {
          let colour = Self.colour(strength: shares.strength(i, j), isMistake: i != j)
          content += cell(i, j, colour, x: x, y: y, side: side, isNumbered: isNumbered)
        } else if isNumbered {
          content.append(SVG.text("·", x: x + side / 2, y: y + side / 2 + 4, "middle muted"))
        }
      }
      if isNumbered { content += headings(i, margin: margin, side: side) }
    }
    let size = margin + side * Double(classes)
    content.append(SVG.text("actual", x: 4, y: margin - 8, "muted"))
    content.append(SVG.text("predicted", x: (margin + size) / 2, y: 14, "middle muted"))
    return SVGFigure(
      name: name, title: "Confusion matrix", description: description, width: Int(size) + 16,
      height: Int(size) + 16, content: content)
  }

  private func cell(
    _ i: Int, _ j: Int, _ colour: Colour, x: Double, y: Double, side: Double, isNumbered: Bool
  ) -> [Markup] {
    let edge = isNumbered ? side - 1 : side
    let count = NumberText.grouped(counts[i][j])
    let rectangle = SVG.rectangle(
      x: x, y: y, width: edge, height: edge, fill: colour,
      hint: "\(labels[i]) taken for \(labels[j]): \(count)")
    guard isNumbered else { return [rectangle] }
    let isSmall = side < 40 || count.count > 6
    return [
      rectangle,
      SVG.text(
        count, x: x + edge / 2, y: y + edge / 2 + 4, fill: colour.readableInk,
        isSmall ? "middle small" : "middle"),
    ]
  }

  private func headings(_ index: Int, margin: Double, side: Double) -> [Markup] {
    let place = margin + side * (Double(index) + 0.5)
    let label = TerminalText.truncated(labels[index], to: 16)
    let row = SVG.text(label, x: margin - 8, y: place + 4, "end")
    if TerminalText.width(of: label) <= 3 {
      return [SVG.text(label, x: place, y: margin - 8, "middle"), row]
    }
    let turn = "translate(\(SVG.number(place + 4)) \(SVG.number(margin - 8))) rotate(-60)"
    return [Markup("text", ["transform": turn], text: label), row]
  }

  /// The matrix in words.
  private var description: String {
    let total = counts.reduce(0) { $0 + $1.reduce(0, +) }
    let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    let start =
      "\(NumberText.grouped(right)) of \(NumberText.grouped(total)) images of "
      + "\(counts.count) classes are on the diagonal."
    let worst = mistakes(atMost: 3).map {
      "\(labels[$0.actual]) taken for \(labels[$0.predicted]), \(NumberText.grouped($0.count))"
    }
    return worst.isEmpty
      ? start : "\(start) Most frequent mistakes: \(worst.joined(separator: "; "))."
  }

  /// The colour of a cell that is not empty, on the way from a pale one to a strong one.
  static func colour(strength: Double, isMistake: Bool) -> Colour {
    let position = Int((255 * strength).rounded())
    return isMistake
      ? paleOrange.mixed(with: orange, position: position)
      : paleBlue.mixed(with: blue, position: position)
  }

  // The ends of ColorBrewer's schemes Blues and Oranges, which are told apart with every common
  // kind of colour blindness.
  private static let paleBlue = Colour(red: 222, green: 235, blue: 247)
  private static let blue = Colour(red: 8, green: 69, blue: 148)
  private static let paleOrange = Colour(red: 254, green: 230, blue: 206)
  private static let orange = Colour(red: 166, green: 54, blue: 3)
}
