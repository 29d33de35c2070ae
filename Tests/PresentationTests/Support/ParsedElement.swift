import Foundation
import FoundationXML
import Testing

/// An element of a parsed page or picture, with everything below it.
final class ParsedElement {
  // A class because the parser adds children to elements that it has handed out.

  let name: String
  let attributes: [String: String]
  fileprivate(set) var children: [ParsedElement] = []
  /// The characters that stand directly in the element.
  fileprivate(set) var text = ""

  init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// Parses a whole document; one that is not well-formed fails the test.
  static func parse(_ source: String) throws -> ParsedElement {
    let builder = TreeBuilder()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = builder
    try #require(
      parser.parse(), "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    return try #require(builder.root)
  }

  /// All elements of a name below this one, in the order of the document.
  func all(_ name: String) -> [ParsedElement] {
    children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
  }

  /// All characters in the element and below it.
  var allText: String { text + children.map(\.allText).joined() }

  /// The elements below this one that have a class.
  func all(_ name: String, class style: String) -> [ParsedElement] {
    all(name).filter {
      $0.attributes["class"]?.split(separator: " ").contains(Substring(style)) == true
    }
  }

  /// The number in an attribute.
  func number(_ attribute: String) throws -> Double {
    try #require(attributes[attribute].flatMap(Double.init))
  }
}

private final class TreeBuilder: NSObject, XMLParserDelegate {
  var root: ParsedElement?
  private var open: [ParsedElement] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = ParsedElement(name: name, attributes: attributes)
    open.last?.children.append(element)
    if root == nil { root = element }
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    open.last?.text += string
  }
}
