/// Small pictures side by side, each with a caption and, below it, numbers with bars.
package struct PictureGallery: Hashable, Sendable {
  /// A share that stands below a picture.
  package struct Share: Hashable, Sendable {
    /// What it is the share of.
    package let label: String
    /// 0...1.
    package let value: Double
    /// Whether it is the right one.
    package let isRight: Bool

    package init(label: String, value: Double, isRight: Bool) {
      self.label = label
      self.value = value
      self.isRight = isRight
    }
  }

  private struct Entry: Hashable, Sendable {
    let picture: PixelGrid
    let caption: String
    let shares: [Share]
  }

  /// What the full colours of a picture of numbers stand for.
  package struct Scale: Hashable, Sendable {
    /// What the numbers are.
    package let name: String
    /// The number that the full colour above zero stands for; the one below zero is its opposite.
    package let largest: Float

    package init(name: String, largest: Float) {
      self.name = name
      self.largest = largest
    }
  }

  private static let width = 720.0
  private static let gap = 16.0

  private let cell: Double
  private var entries: [Entry] = []

  /// Creates a gallery whose pictures are `cell` pixels wide.
  package init(cell: Int) {
    self.cell = Double(cell)
  }

  /// Whether a caption is shown whole.
  package func holds(_ caption: String) -> Bool {
    TerminalText.width(of: caption) <= captionWidth
  }

  /// A letter of a caption has about 6.4 pixels.
  private var captionWidth: Int { Int(cell / 6.4) }
  /// What the longest number, `100.0 %`, leaves of the width; bold letters have about 7 pixels.
  private var labelWidth: Int { max(1, Int((cell - 48) / 7)) }

  /// Appends a picture.
  package mutating func append(_ picture: PixelGrid, caption: String, shares: [Share] = []) {
    entries.append(Entry(picture: picture, caption: caption, shares: shares))
  }

  /// The gallery as a picture.
  ///
  /// - Parameter scale: what colours mean, to be shown above the pictures.
  package func figure(
    name: String, title: String, description: String, scale: Scale? = nil
  ) -> SVGFigure {
    let perRow = max(1, Int((Self.width - Self.gap) / (cell + Self.gap)))
    let tallest = entries.map { cell * Double($0.picture.rows) / Double($0.picture.columns) }.max()
    let shares = entries.map(\.shares.count).max() ?? 0
    let height = 20 + (tallest ?? 0) + 18 * Double(shares) + Self.gap
    let top = Self.gap / 2 + (scale == nil ? 0 : 28)
    var content = scale.map(drawn) ?? []
    for (index, entry) in entries.enumerated() {
      let x = Self.gap + Double(index % perRow) * (cell + Self.gap)
      let y = top + Double(index / perRow) * height
      content.append(SVG.group(x: x, y: y, drawn(entry, sharesTop: 20 + (tallest ?? 0))))
    }
    let lines = (entries.count + perRow - 1) / perRow
    return SVGFigure(
      name: name, title: title, description: description, width: Int(Self.width),
      height: Int(top + Double(lines) * height), content: content)
  }

  private func drawn(_ scale: Scale) -> [Markup] {
    let steps = Array(-10...10)
    let (left, wide) = (236.0, 12.0)
    let ramp = PixelGrid(
      diverging: steps.map(Float.init), rows: 1, columns: steps.count, largest: 10)
    let number = NumberText.fixed(Double(scale.largest), decimals: 3)
    return [
      SVG.text("\(scale.name): -\(number)", x: left - 8, y: 18, "end"),
      Markup(
        "g",
        [
          "transform": "translate(\(SVG.number(left)) 8) scale(\(SVG.number(wide)))",
          "shape-rendering": "crispEdges",
        ], ramp.content()),
      SVG.text(number, x: left + wide * Double(steps.count) + 8, y: 18),
    ]
  }

  private func drawn(_ entry: Entry, sharesTop: Double) -> [Markup] {
    let scale = cell / Double(entry.picture.columns)
    let caption = TerminalText.truncated(entry.caption, to: captionWidth)
    var content = [
      SVG.text(caption, x: 0, y: 12),
      Markup(
        "g",
        [
          "transform": "translate(0 18) scale(\(NumberText.fixed(scale, decimals: 4)))",
          "shape-rendering": "crispEdges",
        ], entry.picture.content()),
    ]
    for (index, share) in entry.shares.enumerated() {
      // A share that is no number has no length.
      let length = share.value.isFinite ? max(1, cell * share.value) : 0
      let y = sharesTop + 18 * Double(index)
      content.append(
        SVG.rectangle(
          x: 0, y: y + 14, width: length, height: 3,
          share.isRight ? "first" : "second"))
      content.append(
        SVG.text(
          TerminalText.truncated(share.label, to: labelWidth), x: 0, y: y + 11,
          share.isRight ? "strong" : ""))
      content.append(
        SVG.text(NumberText.percent(share.value, decimals: 1), x: cell, y: y + 11, "end"))
    }
    return content
  }
}
