internal import Posix
internal import WireProtocol

/// What a large batch's tiles gave, one after the other, until the answer is written.
///
/// An answer holds part after part of all images, so it cannot grow with them; this does. So a
/// client costs memory as it sends pixels, and not as it announces them.
struct TiledResults: ~Copyable {
  private var bytes: CountedBytes
  /// The layout of the whole answer; `nil` between two batches.
  private var layout: ClassificationLayout?
  /// How many images a tile has, unless it is the last.
  private var tile = 1
  /// The bytes that are kept of a tile: a payload of its own.
  private var tileByteCount = 0

  init(of memory: MemoryBudget) { bytes = CountedBytes(of: memory) }

  /// The bytes of memory that are held.
  var byteCount: Int { bytes.count }

  /// Begins with an answer whose images are computed `tile` by `tile`.
  mutating func begin(_ layout: ClassificationLayout, tile: Int) throws(Refusal) {
    self.layout = layout
    self.tile = tile
    tileByteCount = WireFormat.aligned(
      layout.part(of: min(tile, layout.imageCount)).byteCount)
    try bytes.begin()
  }

  /// Ends, and gives back memory above a size.
  mutating func end(keeping byteLimit: Int) {
    layout = nil
    bytes.end(keeping: byteLimit)
  }

  /// Makes room for the tile that begins with an image.
  mutating func makeRoom(after image: Int) throws(Refusal) {
    guard let layout else { return }
    let tiles = (layout.imageCount + tile - 1) / tile
    try bytes.grow(to: (image / tile + 1) * tileByteCount, atMost: tiles * tileByteCount)
  }

  /// Keeps what `body` writes of a tile's images: it gets their layout, the memory, and where their
  /// payload begins.
  ///
  /// - Precondition: There is room for it.
  mutating func write(
    _ images: Range<Int>, _ body: (ClassificationLayout, inout MutableSpan<UInt8>, Int) -> Void
  ) {
    guard let layout else { return }
    let start = images.lowerBound / tile * tileByteCount
    bytes.write { body(layout.part(of: images.count), &$0, start) }
  }

  /// Writes the whole payload at an offset.
  func writePayload(to payload: inout MutableSpan<UInt8>, at start: Int) {
    guard let layout else { return }
    let bytes = bytes.bytes
    layout.writeHead(to: &payload, at: start)
    for first in stride(from: 0, to: layout.imageCount, by: tile) {
      let part = layout.part(of: min(tile, layout.imageCount - first))
      let tileStart = first / tile * tileByteCount
      let kept = bytes.span.extracting(tileStart..<tileStart + part.byteCount)
      // Where the tile's images begin in a part of the whole.
      func place(in whole: Range<Int>) -> Int {
        start + whole.lowerBound + whole.count / layout.imageCount * first
      }
      payload.copy(kept.extracting(part.labels), at: place(in: layout.labels))
      payload.copy(kept.extracting(part.ranked), at: place(in: layout.ranked))
      payload.copy(
        kept.extracting(part.rankedProbabilities), at: place(in: layout.rankedProbabilities))
      payload.copy(kept.extracting(part.probabilities), at: place(in: layout.probabilities))
      payload.copy(kept.extracting(part.logits), at: place(in: layout.logits))
    }
  }
}

extension ClassificationLayout {
  /// The layout of an answer to some images of the same request.
  fileprivate func part(of images: Int) -> ClassificationLayout {
    ClassificationLayout(imageCount: images, classes: classes, topK: topK, options: options)
  }
}
