internal import WireProtocol

extension ClassifyRequest {
  /// The request to classify images of one size.
  ///
  /// - Precondition: there is at least one image, pixels of whole images with at least one byte
  ///   each, and `topK` fits 16 bits and is not 0 where the option is set.
  init(pixelByteCount: Int, images: Int, options: ClassifyOptions, topK: Int) {
    precondition(
      images > 0 && pixelByteCount > 0 && pixelByteCount.isMultiple(of: images),
      "\(pixelByteCount) bytes of pixels are not those of \(images) images")
    self.init(
      imageCount: images, inputs: pixelByteCount / images,
      options: topK > 0 ? options.union(.topK) : options, topK: topK)
  }

  /// Refuses what the server would refuse for its size, some of it by ending the connection.
  func check(_ limits: ServerLimits) throws(ServingError) {
    guard
      UInt64(frameByteCount) > limits.frameBytes || UInt64(imageCount) > limits.imagesPerRequest
    else { return }
    let header = header(id: 0)
    do {
      _ = try ClassifyRequest(
        header: header,
        payload: start(header).span.extracting(droppingFirst: WireFormat.headerByteCount),
        limits: limits)
    } catch {
      throw .refused(Refusal(error))
    }
  }

  /// The bytes of the frame before the pixels.
  func start(_ header: FrameHeader) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.startByteCount)
    var span = bytes.mutableSpan
    writeStart(header, to: &span, at: 0)
    return bytes
  }

  /// Writes the bytes of the frame before the pixels.
  ///
  /// - Precondition: there is room for them at `offset`.
  func writeStart(_ header: FrameHeader, to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    header.write(to: &bytes, at: offset)
    writeHead(to: &bytes, at: offset + WireFormat.headerByteCount)
  }

  /// The bytes of the frame before the pixels.
  static let startByteCount = WireFormat.headerByteCount + headByteCount
}
