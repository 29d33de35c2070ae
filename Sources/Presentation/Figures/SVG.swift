/// The shapes and texts of SVG pictures.
enum SVG {
  /// A coordinate, to a tenth of a pixel.
  static func number(_ value: Double) -> String {
    let text = NumberText.fixed(value, decimals: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Text; `style` holds the classes of ``StyleSheet``.
  static func text(_ text: String, x: Double, y: Double, _ style: String = "") -> Markup {
    style.isEmpty
      ? Markup("text", ["x": number(x), "y": number(y)], text: text)
      : Markup("text", ["x": number(x), "y": number(y), "class": style], text: text)
  }

  /// Text in a colour of its own, centred, on an area that has one too.
  static func text(_ text: String, x: Double, y: Double, fill: Colour, _ style: String) -> Markup {
    Markup(
      "text",
      [
        "x": number(x), "y": number(y), "class": style,
        // As a property, because the sheet's colour of texts outranks an attribute.
        "style": "fill:\(fill.hexadecimal)",
      ], text: text)
  }

  /// A straight line.
  static func line(x1: Double, y1: Double, x2: Double, y2: Double, _ style: String) -> Markup {
    Markup(
      "line",
      [
        "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2), "class": style,
      ])
  }

  /// A filled area; `hint` is shown where a pointer rests on it.
  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, _ style: String, hint: String? = nil
  ) -> Markup {
    Markup(
      "rect",
      [
        "x": number(x), "y": number(y), "width": number(width), "height": number(height),
        "class": style,
      ], title(hint))
  }

  /// A filled area in a colour of its own.
  static func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: Colour, hint: String? = nil
  ) -> Markup {
    Markup(
      "rect",
      [
        "x": number(x), "y": number(y), "width": number(width), "height": number(height),
        "fill": fill.hexadecimal,
      ], title(hint))
  }

  /// A dot.
  static func dot(x: Double, y: Double, radius: Double, _ style: String, hint: String) -> Markup {
    Markup(
      "circle", ["cx": number(x), "cy": number(y), "r": number(radius), "class": style],
      title(hint))
  }

  /// A line through points.
  static func polyline(_ points: [(x: Double, y: Double)], _ style: String) -> Markup {
    let places = points.map { "\(number($0.x)),\(number($0.y))" }
    return Markup("polyline", ["points": places.joined(separator: " "), "class": style])
  }

  /// Pieces that are moved together.
  static func group(x: Double, y: Double, _ children: [Markup]) -> Markup {
    Markup("g", ["transform": "translate(\(number(x)) \(number(y)))"], children)
  }

  private static func title(_ hint: String?) -> [Markup] {
    hint.map { [Markup("title", [:], text: $0)] } ?? []
  }
}
