/// A picture of lines and areas, with a text for those who do not see it.
package struct SVGFigure: Hashable, Sendable {
  /// What the picture's file and its place in a page are called, for example `confusion-matrix`.
  package let name: String
  /// What it is, in a few words.
  package let title: String
  /// What it shows, in a sentence or two.
  package let description: String
  /// The size in pixels.
  package let width: Int
  /// The size in pixels.
  package let height: Int
  private let content: [Markup]

  /// Creates a picture.
  ///
  /// - Parameter name: lower-case letters, digits and hyphens.
  package init(
    name: String, title: String, description: String, width: Int, height: Int, content: [Markup]
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.width = width
    self.height = height
    self.content = content
  }

  /// The element that stands in a page; the page has the rules of ``StyleSheet``.
  package var element: Markup {
    let (titleName, descriptionName) = ("\(name)-title", "\(name)-description")
    return Markup(
      "svg",
      [
        "viewBox": box, "width": "\(width)", "height": "\(height)", "role": "img",
        "aria-labelledby": "\(titleName) \(descriptionName)",
      ],
      [
        Markup("title", ["id": titleName], text: title),
        Markup("desc", ["id": descriptionName], text: description),
      ] + [ground] + content)
  }

  /// A file of its own, with its rules of style; its title and description are its first children.
  package var document: String {
    let picture = Markup(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "width": "\(width)",
        "height": "\(height)", "role": "img",
      ],
      [
        Markup("title", [:], text: title), Markup("desc", [:], text: description),
        Markup("style", [:], [.style(.figure)]), ground,
      ] + content)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(picture.source)\n"
  }

  private var box: String { "0 0 \(width) \(height)" }

  private var ground: Markup {
    SVG.rectangle(x: 0, y: 0, width: Double(width), height: Double(height), "paper")
  }
}
