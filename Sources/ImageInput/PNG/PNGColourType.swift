/// What a pixel of a PNG file consists of (PNG specification, section 11.2.1).
enum PNGColourType: UInt8 {
  case grey = 0
  case colour = 2
  case palette = 3
  case greyWithAlpha = 4
  case colourWithAlpha = 6

  /// The number of samples of a pixel.
  var channels: Int {
    switch self {
    case .grey, .palette: 1
    case .greyWithAlpha: 2
    case .colour: 3
    case .colourWithAlpha: 4
    }
  }

  /// The bits that a sample may have.
  var bitDepths: [UInt8] {
    switch self {
    case .grey: [1, 2, 4, 8, 16]
    case .palette: [1, 2, 4, 8]
    case .colour, .greyWithAlpha, .colourWithAlpha: [8, 16]
    }
  }
}
