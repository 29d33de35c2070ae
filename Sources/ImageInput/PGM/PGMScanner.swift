/// Reads numbers, comments and samples of a PGM file, from front to back.
struct PGMScanner {
  private let bytes: [UInt8]
  /// The offset of the next byte.
  private(set) var position: Int

  init(bytes: [UInt8], position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The next number of the header, which has to be within `1...field.largest`.
  mutating func number(_ field: PGMFault.Field) throws(ImageError) -> Int {
    try skipSeparator(after: field.predecessor)
    skipSpace()
    let offset = position
    guard let number = digits(atMost: field.largest) else {
      throw fault(.numberMissing(field, found: next))
    }
    guard let value = number.exact, value > 0 else {
      throw ImageError(offset: offset, fault: .pgm(.number(field, found: number.text)))
    }
    return value
  }

  /// The samples of `P2`, to the end of the file.
  mutating func textSamples(_ count: Int, maximum: Int) throws(ImageError) -> [UInt8] {
    // Each sample takes a digit and what separates it from the one before.
    guard count <= (bytes.count - position) / 2 else {
      throw fault(.rasterCut(expected: 2 * count, found: bytes.count - position, isExact: false))
    }
    let scale = PGMScale(maximum: maximum)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for index in 0..<count {
      try skipSeparator(after: "a number")
      skipSpace()
      let offset = position
      guard let number = digits(atMost: maximum) else {
        throw fault(.sampleMissing(index: index, count: count, found: next))
      }
      guard let sample = number.exact else {
        throw ImageError(
          offset: offset, fault: .pgm(.sample(index: index, found: number.text, maximum: maximum)))
      }
      pixels.append(scale.byte(sample))
    }
    if next != nil { try skipSeparator(after: "a number") }
    skipSpace()
    guard position == bytes.count else {
      throw fault(.goesOn(count: bytes.count - position))
    }
    return pixels
  }

  /// The samples of `P5`, to the end of the file.
  mutating func byteSamples(_ count: Int, maximum: Int) throws(ImageError) -> [UInt8] {
    guard let space = next, isSpace(space) else {
      throw fault(.separator(after: PGMFault.Field.maximum.name, found: next))
    }
    position += 1
    let bytesPerSample = maximum > 255 ? 2 : 1
    let expected = count * bytesPerSample
    let found = bytes.count - position
    guard found >= expected else {
      throw ImageError(
        offset: bytes.count,
        fault: .pgm(.rasterCut(expected: expected, found: found, isExact: true)))
    }
    guard found == expected else {
      position += expected
      throw fault(.goesOn(count: found - expected))
    }
    // What almost every file has needs no arithmetic.
    if maximum == 255 { return [UInt8](bytes[position...]) }
    let scale = PGMScale(maximum: maximum)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    for index in 0..<count {
      let offset = position + index * bytesPerSample
      var sample = Int(bytes[offset])
      if bytesPerSample == 2 { sample = sample << 8 | Int(bytes[offset + 1]) }
      guard sample <= maximum else {
        throw ImageError(
          offset: offset,
          fault: .pgm(.sample(index: index, found: "\(sample)", maximum: maximum)))
      }
      pixels.append(scale.byte(sample))
    }
    return pixels
  }

  /// The byte at `position`, or `nil` at the end.
  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ fault: PGMFault) -> ImageError {
    ImageError(offset: position, fault: .pgm(fault))
  }

  /// Demands white space, a comment or the end, without passing over it.
  private func skipSeparator(after subject: String) throws(ImageError) {
    guard let byte = next else { return }
    guard isSpace(byte) || byte == UInt8(ascii: "#") else {
      throw fault(.separator(after: subject, found: byte))
    }
  }

  /// Passes over white space and comments.
  private mutating func skipSpace() {
    while let byte = next {
      if byte == UInt8(ascii: "#") {
        while let byte = next, !isLineEnd(byte) { position += 1 }
      } else if !isSpace(byte) {
        return
      } else {
        position += 1
      }
    }
  }

  /// Passes over a decimal number; `nil` where there is none.
  ///
  /// - Returns: the value where it is at most `limit`, and what to show of it where it is not.
  private mutating func digits(atMost limit: Int) -> (exact: Int?, text: String)? {
    let start = position
    var value: Int? = 0
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      // At most 10 * 2^40 + 9: far from overflow.
      if let sum = value.map({ 10 * $0 + Int(byte - UInt8(ascii: "0")) }) {
        value = sum <= limit ? sum : nil
      }
      position += 1
    }
    guard position > start else { return nil }
    let shown = bytes[start..<min(position, start + 20)]
    let text = String(decoding: shown, as: UTF8.self) + (position - start > 20 ? "..." : "")
    return (value, text)
  }

  /// Blank, tab, line feed, vertical tab, form feed or carriage return.
  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
