/// The shape of a CLASSIFY or CLASSIFY_FD, without its pixels: `formats/wire-protocol.md`,
/// section 5.4.
public struct ClassifyRequest: Sendable, Hashable {
  /// The bytes of the payload before the pixels.
  public static let headByteCount = 8

  /// What the answer holds.
  public let options: ClassifyOptions
  /// The number of images, at least 1.
  public let imageCount: Int
  /// The bytes of an image, at least 1.
  public let inputs: Int
  /// How many classes to rank; 0 without ``ClassifyOptions/topK``.
  public let topK: Int

  init(options: ClassifyOptions, imageCount: Int, inputs: Int, topK: Int) {
    self.options = options
    self.imageCount = imageCount
    self.inputs = inputs
    self.topK = topK
  }

  /// Creates the request of a client.
  ///
  /// - Precondition: counts are at least 1, `topK` fits 16 bits and is 0 if and only if the option
  ///   is not set, and the pixels' bytes fit 32 bits.
  public init(imageCount: Int, inputs: Int, options: ClassifyOptions = [], topK: Int = 0) {
    precondition(
      imageCount > 0 && inputs > 0
        && imageCount <= (Int(UInt32.max) - Self.headByteCount) / inputs,
      "\(imageCount) images of \(inputs) bytes do not fit a request")
    precondition(
      (topK > 0) == options.contains(.topK) && (0...Int(UInt16.max)).contains(topK),
      "\(topK) ranked classes do not fit the options \(options.rawValue)")
    self.init(options: options, imageCount: imageCount, inputs: inputs, topK: topK)
  }

  /// The bytes of all pixels.
  public var pixelByteCount: Int { imageCount * inputs }

  /// Where the pixels of a CLASSIFY lie within its payload.
  public var pixels: Range<Int> {
    Self.headByteCount..<Self.headByteCount + pixelByteCount
  }

  /// The bytes of a CLASSIFY's frame, as which a CLASSIFY_FD counts too.
  public var frameByteCount: Int {
    WireFormat.frameByteCount(payload: Self.headByteCount + pixelByteCount)
  }

  /// The header of the request.
  ///
  /// - Parameters:
  ///   - id: any number; it comes back in the answer.
  ///   - handle: the model's handle, 0 for the default model.
  ///   - byDescriptor: whether the pixels travel in a memory file.
  ///   - deadlineMicroseconds: the time that is left, 0 for no limit.
  public func header(
    id: UInt64, handle: UInt32 = 0, byDescriptor: Bool = false, deadlineMicroseconds: UInt32 = 0
  ) -> FrameHeader {
    FrameHeader(
      request: byDescriptor ? .classifyDescriptor : .classify, id: id, options: options,
      handle: handle, itemCount: UInt32(imageCount),
      payloadByteCount: Self.headByteCount + (byDescriptor ? 0 : pixelByteCount),
      deadlineMicroseconds: deadlineMicroseconds)
  }

  /// Writes the eight bytes before the pixels.
  ///
  /// - Precondition: `bytes` has room for them at `offset`.
  public func writeHead(to bytes: inout MutableSpan<UInt8>, at offset: Int) {
    bytes.put(UInt32(inputs), at: offset)
    bytes.put(UInt16(topK), at: offset + 4)
    bytes.put(UInt16(0), at: offset + 6)
  }
}
