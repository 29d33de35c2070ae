import Testing

@testable import Presentation

@Suite("Report document")
struct ReportDocumentTests {
  private var document: ReportDocument {
    var table = MarkupTable(
      caption: "Scores <i>", [.init("class", .text), .init("recall"), .init("digest", .code)])
    table.append(["a & b", "99.00 %", "0fa7"])
    table.append(["\u{1B}[2J", "1.00 %", "ff7b"])
    let figure = BarChart(
      title: "Bars", description: "One.", xTitle: "x", yTitle: "y",
      bars: [.init(value: 1, note: "")], format: .percent
    ).figure(name: "bars")
    return ReportDocument(
      title: "Report on </title><script>",
      introduction: [Markup("p", [:], text: "Hello.")],
      sections: [
        .init(name: "scores", heading: "Scores", content: [table.element]),
        .init(name: "bars", heading: "Bars", content: [figure.element.scrolling(label: "Bars")]),
      ])
  }

  @Test("the page is well-formed, in one language, and has its parts in order")
  func structure() throws {
    let page = try ParsedElement.parse(document.source)
    #expect(page.name == "html" && page.attributes["lang"] == "en")
    #expect(document.source.hasPrefix("<!DOCTYPE html>\n"))
    #expect(page.children.map(\.name) == ["head", "body"])
    #expect(page.all("title").first?.text == "Report on </title><script>")
    #expect(page.all("h1").map(\.text) == ["Report on </title><script>"])
    #expect(page.all("h2").map(\.text) == ["Scores", "Bars"])
    for section in page.all("section") {
      let heading = try #require(section.all("h2").first?.attributes["id"])
      #expect(section.attributes["aria-labelledby"] == heading)
    }
    let targets = page.all("nav")[0].all("a").compactMap { $0.attributes["href"] }
    #expect(targets == page.all("section").compactMap { $0.attributes["id"].map { "#" + $0 } })
  }

  @Test("nothing is loaded and nothing runs")
  func closed() throws {
    let page = try ParsedElement.parse(document.source)
    for name in ["script", "link", "img", "iframe", "object", "embed", "base", "form"] {
      #expect(page.all(name).isEmpty)
    }
    let policy = page.all("meta").first { $0.attributes["http-equiv"] != nil }
    #expect(
      policy?.attributes["content"] == "default-src 'none'; style-src 'unsafe-inline'")
    #expect(!document.source.contains("url(") && !document.source.contains("@import"))
  }

  @Test("tables have captions, and headings with a scope")
  func tables() throws {
    let table = try #require(try ParsedElement.parse(document.source).all("table").first)
    #expect(table.all("caption").map(\.text) == ["Scores <i>"])
    #expect(table.all("th").map { $0.attributes["scope"] } == ["col", "col", "col", "row", "row"])
    #expect(table.all("th").map(\.text) == ["class", "recall", "digest", "a & b", "\\u{1B}[2J"])
    #expect(table.all("td", class: "number").map(\.text) == ["99.00 %", "1.00 %"])
    #expect(table.all("td", class: "code").map(\.text) == ["0fa7", "ff7b"])
  }

  @Test("what may be wider than the page scrolls, with the keyboard too, and has a name")
  func scrolling() throws {
    let regions = try ParsedElement.parse(document.source).all("div", class: "scroll")
    #expect(regions.map { $0.attributes["aria-label"] } == ["Scores <i>", "Bars"])
    #expect(regions.allSatisfy { $0.attributes["tabindex"] == "0" })
    #expect(regions.map { $0.children.map(\.name) } == [["table"], ["svg"]])
  }

  @Test("the picture in a page takes the page's style, the one in a file brings its own")
  func style() throws {
    let page = try ParsedElement.parse(document.source)
    #expect(page.all("style").count == 1)
    #expect(page.all("svg").count == 1 && page.all("svg")[0].all("style").isEmpty)
    let file = try ParsedElement.parse(
      SVGFigure(name: "f", title: "T", description: "D.", width: 2, height: 3, content: []).document
    )
    #expect(file.children.map(\.name) == ["title", "desc", "style", "rect"])
    #expect(file.children.prefix(2).map(\.text) == ["T", "D."])
    #expect(file.attributes["viewBox"] == "0 0 2 3" && file.attributes["role"] == "img")
  }
}
