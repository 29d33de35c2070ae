/// Rules of style for pages and pictures: light, dark where the reader prefers it, and light again
/// on paper.
///
/// The rules name colours outright and use no variables, because programs that draw SVG files know
/// plain rules only.
package struct StyleSheet: Hashable, Sendable {
  /// The rules as they stand between the tags of a `style` element, in HTML and in XML.
  let source: String

  /// The rules of a picture.
  package static let figure = StyleSheet(layout: figureLayout, colours: figureColours)
  /// The rules of a page, with those of the pictures in it.
  package static let page = StyleSheet(
    layout: figureLayout + pageLayout, colours: { figureColours($0) + pageColours($0) })

  private init(layout: String, colours: (Palette) -> String) {
    source =
      layout + colours(.light) + "@media (prefers-color-scheme:dark){\(colours(.dark))}"
      + "@media print{\(colours(.light))}"
    precondition(
      !source.contains("<") && !source.contains("&"), "a style sheet must be the same in HTML")
  }

  private static let figureLayout = """
    svg text{font-family:system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px}
    svg .end{text-anchor:end}svg .middle{text-anchor:middle}svg .strong{font-weight:600}
    svg .small{font-size:10px}
    svg .line{fill:none;stroke-width:2;stroke-linejoin:round}
    svg .dashed{stroke-dasharray:6 4}
    svg .line.margin{stroke-width:6}
    svg .thin{stroke-width:1;fill:none}

    """

  private static func figureColours(_ palette: Palette) -> String {
    """
    svg text{fill:\(palette.ink.hexadecimal)}
    svg .muted{fill:\(palette.muted.hexadecimal)}
    svg .paper{fill:\(palette.paper.hexadecimal)}
    svg .grid{stroke:\(palette.grid.hexadecimal)}
    svg .axis{stroke:\(palette.muted.hexadecimal)}
    svg .first{fill:\(palette.first.hexadecimal)}svg .second{fill:\(palette.second.hexadecimal)}
    svg .line.first{fill:none;stroke:\(palette.first.hexadecimal)}
    svg .line.second{fill:none;stroke:\(palette.second.hexadecimal)}
    svg .line.margin{stroke:\(palette.paper.hexadecimal)}

    """
  }

  private static let pageLayout = """
    body{margin:0 auto;padding:1rem 1.25rem 3rem;max-width:60rem;line-height:1.5;\
    font-family:system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    h1,p,figcaption{overflow-wrap:anywhere}
    h1{font-size:1.7rem}h2{font-size:1.3rem;margin-top:2.5rem}
    nav ul{padding-left:1.2rem;columns:2}
    svg{display:block}
    figure{margin:1rem 0}
    figcaption,caption{text-align:left;padding:.3rem 0}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;margin:.5rem 0}
    th,td{padding:.2rem .6rem;text-align:left;vertical-align:baseline;\
    border-bottom-width:1px;border-bottom-style:solid}
    td{overflow-wrap:anywhere}
    th.number,td.number{text-align:right;overflow-wrap:normal;font-variant-numeric:tabular-nums}
    td.number{white-space:nowrap}
    td.code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.8em}
    pre{padding:.7rem;white-space:pre-wrap;overflow-wrap:anywhere}
    summary{cursor:pointer}
    @media print{body{max-width:none;padding:0;font-size:10pt}
    nav,details:not([open]){display:none}.scroll{overflow:visible}
    h2{margin-top:1.2rem}figure{margin:.4rem 0}svg{max-width:75%;height:auto}
    figure,.scroll,tr,pre{break-inside:avoid}h2,section>p,caption{break-after:avoid}}

    """

  private static func pageColours(_ palette: Palette) -> String {
    """
    body{background:\(palette.paper.hexadecimal);color:\(palette.ink.hexadecimal)}
    a,summary{color:\(palette.first.hexadecimal)}
    figcaption,caption,.note{color:\(palette.muted.hexadecimal)}
    th,td{border-color:\(palette.grid.hexadecimal)}
    pre{background:\(palette.raised.hexadecimal)}

    """
  }
}
