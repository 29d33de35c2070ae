extension Markup {
  /// The piece as text that is both HTML and well-formed XML.
  ///
  /// HTML ends an empty element such as `td` with a tag of its own, and has others, such as `meta`,
  /// that never have one; XML takes either form.
  package var source: String {
    var source = ""
    write(to: &source)
    return source
  }

  private func write(to source: inout String) {
    switch self {
    case .text(let text): source += Markup.escaped(text)
    case .style(let sheet): source += sheet.source
    case .element(let name, let attributes, let children):
      source += "<\(name)"
      for attribute in attributes {
        source += " \(attribute.name)=\"\(Markup.escaped(attribute.value))\""
      }
      if children.isEmpty && Markup.withoutEnd.contains(name) {
        source += "/>"
        return
      }
      source += ">"
      for child in children { child.write(to: &source) }
      source += "</\(name)>"
    }
  }

  /// The elements that have no end tag where they are empty: the void ones of HTML that occur here,
  /// and the shapes of SVG.
  private static let withoutEnd: Set<String> = [
    "br", "circle", "line", "meta", "path", "polyline", "rect",
  ]

  /// Text that stands for itself between tags and in attributes.
  ///
  /// What XML forbids or a reader could not see, control characters and marks of writing direction
  /// for example, is shown as `\u{1B}`; line feeds and tabs are kept.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        if TerminalText.isVisible(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += TerminalText.escape(scalar)
        }
      }
    }
    return result
  }
}
