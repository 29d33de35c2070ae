/// A page that needs nothing besides itself: no script, no network, no font, no picture file.
package struct ReportDocument: Hashable, Sendable {
  /// A part of the page under a heading.
  package struct Section: Hashable, Sendable {
    /// What links to the part name it by: lower-case letters, digits and hyphens.
    package let name: String
    /// The heading.
    package let heading: String
    /// What stands below it.
    package let content: [Markup]

    package init(name: String, heading: String, content: [Markup]) {
      self.name = name
      self.heading = heading
      self.content = content
    }
  }

  /// What the page is about.
  package let title: String
  /// What stands before the first part.
  package let introduction: [Markup]
  /// The parts.
  package let sections: [Section]

  package init(title: String, introduction: [Markup], sections: [Section]) {
    self.title = title
    self.introduction = introduction
    self.sections = sections
  }

  /// The page: HTML, and well-formed XML too.
  package var source: String {
    "<!DOCTYPE html>\n"
      + Markup("html", ["lang": "en"], [.text("\n"), head, .text("\n"), body, .text("\n")]).source
      + "\n"
  }

  private var head: Markup {
    Markup(
      "head", [:],
      [
        Markup("meta", ["charset": "utf-8"]),
        // Whatever names and notes of a file say, a browser loads and runs nothing.
        Markup(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'",
          ]),
        Markup("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        // Scroll bars and other parts of the browser follow the ground.
        Markup("meta", ["name": "color-scheme", "content": "light dark"]),
        Markup("title", [:], text: title),
        Markup("style", [:], [.style(.page)]),
      ])
  }

  private var body: Markup {
    let links = sections.map { section in
      Markup("li", [:], [Markup("a", ["href": "#\(section.name)"], text: section.heading)])
    }
    let navigation = Markup("nav", ["aria-label": "Contents"], [Markup("ul", [:], links)])
    let parts = sections.flatMap { section -> [Markup] in
      let heading = Markup("h2", ["id": "\(section.name)-heading"], text: section.heading)
      return [
        Markup(
          "section", ["id": section.name, "aria-labelledby": "\(section.name)-heading"],
          [heading] + section.content), .text("\n"),
      ]
    }
    return Markup(
      "body", [:],
      [
        Markup("header", [:], [Markup("h1", [:], text: title)] + introduction), navigation,
        Markup("main", [:], parts),
      ])
  }
}
