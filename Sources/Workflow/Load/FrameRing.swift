internal import MNISTData
internal import Posix
internal import WireProtocol

/// The requests of a load, made once and sent again and again in their order.
///
/// They lie one behind the other, so that any number of them goes out in one call and sending costs
/// no work of ours. A request's id is its place in the ring: a connection must have the answer of a
/// place before it sends that place again.
struct FrameRing: Sendable {
  /// The handle that the requests name.
  let handle: UInt32
  /// What each request asks for.
  let request: ClassifyRequest
  /// The number of requests.
  let count: Int
  /// The bytes of each request's frame.
  let frameByteCount: Int
  /// The frames.
  let bytes: [UInt8]
  /// The images of each request as a memory file; empty where they lie in the frames.
  let files: [SealedImages]

  /// The bytes that a ring takes for variety's sake; the requests in flight may need more.
  private static let varietyByteCount = 32 << 20
  /// The memory files that a ring takes for variety's sake: descriptors are few.
  private static let varietyFileCount = 16

  /// Makes the requests over images, which are taken round and round.
  ///
  /// - Parameter inFlight: the most requests without an answer.
  init(
    _ images: ImageSet, settings: LoadSettings, options: ClassifyOptions, handle: UInt32,
    inFlight: Int
  ) throws(WorkflowError) {
    self.handle = handle
    request = ClassifyRequest(
      imageCount: settings.batch, inputs: images.pixelsPerImage, options: options)
    let byFile = settings.usesMemoryFiles
    let room =
      byFile ? FrameRing.varietyFileCount : FrameRing.varietyByteCount / request.frameByteCount
    // One place more than is in flight, so that answers out of order do not hold up the next one.
    let count = max(inFlight + 1, min(room, images.count / settings.batch))
    self.count = count
    var bytes: [UInt8] = []
    var files: [SealedImages] = []
    for place in 0..<count {
      let header = request.header(
        id: UInt64(place), handle: handle, byDescriptor: byFile,
        deadlineMicroseconds: settings.deadlineMicroseconds)
      if place == 0 { bytes.reserveCapacity(count * header.frameByteCount) }
      var payload = [UInt8](repeating: 0, count: ClassifyRequest.headByteCount)
      var span = payload.mutableSpan
      request.writeHead(to: &span, at: 0)
      let pixels = FrameRing.pixels(ofRequest: place, images, batch: settings.batch)
      if byFile { files.append(try SealedImages(pixels)) } else { payload += pixels }
      bytes += header.frame(payload)
    }
    frameByteCount = bytes.count / count
    self.bytes = bytes
    self.files = files
  }

  /// The places of the bytes of some requests.
  func bytes(of places: Range<Int>) -> Range<Int> {
    places.lowerBound * frameByteCount..<places.upperBound * frameByteCount
  }

  /// The memory file of the request whose frame begins at a byte.
  func file(atByte byte: Int) -> SealedImages { files[byte / frameByteCount] }

  /// The images of the request at a place.
  static func pixels(ofRequest place: Int, _ images: ImageSet, batch: Int) -> [UInt8] {
    let size = images.pixelsPerImage
    var pixels: [UInt8] = []
    pixels.reserveCapacity(batch * size)
    var next = place * batch % images.count
    while pixels.count < batch * size {
      let count = min(images.count - next, batch - pixels.count / size)
      pixels += images.pixels[next * size..<(next + count) * size]
      next = 0
    }
    return pixels
  }
}
