// A server writes an answer where it will be sent from, tile by tile. `start` is the offset of the
// payload within the caller's buffer in all of these.
extension ClassificationLayout {
  /// Writes the head of the payload and the zero bytes between its parts.
  ///
  /// - Precondition: `bytes` has room for the payload at `start`.
  public func writeHead(to bytes: inout MutableSpan<UInt8>, at start: Int) {
    bytes.put(UInt32(classes), at: start)
    bytes.put(UInt16(topK), at: start + 4)
    bytes.put(options.rawValue, at: start + 6)
    bytes.putZeros(labels.upperBound..<ranked.lowerBound, from: start)
    bytes.putZeros(ranked.upperBound..<rankedProbabilities.lowerBound, from: start)
    bytes.putZeros(rankedProbabilities.upperBound..<probabilities.lowerBound, from: start)
    bytes.putZeros(probabilities.upperBound..<logits.lowerBound, from: start)
  }

  /// Writes the classes of the images from `image` on.
  ///
  /// - Precondition: there are so many images.
  public func write(
    labels values: Span<UInt16>, from image: Int, to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    let place = start + place(of: values.count, from: image, width: 1, size: 2, in: labels)
    for index in 0..<values.count { bytes.put(values[index], at: place + 2 * index) }
  }

  /// Writes the ranked classes, `[images, topK]`, of the images from `image` on.
  ///
  /// - Precondition: they are wanted, and there are so many images.
  public func write(
    ranked values: Span<UInt16>, from image: Int, to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    let place = start + place(of: values.count, from: image, width: topK, size: 2, in: ranked)
    for index in 0..<values.count { bytes.put(values[index], at: place + 2 * index) }
  }

  /// Writes the ranked classes' probabilities, `[images, topK]`, of the images from `image` on.
  ///
  /// - Precondition: they are wanted, and there are so many images.
  public func write(
    rankedProbabilities values: Span<Float>, from image: Int, to bytes: inout MutableSpan<UInt8>,
    at start: Int
  ) {
    write(values, from: image, width: topK, in: rankedProbabilities, &bytes, start)
  }

  /// Writes the probabilities, `[images, classes]`, of the images from `image` on.
  ///
  /// - Precondition: they are wanted, and there are so many images.
  public func write(
    probabilities values: Span<Float>, from image: Int, to bytes: inout MutableSpan<UInt8>,
    at start: Int
  ) {
    write(values, from: image, width: classes, in: probabilities, &bytes, start)
  }

  /// Writes the logits, `[images, classes]`, of the images from `image` on.
  ///
  /// - Precondition: they are wanted, and there are so many images.
  public func write(
    logits values: Span<Float>, from image: Int, to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    write(values, from: image, width: classes, in: logits, &bytes, start)
  }

  private func write(
    _ values: Span<Float>, from image: Int, width: Int, in part: Range<Int>,
    _ bytes: inout MutableSpan<UInt8>, _ start: Int
  ) {
    let place = start + place(of: values.count, from: image, width: width, size: 4, in: part)
    for index in 0..<values.count {
      bytes.put(values[index].bitPattern, at: place + 4 * index)
    }
  }

  /// Where the elements of the images from `image` on begin within the payload.
  private func place(
    of count: Int, from image: Int, width: Int, size: Int, in part: Range<Int>
  ) -> Int {
    let place = part.lowerBound + image * width * size
    precondition(
      image >= 0 && place + count * size <= part.upperBound,
      "\(count) elements from image \(image) on do not fit a part of \(part.count) bytes")
    return place
  }
}
