/// The colours of pages and pictures on a light or a dark ground.
///
/// Text has a contrast of at least 4.5 to what it stands on, and lines and bars one of at least 3:
/// the success criteria 1.4.3 and 1.4.11 of the Web Content Accessibility Guidelines 2.1.
package struct Palette: Hashable, Sendable {
  /// The ground.
  package let paper: Colour
  /// A ground that sets apart what a reader may copy.
  package let raised: Colour
  /// Text.
  package let ink: Colour
  /// Text beside other text, and the axes of charts.
  package let muted: Colour
  /// Lines that help the eye and carry no meaning.
  package let grid: Colour
  /// The first series of a chart, bars and links.
  package let first: Colour
  /// The second series of a chart, and what it is to be compared with.
  package let second: Colour

  /// Dark on light.
  package static let light = Palette(
    paper: Colour(red: 255, green: 255, blue: 255), raised: Colour(red: 243, green: 244, blue: 246),
    ink: Colour(red: 27, green: 31, blue: 36), muted: Colour(red: 87, green: 96, blue: 106),
    grid: Colour(red: 216, green: 222, blue: 228), first: Colour(red: 5, green: 80, blue: 174),
    second: Colour(red: 180, green: 71, blue: 0))

  /// Light on dark.
  package static let dark = Palette(
    paper: Colour(red: 13, green: 17, blue: 23), raised: Colour(red: 28, green: 33, blue: 40),
    ink: Colour(red: 230, green: 237, blue: 243), muted: Colour(red: 145, green: 152, blue: 161),
    grid: Colour(red: 48, green: 54, blue: 61), first: Colour(red: 121, green: 192, blue: 255),
    second: Colour(red: 255, green: 166, blue: 87))
}

extension Colour {
  /// The colour as style sheets and SVG write it: `#1b1f24`.
  package var hexadecimal: String { "#" + DigestText.hexadecimal([red, green, blue]) }

  /// How much lighter the lighter of two colours is than the darker one, 1...21.
  ///
  /// Source: "contrast ratio" of the Web Content Accessibility Guidelines 2.1.
  package func contrast(with other: Colour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// Black or white, whichever is easier to read on this colour.
  ///
  /// One of them has a contrast of at least 4.58: the product of both contrasts is 21.
  package var readableInk: Colour {
    let (black, white) = (Colour(grey: 0), Colour(grey: 255))
    return contrast(with: black) >= contrast(with: white) ? black : white
  }

  /// The share of light that the colour gives, 0 for black and 1 for white.
  private var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// A channel's share of light: `((c + 0.055) / 1.055) ^ 2.4`, for small ones `c / 12.92`.
  private static func linear(_ channel: UInt8) -> Double {
    let c = Double(channel) / 255
    guard c > 0.04045 else { return c / 12.92 }
    let base = (c + 0.055) / 1.055
    // x^2.4 = x^2 * (x^2)^(1/5); the fifth root by Newton's iteration, which from 1 falls to it.
    let square = base * base
    var root = 1.0
    for _ in 0..<40 { root = (4 * root + square / (root * root * root * root)) / 5 }
    return square * root
  }
}
