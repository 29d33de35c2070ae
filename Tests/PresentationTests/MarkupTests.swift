import Testing

@testable import Presentation

@Suite("Markup")
struct MarkupTests {
  static let hostile = [
    "<script>alert(1)</script>", "a & b", "\"quoted\" and 'single'", "]]>", "&lt;", "-->",
    "</style><img src=x onerror=alert(1)>", "ünïcödé 数字",
  ]

  @Test("text and attributes come back as they were, whatever is in them", arguments: hostile)
  func roundTrip(text: String) throws {
    let source = Markup("p", ["title": text], [.text(text), Markup("b", [:], text: text)]).source
    let parsed = try ParsedElement.parse(source)
    #expect(parsed.name == "p" && parsed.text == text)
    #expect(parsed.attributes == ["title": text])
    #expect(parsed.children.map(\.name) == ["b"] && parsed.children[0].text == text)
  }

  @Test(
    "what XML forbids or nobody sees is shown by its number",
    arguments: [
      ("\u{0}", "\\u{0}"), ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{202E}abc", "\\u{202E}abc"),
      ("\u{FFFE}", "\\u{FFFE}"), ("\u{FEFF}", "\\u{FEFF}"), ("\u{7F}", "\\u{7F}"),
    ])
  func invisible(text: String, shown: String) throws {
    #expect(try ParsedElement.parse(Markup("p", [:], text: text).source).text == shown)
  }

  @Test("empty elements end as HTML wants them to")
  func empty() {
    #expect(Markup("td").source == "<td></td>")
    #expect(Markup("meta", ["charset": "utf-8"]).source == "<meta charset=\"utf-8\"/>")
    #expect(Markup("rect", [:], [Markup("title")]).source == "<rect><title></title></rect>")
  }

  @Test("lines of text stay lines")
  func lines() throws {
    #expect(try ParsedElement.parse(Markup("pre", [:], text: "a\n\tb").source).text == "a\n\tb")
  }
}
