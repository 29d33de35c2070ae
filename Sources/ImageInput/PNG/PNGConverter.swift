/// Turns rows of stored samples into grey pixels.
struct PNGConverter {
  private let colourType: PNGColourType
  private let bitDepth: Int
  private let largestSample: Int
  private let background: Int
  private let transparentSamples: [Int]
  /// The grey of each sample of one channel and up to 8 bits; empty for all other images.
  ///
  /// A palette shorter than its index allows leaves the table short.
  private let table: [UInt8]

  init(_ file: PNGFile, background: UInt8) {
    let header = file.header
    let background = Luminance.widened(Int(background), maximum: 255)
    colourType = header.colourType
    bitDepth = header.bitDepth
    largestSample = header.largestSample
    transparentSamples = file.transparentSamples
    self.background = background
    if colourType == .palette {
      table = file.palette.enumerated().map { index, colour in
        let alpha = index < file.paletteAlpha.count ? Int(file.paletteAlpha[index]) : 255
        let grey = Luminance.grey(
          red: Luminance.widened(Int(colour.red), maximum: 255),
          green: Luminance.widened(Int(colour.green), maximum: 255),
          blue: Luminance.widened(Int(colour.blue), maximum: 255))
        return Luminance.byte(
          Luminance.composed(
            grey, alpha: Luminance.widened(alpha, maximum: 255), over: background))
      }
    } else if colourType == .grey, bitDepth <= 8 {
      table = (0...header.largestSample).map { sample in
        file.transparentSamples == [sample]
          ? Luminance.byte(background)
          : Luminance.byte(Luminance.widened(sample, maximum: header.largestSample))
      }
    } else {
      table = []
    }
  }

  /// Converts one row and stores its pixels where they belong in the image.
  ///
  /// - Parameters:
  ///   - row: the filter byte, then the samples.
  ///   - pass: the reduced image that the row is of.
  ///   - index: the row's number within the pass.
  ///   - imageWidth: the pixels of a row of the whole image.
  ///   - pixels: the whole image.
  /// - Returns: column and index of the first pixel whose colour the palette does not have.
  func convert(
    _ row: [UInt8], pass: PNGPass, row index: Int, imageWidth: Int, into pixels: inout [UInt8]
  ) -> (column: Int, index: Int)? {
    let start = (pass.startRow + index * pass.rowStep) * imageWidth + pass.startColumn
    if !table.isEmpty {
      return lookUp(row, count: pass.width, into: &pixels, at: start, step: pass.columnStep)
    }
    var position = start
    for column in 0..<pass.width {
      pixels[position] = grey(row, column: column)
      position += pass.columnStep
    }
    return nil
  }

  private func lookUp(
    _ row: [UInt8], count: Int, into pixels: inout [UInt8], at start: Int, step: Int
  ) -> (column: Int, index: Int)? {
    var position = start
    for column in 0..<count {
      // The leftmost pixel has the highest bits of a byte (section 7.2).
      let bit = column * bitDepth
      let shift = 8 - bitDepth - bit % 8
      let sample = Int(row[1 + bit / 8]) >> shift & largestSample
      guard sample < table.count else { return (column, sample) }
      pixels[position] = table[sample]
      position += step
    }
    return nil
  }

  /// The grey of a pixel whose samples have whole bytes.
  private func grey(_ row: [UInt8], column: Int) -> UInt8 {
    let bytesPerSample = bitDepth / 8
    let first = 1 + column * colourType.channels * bytesPerSample
    func sample(_ channel: Int) -> Int {
      let offset = first + channel * bytesPerSample
      return bytesPerSample == 1
        ? Int(row[offset]) : Int(row[offset]) << 8 | Int(row[offset + 1])
    }
    func widened(_ channel: Int) -> Int {
      // Exact either way: 65535 = 257 * 255.
      bytesPerSample == 1 ? 257 * sample(channel) : sample(channel)
    }
    switch colourType {
    case .grey:
      let isTransparent = transparentSamples.first == sample(0)
      return Luminance.byte(isTransparent ? background : widened(0))
    case .greyWithAlpha:
      return Luminance.byte(
        Luminance.composed(widened(0), alpha: widened(1), over: background))
    case .colour:
      if let red = transparentSamples.first, red == sample(0), transparentSamples[1] == sample(1),
        transparentSamples[2] == sample(2)
      {
        return Luminance.byte(background)
      }
      return Luminance.byte(
        Luminance.grey(red: widened(0), green: widened(1), blue: widened(2)))
    case .colourWithAlpha:
      let grey = Luminance.grey(red: widened(0), green: widened(1), blue: widened(2))
      return Luminance.byte(Luminance.composed(grey, alpha: widened(3), over: background))
    case .palette:
      preconditionFailure("a palette image is looked up")
    }
  }
}
