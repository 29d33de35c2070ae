/// Several pictures side by side, each with a caption above it, in as many rows as they need.
package struct PictureSheet: Sendable {
  private var entries: [(picture: HalfBlockPicture, caption: String)] = []

  package init() {}

  /// Appends a picture; a caption from a file is escaped by the caller.
  package mutating func append(_ picture: HalfBlockPicture, caption: String) {
    entries.append((picture, caption))
  }

  /// The lines of the sheet in at most `width` columns; one picture stands in a row at the least.
  ///
  /// Captions are cut to the width of their pictures. An empty line parts the rows.
  package func lines(width: Int, gap: Int = 2, style: TerminalStyle) -> [String] {
    var lines: [String] = []
    var rest = entries[...]
    while let first = rest.first {
      var used = first.picture.columns
      var count = 1
      for entry in rest.dropFirst() {
        used += gap + entry.picture.columns
        if used > width { break }
        count += 1
      }
      if !lines.isEmpty { lines.append("") }
      lines += row(rest.prefix(count), gap: gap, style: style)
      rest = rest.dropFirst(count)
    }
    return lines
  }

  private func row(
    _ entries: ArraySlice<(picture: HalfBlockPicture, caption: String)>, gap: Int,
    style: TerminalStyle
  ) -> [String] {
    let drawn = entries.map { entry in
      let caption = TerminalText.truncated(
        entry.caption, to: entry.picture.columns, glyphs: style.glyphs)
      return [caption] + entry.picture.lines(style: style)
    }
    let height = drawn.map(\.count).max() ?? 0
    return (0..<height).map { i in
      var line = ""
      for (lines, entry) in zip(drawn, entries) {
        if !line.isEmpty { line += String(repeating: " ", count: gap) }
        line += TerminalText.padded(i < lines.count ? lines[i] : "", to: entry.picture.columns)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
