/// A colour of light: red, green and blue, 0...255 each.
package struct Colour: Hashable, Sendable {
  /// The share of red.
  package let red: UInt8
  /// The share of green.
  package let green: UInt8
  /// The share of blue.
  package let blue: UInt8

  package init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  package init(grey: UInt8) {
    self.init(red: grey, green: grey, blue: grey)
  }

  // Blue and red over white are told apart with every common kind of colour blindness; the hues
  // are those of ColorBrewer's scheme RdBu.

  /// What stands for zero among numbers of both signs.
  static let zero = Colour(grey: 247)
  /// What stands for the lowest of them.
  static let negative = Colour(red: 33, green: 102, blue: 172)
  /// What stands for the highest of them.
  static let positive = Colour(red: 178, green: 24, blue: 43)

  /// The colour at `position` of 255 on the straight way to another.
  func mixed(with other: Colour, position: Int) -> Colour {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Int(from) * (255 - position) + Int(to) * position + 127) / 255)
    }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// The nearest colour of the 256 of xterm: the cube 16...231 or the greys 232...255.
  var paletteIndex: Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func nearest(_ value: UInt8) -> Int {
      levels.indices.min { abs(levels[$0] - Int(value)) < abs(levels[$1] - Int(value)) } ?? 0
    }
    let (r, g, b) = (nearest(red), nearest(green), nearest(blue))
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let step = min(23, max(0, (mean - 3) / 10))
    let grey = 8 + 10 * step
    return distance(grey, grey, grey) < distance(levels[r], levels[g], levels[b])
      ? 232 + step : 16 + 36 * r + 6 * g + b
  }

  private func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
    let (x, y, z) = (r - Int(red), g - Int(green), b - Int(blue))
    return x * x + y * y + z * z
  }
}
