internal import Posix
public import WireProtocol

extension ServingConnection {
  /// Classifies images of one size.
  ///
  /// From the announced size on, pixels travel as a sealed memory file, where both sides can.
  ///
  /// - Parameters:
  ///   - pixels: `[images, inputs]`, row by row, 0 for background to 255 for ink.
  ///   - images: how many, within the announced limit.
  ///   - handle: the model, as ``resolve(_:)`` has told on this connection; 0 for the default model.
  ///   - options: what the answer holds besides labels.
  ///   - topK: how many classes to rank; 0 for none.
  ///   - deadlineMicroseconds: the time after which the server need not compute the answer, 0 for
  ///     no limit.
  /// - Precondition: the pixels are a whole number of images with at least one byte each.
  public mutating func classify(
    _ pixels: Span<UInt8>, images: Int, handle: UInt32 = 0, options: ClassifyOptions = [],
    topK: Int = 0, deadlineMicroseconds: UInt32 = 0
  ) throws(ServingError) -> ClassifiedBatch {
    let request = ClassifyRequest(
      pixelByteCount: pixels.count, images: images, options: options, topK: topK)
    try request.check(hello.limits)
    let file = PixelFile(pixels, threshold: hello.pixelFileThreshold)
    let opcode: Opcode = file == nil ? .classify : .classifyDescriptor
    return try exchange(opcode) { stream, id, patience throws(ServingError) in
      let header = request.header(
        id: id, handle: handle, byDescriptor: file != nil,
        deadlineMicroseconds: deadlineMicroseconds)
      let start = request.start(header)
      if let file {
        try stream.send(start.span, with: file.file, within: patience)
      } else {
        let padding = header.frameByteCount - start.count - pixels.count
        try stream.send(start.span, pixels, within: patience)
        if padding > 0 {
          try stream.send([UInt8](repeating: 0, count: padding).span, within: patience)
        }
      }
    } reading: { frame, stream throws(WireError) in
      try stream.withPayload(of: frame) { payload throws(WireError) in
        try ClassifiedBatch(decoding: payload, header: frame.header, answering: request)
      }
    }
  }
}
