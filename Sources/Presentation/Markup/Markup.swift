/// A piece of a page or a picture: an element of HTML or SVG, or text.
///
/// Text and the values of attributes are plain strings and are escaped when the piece is written,
/// so that no name or note of a file can become markup. The only text that is written as it stands
/// is that of a ``StyleSheet``, which is made here and not read from anywhere.
package indirect enum Markup: Hashable, Sendable {
  /// A name and a value.
  package struct Attribute: Hashable, Sendable {
    let name: String
    let value: String
  }

  /// Characters.
  case text(String)
  /// An element and what it holds.
  case element(name: String, attributes: [Attribute], children: [Markup])
  /// Rules of style, the content of a `style` element.
  case style(StyleSheet)

  /// An element.
  ///
  /// - Precondition: the names are those of elements and attributes, in lower-case or camel-case
  ///   letters, digits, hyphens and colons.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) {
    precondition(Markup.isName(name), "'\(name)' is no name of an element")
    self = .element(
      name: name,
      attributes: attributes.map { name, value in
        precondition(Markup.isName(name), "'\(name)' is no name of an attribute")
        return Attribute(name: name, value: value)
      }, children: children)
  }

  /// An element that holds text.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String
  ) {
    self.init(name, attributes, [.text(text)])
  }

  /// The piece in a part of the page that scrolls by itself where the piece is wider than the page.
  package func scrolling(label: String) -> Markup {
    // Whoever has no pointer scrolls what has the focus.
    Markup(
      "div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": label], [self])
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: ":"): true
        default: false
        }
      }
  }
}
